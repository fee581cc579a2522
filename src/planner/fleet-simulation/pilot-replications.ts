/**
 * How many replications it takes, and the interval of their mean, in two stages
 * (Stein, Annals of Mathematical Statistics 16, 1945): the spread of a pilot of
 * fixed size says how many, and nothing looks at the figures before that many
 * are there. Looking after each replication stops where they are close by
 * chance, and intervals then hold the truth too rarely.
 *
 * @module
 */
import { intervalAt, meanOf, ofRepetitions } from '../../statistics/repeated.ts'
import { studentQuantile } from '../../statistics/special-functions.ts'
import type { Estimate } from '../plan-document.ts'

/** Replications whose spread decides. */
export const pilotSize = 8
/** Fewer tell little of how much they vary: there is no interval, and both its ends are the mean. */
export const replicationsMin = 4
const confidence = 0.95

/** In all, until half of the interval is `reach`, as the spread of `pilot` has it; Infinity where `reach` is 0 and they differ. */
export function replicationsNeeded(pilot: readonly number[], reach: number): number {
  const { standardError, degrees } = ofRepetitions(pilot)
  if (standardError === 0) return pilot.length
  const wide = standardError * Math.sqrt(pilot.length) * studentQuantile((1 + confidence) / 2, degrees)
  return Math.max(pilot.length, Math.ceil((wide / reach) ** 2))
}

/**
 * Mean and interval of `values`, which are not negative and of which the first `decided` have decided how many
 * there are; all of them where that was fixed beforehand. Stein's interval has the spread of these alone; where all
 * of them spread more, as what is rare does, theirs is taken.
 */
export function estimateOf(values: readonly number[], decided: number = pilotSize): Estimate {
  const mean = meanOf(values)
  if (values.length < replicationsMin) return { mean, ci95: [mean, mean] }
  const pooled = ofRepetitions(values)
  const pilot = ofRepetitions(values.slice(0, Math.max(replicationsMin, decided)))
  const stein = {
    estimate: mean,
    standardError: pilot.standardError * Math.sqrt(Math.min(1, decided / values.length)),
    degrees: pilot.degrees,
  }
  const froms = [pooled, stein].map((measured) => intervalAt(measured, confidence)[0])
  const from = Math.min(...froms)
  return { mean, ci95: [Math.max(0, from), 2 * mean - from] }
}
