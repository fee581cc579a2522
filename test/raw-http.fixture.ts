/**
 * HTTP as bytes on a socket, because a client that behaves cannot send what
 * hostile ones do.
 *
 * @module
 */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

export interface RawAnswer {
  readonly status: number
  /** Without the empty line. */
  readonly head: string
  readonly body: Buffer
}

/** What is left out is not sent; `content-length` and `host` are added unless given. */
export interface RawMessage {
  readonly method?: string
  readonly path?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly body?: Uint8Array | string
}

export function bytesOf({ method = 'POST', path = '/', headers = [], body = '' }: RawMessage): Buffer {
  const content = Buffer.from(body as Uint8Array)
  const names = new Set(headers.map(([name]) => name.toLowerCase()))
  const lines = [`${method} ${path} HTTP/1.1`]
  if (!names.has('host')) lines.push('host: localhost')
  if (!names.has('content-length')) lines.push(`content-length: ${content.length}`)
  for (const [name, value] of headers) lines.push(`${name}: ${value}`)
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content])
}

/** A connection on which each answer belongs to the oldest request that has none. */
export class RawConnection implements Disposable {
  readonly #socket: Socket
  readonly #due: PromiseWithResolvers<RawAnswer>[] = []
  #received: Buffer = Buffer.alloc(0)
  #isOpen = true

  private constructor(socket: Socket) {
    this.#socket = socket
    socket.setNoDelay(true)
    socket.on('data', (chunk: Buffer) => this.#receive(chunk))
    socket.on('error', () => {})
    socket.on('close', () => this.#fail())
  }

  static async open(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return new RawConnection(socket)
  }

  /** Whether another request can be sent. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Rejects where the connection ends without the answer. */
  async ask(request: Uint8Array): Promise<RawAnswer> {
    const [answer] = await this.askAll([request])
    return answer!
  }

  /** Sends all at once. Rejects where the connection ends without an answer to each. */
  askAll(requests: readonly Uint8Array[]): Promise<RawAnswer[]> {
    const due = requests.map(() => Promise.withResolvers<RawAnswer>())
    this.#due.push(...due)
    if (this.#isOpen) this.#socket.write(requests.length === 1 ? requests[0]! : Buffer.concat(requests))
    else this.#fail()
    return Promise.all(due.map(({ promise }) => promise))
  }

  /** Sends bytes that may be no whole request. */
  send(bytes: Uint8Array | string): void {
    this.#socket.write(bytes)
  }

  [Symbol.dispose](): void {
    this.#socket.destroy()
  }

  #receive(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk])
    for (;;) {
      const headEnd = this.#received.indexOf('\r\n\r\n')
      if (headEnd < 0) return
      const head = this.#received.toString('latin1', 0, headEnd)
      const end = headEnd + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0)
      if (this.#received.length < end) return
      const answer = {
        status: Number(head.slice(9, 12)),
        head,
        body: this.#received.subarray(headEnd + 4, end),
      }
      this.#received = this.#received.subarray(end)
      // 100 Continue is followed by the answer.
      if (answer.status < 200) continue
      if (/\r\nconnection: *close/i.test(head)) this.#isOpen = false
      this.#due.shift()?.resolve(answer)
    }
  }

  #fail(): void {
    this.#isOpen = false
    for (const { reject } of this.#due.splice(0)) reject(new Error('The connection ended without an answer.'))
  }
}
