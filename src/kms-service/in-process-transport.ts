/**
 * Carries what the SDK sends to a KMS service in the same process, in place of
 * the SDK's HTTP: the same requests, the same answers, the same ways to fail.
 *
 * @module
 */
import { Readable } from 'node:stream'

import type { Clock } from '../clock/clock.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { WireAnswer, WireHandler, WireRequest } from './wire.ts'

export interface InProcessTransportOptions {
  readonly handle: WireHandler
  readonly clock: Clock
  /** How long an answer may take; undefined: as long as it likes. */
  readonly requestTimeout?: Nanoseconds | undefined
}

/** As much of the SDK's request as is needed here. */
interface SdkRequest {
  readonly method: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

interface SdkResponse {
  readonly statusCode: number
  readonly headers: Record<string, string>
  readonly body: unknown
}

/** A request handler of the SDK. */
export class InProcessTransport {
  readonly metadata = { handlerProtocol: 'http/1.1' }
  readonly #options: InProcessTransportOptions

  constructor(options: InProcessTransportOptions) {
    this.#options = options
  }

  async handle(request: SdkRequest): Promise<{ response: SdkResponse }> {
    const { requestTimeout } = this.#options
    const wired: WireRequest = { ...request, body: bytesOf(request.body) }
    const answer =
      requestTimeout === undefined ? await this.#ask(wired) : await this.#askInTime(wired, requestTimeout)
    return { response: responseOf(answer) }
  }

  /** The service holds the clock while it works, and lets it go while it sleeps. */
  async #ask(request: WireRequest): Promise<WireAnswer> {
    const { clock, handle } = this.#options
    const answer = handle(request)
    clock.release()
    try {
      return await answer
    } finally {
      clock.hold()
    }
  }

  async #askInTime(request: WireRequest, timeout: Nanoseconds): Promise<WireAnswer> {
    const gone = new AbortController()
    const answered = new AbortController()
    let isTimedOut = false
    const giveUpInTime = async (): Promise<void> => {
      await this.#options.clock.sleep(timeout, answered.signal)
      isTimedOut = !answered.signal.aborted
      if (isTimedOut) gone.abort()
    }
    const asking = this.#ask({ ...request, signal: gone.signal })
    void giveUpInTime()
    try {
      const answer = await asking
      if (isTimedOut) throw timeoutError(timeout)
      return answer
    } finally {
      answered.abort()
    }
  }

  /** Of the SDK's interface; there is nothing to configure. */
  updateHttpClientConfig(): void {}

  httpHandlerConfigs(): object {
    return {}
  }

  destroy(): void {}
}

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : '')
}

function responseOf(answer: WireAnswer): SdkResponse {
  switch (answer.kind) {
    case 'reset':
      throw connectionReset('socket hang up')
    case 'whole': {
      const { status, headers, body } = answer
      return { statusCode: status, headers: { ...headers }, body: Buffer.from(body) }
    }
    case 'truncated': {
      const { status, headers, body, sentBytes } = answer
      return { statusCode: status, headers: { ...headers }, body: cutOff(body, sentBytes) }
    }
    default:
      return answer satisfies never
  }
}

function cutOff(body: string, sentBytes: number): Readable {
  const sent = Buffer.from(body).subarray(0, sentBytes)
  let isSent = false
  return new Readable({
    read() {
      if (isSent) this.destroy(connectionReset('aborted'))
      else this.push(sent)
      isSent = true
    },
  })
}

/** What Node says when the other side goes. */
function connectionReset(message: string): Error {
  return Object.assign(new Error(message), { code: 'ECONNRESET' })
}

/** As the SDK's HTTP handler has it. */
function timeoutError(after: Nanoseconds): Error {
  const error = new Error(`Request did not complete within requestTimeout (${after / 1e6} ms).`)
  error.name = 'TimeoutError'
  return error
}
