/**
 * One SDK client's retries, attempt by attempt, as in `StandardRetryStrategy`
 * of `@smithy/core`: full jitter, and a bucket of tokens that retries cost.
 *
 * Pauses are not rounded to whole ms as the SDK rounds them.
 *
 * @module
 */
import type { PlanModel, RetryRules } from '../plan-model.ts'
import type { Random } from '../../random.ts'

export type RetriedError = 'throttling' | 'transient'

interface Rule {
  readonly baseS: Readonly<Record<RetriedError, number>>
  readonly cost: Readonly<Record<RetriedError, number>>
}

/** `standard` from 3.40 of `@smithy/core` on, `legacy` before. Timeouts, which cost 10 there, do not occur here. */
const rules: Readonly<Record<RetryRules, Rule | undefined>> = {
  standard: { baseS: { throttling: 1, transient: 0.05 }, cost: { throttling: 5, transient: 14 } },
  legacy: { baseS: { throttling: 0.5, transient: 0.1 }, cost: { throttling: 5, transient: 5 } },
  none: undefined,
}
const pauseMaxS = 20
const tokensMax = 500

export class RetryClient {
  readonly #rule: Rule | undefined
  readonly #maxAttempts: number
  readonly #random: Random
  #tokens = tokensMax

  constructor({ retries, maxAttempts }: PlanModel, random: Random) {
    this.#rule = rules[retries]
    this.#maxAttempts = maxAttempts
    this.#random = random
  }

  /** How long to pause in s before the next attempt and what it costs, or undefined where there is none. */
  retry(attempts: number, error: RetriedError): { pauseS: number; cost: number } | undefined {
    if (this.#rule === undefined || attempts >= this.#maxAttempts) return undefined
    const cost = this.#rule.cost[error]
    if (this.#tokens < cost) return undefined
    this.#tokens -= cost
    const longest = Math.min(this.#rule.baseS[error] * 2 ** (attempts - 1), pauseMaxS)
    return { pauseS: this.#random.uniform() * longest, cost }
  }

  /** Gives back what the last retry has cost, or one token where there was none. */
  succeeded(lastCost: number | undefined): void {
    this.#tokens = Math.min(tokensMax, this.#tokens + (lastCost ?? 1))
  }
}
