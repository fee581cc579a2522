/**
 * How a client of KMS tries again: how long it pauses and what that costs its
 * bucket of retry tokens. Written from the rules of the AWS SDK (`@smithy/core`,
 * submodule `retry`), of which there are those before and since 2026-11.
 *
 * @module
 */
import type { RetryRules } from '../plan-model.ts'

/** What went wrong with an attempt. */
export type Trouble = 'throttled' | 'fault'

export interface RetryRule {
  /** Pauses are uniform below this, doubled with every retry, in s. */
  readonly baseS: Readonly<Record<Trouble, number>>
  readonly tokens: Readonly<Record<Trouble, number>>
  readonly attemptsMax: number
}

/** In a full bucket, which is also where each client begins. */
export const tokensMax = 500
/** Given back by a call that succeeds at once; one that was retried gives back what its last retry took. */
export const tokensOfSuccess = 1
const pauseMaxS = 20

const bases = {
  standard: { baseS: { throttled: 1, fault: 0.05 }, tokens: { throttled: 5, fault: 14 } },
  legacy: { baseS: { throttled: 0.5, fault: 0.1 }, tokens: { throttled: 5, fault: 5 } },
}

export function retryRuleOf(rules: RetryRules, maxAttempts: number): RetryRule {
  if (rules === 'none') return { ...bases.standard, attemptsMax: 1 }
  return { ...bases[rules], attemptsMax: maxAttempts }
}

/** Longest pause before the retry after `retries` others, in s. Full jitter takes a uniform share of it. */
export function pauseMaxOf({ baseS }: RetryRule, trouble: Trouble, retries: number): number {
  return Math.min(baseS[trouble] * 2 ** retries, pauseMaxS)
}
