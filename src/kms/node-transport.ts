/**
 * The SDK's HTTP client for Node, set so that its time-outs are time-outs, and
 * so that no answer, however it comes, takes for ever or all the memory.
 *
 * @module
 */
import type { Agent as HttpAgent } from 'node:http'
import type { Agent as HttpsAgent } from 'node:https'
import { Readable, Transform } from 'node:stream'

import { NodeHttpHandler } from '@smithy/node-http-handler'

import type { Nanoseconds } from '../units/units.ts'

export interface NodeTransportOptions {
  /** For one attempt, connecting and the whole answer included; none if left out. */
  readonly requestTimeout?: Nanoseconds | undefined
  readonly httpAgent: HttpAgent
  readonly httpsAgent: HttpsAgent
}

/** The longest answer of KMS is a page of a list, far below this. */
const answerBytesMax = 2 ** 20

type Handle = NodeHttpHandler['handle']

export class NodeTransport extends NodeHttpHandler {
  readonly #timeoutMs: number | undefined

  constructor({ requestTimeout, httpAgent, httpsAgent }: NodeTransportOptions) {
    const timeoutMs = requestTimeout === undefined ? undefined : requestTimeout / 1e6
    super({
      httpAgent,
      httpsAgent,
      ...(timeoutMs !== undefined && {
        requestTimeout: timeoutMs,
        // Without this the handler prints a warning and goes on waiting.
        throwOnRequestTimeout: true,
      }),
    })
    this.#timeoutMs = timeoutMs
  }

  /** The handler's own time-out ends with the head of an answer; its body may still drip. */
  override async handle(...given: Parameters<Handle>): Promise<Awaited<ReturnType<Handle>>> {
    const startedAt = performance.now()
    const result = await super.handle(...given)
    const { response } = result
    if (response.body instanceof Readable) {
      const left =
        this.#timeoutMs === undefined ? undefined : this.#timeoutMs - (performance.now() - startedAt)
      response.body = bounded(response.body, left)
    }
    return result
  }
}

/** `body`, which fails where it is too long or takes longer than `leftMs`. */
function bounded(body: Readable, leftMs: number | undefined): Readable {
  let length = 0
  const whole = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length
      if (length > answerBytesMax) done(new Error(`an answer of more than ${answerBytesMax} bytes`))
      else done(null, chunk)
    },
  })
  const timer = leftMs === undefined ? undefined : setTimeout(giveUp, Math.max(0, leftMs))
  function giveUp(): void {
    const error = new Error('the answer was not whole in time')
    error.name = 'TimeoutError'
    whole.destroy(error)
  }
  body.once('error', (error) => whole.destroy(error))
  whole.once('close', () => {
    clearTimeout(timer)
    body.destroy()
  })
  return body.pipe(whole)
}
