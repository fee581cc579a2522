/**
 * One request and its answer on a connection: puts the answer on the wire as
 * the service wants it seen, broken off or not.
 *
 * @module
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

import type { WireAnswer, WireMessage, WireRequest } from '../wire.ts'
import type { Connection } from './connections.ts'
import type { Outbox } from './outbox.ts'

/** A request as the service sees it. Not a literal, since one that has a getter costs a hidden class each time. */
export class ReceivedRequest implements WireRequest {
  readonly method: string
  readonly path: string
  readonly headers: WireRequest['headers']
  readonly body: Buffer
  readonly #exchange: Exchange

  constructor(incoming: IncomingMessage, path: string, body: Buffer, exchange: Exchange) {
    this.method = incoming.method ?? ''
    this.path = path
    this.headers = joinedHeadersOf(incoming)
    this.body = body
    this.#exchange = exchange
  }

  get signal(): AbortSignal {
    return this.#exchange.signal
  }
}

export class Exchange {
  readonly #outgoing: ServerResponse
  readonly #connection: Connection
  readonly #outbox: Outbox
  #aborter: AbortController | undefined
  #isOver = false
  #isGone = false

  constructor(outgoing: ServerResponse, connection: Connection, outbox: Outbox) {
    this.#outgoing = outgoing
    this.#connection = connection
    this.#outbox = outbox
    connection.begin()
    outgoing.on('close', () => this.#end())
  }

  /** Whether the connection ended before the answer was sent. */
  get isGone(): boolean {
    return this.#isGone
  }

  /** Aborted when the client went away. Made on demand, as most services never ask. */
  get signal(): AbortSignal {
    this.#aborter ??= new AbortController()
    if (this.#isGone) this.#aborter.abort()
    return this.#aborter.signal
  }

  answer(answer: WireAnswer): void {
    if (this.#isOver) return
    switch (answer.kind) {
      case 'whole':
        this.#answerWhole(answer, this.#connection.endsNext)
        return
      case 'truncated':
        this.#writeHead(answer, true)
        this.#outgoing.flushHeaders()
        this.#outgoing.write(Buffer.from(answer.body).subarray(0, answer.sentBytes), () =>
          this.#connection.destroy(),
        )
        return
      case 'reset':
        this.#inTurn(() => this.#connection.reset())
        return
      default:
        answer satisfies never
    }
  }

  /** Answers, and ends the connection. */
  refuse(message: WireMessage): void {
    if (!this.#isOver) this.#answerWhole(message, true)
  }

  /** As `refuse`, or without an answer where half of one may have been sent. */
  fail(message: WireMessage): void {
    if (this.#outgoing.headersSent) this.#inTurn(() => this.#connection.destroy())
    else this.refuse(message)
  }

  #answerWhole(message: WireMessage, isLast: boolean): void {
    this.#writeHead(message, isLast)
    this.#outbox.post(this.#outgoing, message.body)
  }

  /** An answer to an earlier request on the same connection may be due. */
  #inTurn(action: () => void): void {
    if (this.#outgoing.socket === null) this.#outgoing.once('socket', action)
    else action()
  }

  #writeHead({ status, headers, body }: WireMessage, isLast: boolean): void {
    const list = ['content-length', String(Buffer.byteLength(body))]
    for (const name in headers) list.push(name, headers[name] as string)
    if (isLast) list.push('connection', 'close')
    this.#outgoing.writeHead(status, list)
  }

  /** Also comes when the client goes away, with an answer or without. */
  #end(): void {
    this.#isOver = true
    this.#isGone = !this.#outgoing.writableFinished
    if (this.#isGone) this.#aborter?.abort()
    this.#connection.end()
  }
}

/** Node has joined them already, except for one that servers send and clients do not. */
function joinedHeadersOf(incoming: IncomingMessage): WireRequest['headers'] {
  const cookies = incoming.headers['set-cookie']
  if (cookies === undefined) return incoming.headers as WireRequest['headers']
  return { ...incoming.headers, 'set-cookie': cookies.join(', ') }
}
