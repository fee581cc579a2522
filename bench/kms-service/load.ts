/**
 * Keeps connections busy with one request, over raw sockets, because a client
 * that makes and reads messages would cost more than the servers it measures.
 *
 * @module
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface LoadResult {
  readonly requests: number
  readonly seconds: number
  /** Of each request, in ns. */
  readonly latencies: readonly number[]
}

/** One answer, whole. */
export interface Answer {
  readonly status: number
  readonly body: Buffer
  /** Of head and body. */
  readonly length: number
}

/** Asks once, on a connection of its own. */
export async function ask(port: number, request: Buffer): Promise<Answer> {
  const socket = connect(port, '127.0.0.1').setNoDelay(true)
  socket.write(request)
  let received: Buffer = Buffer.alloc(0)
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    received = Buffer.concat([received, chunk])
    const headEnd = received.indexOf('\r\n\r\n') + 4
    const head = received.toString('latin1', 0, headEnd)
    const length = headEnd + Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1])
    if (headEnd > 4 && received.length >= length)
      return { status: Number(head.slice(9, 12)), body: received.subarray(headEnd, length), length }
  }
  throw new Error(`port ${port} ended the connection without an answer`)
}

export interface LoadOptions {
  readonly port: number
  readonly request: Buffer
  /** All answers have it, so that none needs to be parsed. */
  readonly answerLength: number
  readonly connections: number
}

/**
 * Keeps connections, each with one request in flight, busy for `ms`; what is in
 * flight then is waited for and counted. They are opened before the time runs,
 * and closed again, because servers end what is idle.
 */
export async function load(options: LoadOptions, ms: number): Promise<LoadResult> {
  const latencies: number[] = []
  const idle = Promise.withResolvers<void>()
  let inFlight = options.connections
  let isOver = false
  const onAnswer = (latencyNs: number): boolean => {
    latencies.push(latencyNs)
    if (!isOver) return true
    inFlight -= 1
    if (inFlight === 0) idle.resolve()
    return false
  }

  const sockets = Array.from({ length: options.connections }, () =>
    connect(options.port, '127.0.0.1').setNoDelay(true),
  )
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  const clients = sockets.map((socket) => new Client(socket, options, onAnswer))
  for (const socket of sockets) socket.once('close', () => idle.reject(new Error('a connection ended')))

  const startedAtMs = performance.now()
  for (const client of clients) client.send()
  setTimeout(() => {
    isOver = true
  }, ms)
  await idle.promise
  const seconds = (performance.now() - startedAtMs) / 1000
  for (const socket of sockets) socket.destroy()
  return { requests: latencies.length, seconds, latencies }
}

/** Asks again and again on one connection, as long as `onAnswer` says so. */
class Client {
  readonly #socket: Socket
  readonly #options: LoadOptions
  readonly #onAnswer: (latencyNs: number) => boolean
  #sentAtMs = 0
  #missing = 0

  constructor(socket: Socket, options: LoadOptions, onAnswer: (latencyNs: number) => boolean) {
    this.#socket = socket
    this.#options = options
    this.#onAnswer = onAnswer
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
  }

  send(): void {
    this.#missing = this.#options.answerLength
    this.#sentAtMs = performance.now()
    this.#socket.write(this.#options.request)
  }

  #receive(chunk: Buffer): void {
    if (this.#missing === this.#options.answerLength && !isOk(chunk))
      throw new Error(`answered ${chunk.toString()}`)
    this.#missing -= chunk.length
    if (this.#missing < 0) throw new Error(`an answer has ${-this.#missing} bytes more than the first`)
    if (this.#missing === 0 && this.#onAnswer((performance.now() - this.#sentAtMs) * 1e6)) this.send()
  }
}

/** `HTTP/1.1 200` */
function isOk(answer: Buffer): boolean {
  return answer[9] === 0x32 && answer[10] === 0x30 && answer[11] === 0x30
}
