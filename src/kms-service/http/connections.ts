/**
 * The open connections of a server, because Node tells neither which of them
 * wait for an answer nor how to reset one that is encrypted.
 *
 * @module
 */
import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** One open connection. */
export class Connection {
  /** What was accepted; with TLS it carries the encrypted bytes. */
  readonly #accepted: Socket
  /** What requests are read from: `#accepted`, or once it is there the TLS socket. */
  #socket: Socket
  #exchanges = 0
  #isFinishing = false
  #isClosed = false
  readonly #onSettled: () => void

  /** Calls `onSettled` when it is closed and no exchange goes on. */
  constructor(accepted: Socket, onSettled: () => void) {
    this.#accepted = accepted
    this.#socket = accepted
    this.#onSettled = onSettled
    accepted.once('close', () => {
      this.#isClosed = true
      this.#settle()
    })
  }

  encryptWith(socket: Socket): void {
    this.#socket = socket
    this.#settle()
  }

  /** Whether a request has come whose answer is not sent. */
  get isBusy(): boolean {
    return this.#exchanges > 0
  }

  /** Requests that have come and whose answers are not sent. */
  get exchanges(): number {
    return this.#exchanges
  }

  /** Whether it ends with the one answer that is due. While more are, each but the last must keep it open. */
  get endsNext(): boolean {
    return this.#isFinishing && this.#exchanges === 1
  }

  begin(): void {
    this.#exchanges += 1
  }

  end(): void {
    this.#exchanges -= 1
    this.#settle()
  }

  /** Ends as soon as nothing is due. */
  finish(): void {
    this.#isFinishing = true
    this.#settle()
  }

  /** Ends at once; what was sent arrives, as far as it does. */
  destroy(): void {
    this.#socket.destroy()
    this.#accepted.destroy()
  }

  /** Ends at once with a TCP reset. */
  reset(): void {
    // A TLS socket cannot be reset itself.
    this.#accepted.resetAndDestroy()
    this.#socket.destroy()
  }

  #settle(): void {
    if (this.#exchanges > 0) return
    if (this.#isClosed) this.#onSettled()
    else if (this.#isFinishing) this.#socket.destroySoon()
  }
}

/** All open connections of one server. */
export class Connections {
  readonly #open = new Set<Connection>()
  readonly #bySocket = new WeakMap<Socket, Connection>()
  /** Only of sockets that are to be encrypted: Node does not say which TLS socket belongs to which. */
  readonly #byPeer = new Map<string, Connection>()
  readonly #onEmpty: (() => void)[] = []
  #isFinishing = false

  watch(server: Server, isEncrypted: boolean): void {
    server.on('connection', (accepted: Socket) => this.#add(accepted, isEncrypted))
    if (isEncrypted) server.on('secureConnection', (socket: Socket) => this.#encrypt(socket))
  }

  /** Of a socket that requests are read from. */
  of(socket: Socket): Connection | undefined {
    return this.#bySocket.get(socket)
  }

  /** Ends each connection as soon as nothing is due on it, also those that come from now on. */
  finishAll(): void {
    this.#isFinishing = true
    for (const connection of this.#open) connection.finish()
  }

  destroyAll(): void {
    for (const connection of this.#open) connection.destroy()
  }

  /** Resolves when none is open and no exchange goes on. */
  async settled(): Promise<void> {
    if (this.#open.size === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#onEmpty.push(resolve)
    await promise
  }

  #add(accepted: Socket, isEncrypted: boolean): void {
    const peer = isEncrypted ? peerOf(accepted) : ''
    const connection = new Connection(accepted, () => this.#remove(connection, peer))
    this.#open.add(connection)
    if (isEncrypted) this.#byPeer.set(peer, connection)
    else this.#bySocket.set(accepted, connection)
    if (this.#isFinishing) connection.finish()
  }

  #remove(connection: Connection, peer: string): void {
    this.#open.delete(connection)
    if (this.#byPeer.get(peer) === connection) this.#byPeer.delete(peer)
    if (this.#open.size === 0) for (const resolve of this.#onEmpty.splice(0)) resolve()
  }

  #encrypt(socket: Socket): void {
    const connection = this.#byPeer.get(peerOf(socket))
    if (connection === undefined) {
      // Gone before its address could be read.
      socket.destroy()
      return
    }
    this.#bySocket.set(socket, connection)
    connection.encryptWith(socket)
  }
}

function peerOf(socket: Socket): string {
  return `${socket.remoteAddress} ${socket.remotePort}`
}
