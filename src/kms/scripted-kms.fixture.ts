/**
 * A KMS that answers what a test wants it to, in place of the network under the
 * SDK, and keeps what it was asked.
 *
 * @module
 */
import type { KMSClientConfig } from '@aws-sdk/client-kms'

import { sleepHolding, type Clock } from '../clock/clock.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'

export interface ScriptedAnswer {
  /** 200 if left out. */
  readonly status?: number
  /** Of the body; bytes as base64. */
  readonly members?: Readonly<Record<string, unknown>>
  /** In place of members. */
  readonly text?: string
  /** In place of an answer. */
  readonly error?: Error
  /** At once if left out. */
  readonly after?: Nanoseconds
}

export interface ScriptedRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What AWS gives for GenerateDataKey and, but for the blob, for Decrypt. */
export const keyArn = 'arn:aws:kms:eu-west-1:123456789012:key/12345678-1234-4234-8234-123456789012'
export const plaintext = Buffer.alloc(32, 7)
export const keyAnswer: ScriptedAnswer = {
  members: { Plaintext: plaintext, CiphertextBlob: Buffer.alloc(184, 9), KeyId: keyArn },
}
export const internalError: ScriptedAnswer = {
  status: 500,
  members: { __type: 'KMSInternalException', message: 'broken' },
}
export const throttled: ScriptedAnswer = {
  status: 400,
  members: { __type: 'ThrottlingException', message: 'too fast' },
}

export class ScriptedKms {
  readonly requests: ScriptedRequest[] = []
  /** How often a client let go of its connections. */
  destroyed = 0
  readonly #clock: Clock
  readonly #answers: ScriptedAnswer[]

  /** The last of `answers` is given again and again. */
  constructor(clock: Clock, answers: readonly ScriptedAnswer[]) {
    this.#clock = clock
    this.#answers = [...answers]
  }

  /** As the SDK wants it. */
  get requestHandler(): KMSClientConfig['requestHandler'] & object {
    const handler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: (request: ScriptedRequest) => this.#answer(request),
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
      destroy: () => void (this.destroyed += 1),
    }
    return handler as object as KMSClientConfig['requestHandler'] & object
  }

  /** What was asked, as it was read. */
  get bodies(): readonly unknown[] {
    return this.requests.map(({ body }) => JSON.parse(body) as unknown)
  }

  async #answer({ method, headers, body }: ScriptedRequest) {
    this.requests.push({ method, headers: { ...headers }, body })
    const answer = this.#answers.length > 1 ? this.#answers.shift()! : this.#answers[0]!
    if (answer.after !== undefined) await sleepHolding(this.#clock, nanoseconds(answer.after))
    if (answer.error !== undefined) throw answer.error
    const { status: statusCode = 200, members = {}, text = JSON.stringify(members, asBase64) } = answer
    return { response: { statusCode, headers: {}, body: Buffer.from(text) } }
  }
}

/** `Buffer#toJSON` has had its turn by now. */
function asBase64(this: Readonly<Record<string, unknown>>, name: string, value: unknown): unknown {
  const given = this[name]
  return Buffer.isBuffer(given) ? given.toString('base64') : value
}
