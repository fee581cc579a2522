/**
 * The SDK's own retries on a virtual clock: which errors, how often and how
 * long is the SDK's decision, but the waiting takes simulated time and its
 * jitter comes from the seed, so that a run can be repeated.
 *
 * @module
 */
import { AsyncLocalStorage } from 'node:async_hooks'

import { StandardRetryStrategy } from '@smithy/core/retry'

import { sleepHolding, type Clock } from '../clock/clock.ts'
import type { Random } from '../random.ts'
import { milliseconds } from '../units/units.ts'

/** As the SDK's: "standard" limits retries by a token bucket, "adaptive" slows the client down as well. */
export type RetryMode = 'standard' | 'adaptive'

type Token = Awaited<ReturnType<StandardRetryStrategy['acquireInitialRetryToken']>>
type ErrorInfo = Parameters<StandardRetryStrategy['refreshRetryTokenForRetry']>[1]

/** Longest pause between two attempts, in ms: MAXIMUM_RETRY_DELAY of the SDK. */
const backoffMsMax = 20_000

/** The pause that the retry under way was given. */
const pauses = new AsyncLocalStorage<{ ms: number }>()

export class ClockedRetryStrategy extends StandardRetryStrategy {
  readonly #clock: Clock

  /** `maxAttempts` counts the first one; `jitter` is this client's alone. */
  constructor(maxAttempts: number, clock: Clock, jitter: Random) {
    super({ maxAttempts, backoff: new SeededBackoff(jitter) })
    this.#clock = clock
  }

  override async refreshRetryTokenForRetry(token: Token, errorInfo: ErrorInfo): Promise<Token> {
    const pause = { ms: 0 }
    const next = await pauses.run(pause, () => super.refreshRetryTokenForRetry(token, errorInfo))
    await sleepHolding(this.#clock, milliseconds(pause.ms))
    return next
  }
}

/** Full jitter as in the SDK, `floor(random × min(base × 2^i, 20 s))`, but told to the clock and not slept here. */
class SeededBackoff {
  readonly #jitter: Random
  #baseMs = 0

  constructor(jitter: Random) {
    this.#jitter = jitter
  }

  setDelayBase(baseMs: number): void {
    this.#baseMs = baseMs
  }

  computeNextBackoffDelay(retry: number): number {
    const pause = pauses.getStore()
    if (pause !== undefined) pause.ms = backoffMs(this.#jitter.uniform(), this.#baseMs, retry)
    return 0
  }
}

/** In whole ms; `random` in [0, 1), `retry` from 0. */
export function backoffMs(random: number, baseMs: number, retry: number): number {
  return Math.floor(random * Math.min(baseMs * 2 ** retry, backoffMsMax))
}
