/**
 * Settings that a search has looked at, and what it has found of them.
 *
 * @module
 */
import type { Miss, Outcome } from './constraints.ts'
import type { Settings } from './settings.ts'

export interface Candidate {
  readonly settings: Settings
  readonly outcome: Outcome
  readonly misses: readonly Miss[]
  /** How far it is from the plan. */
  readonly effort: number
  readonly isOnFront: boolean
}

/** By how much it misses the constraint that it misses most; 1 where it satisfies all. */
export function worstOf({ misses }: Pick<Candidate, 'misses'>): number {
  return Math.max(1, ...misses.map(({ times }) => times))
}
