/**
 * How long after the first record of an EDK a consumer's next poll is. A busy
 * cache is rotated almost like clockwork, so that with rotations of whole poll
 * intervals this is not uniform for hours.
 *
 * @module
 */
import { normalCdf } from '../statistics/special-functions.ts'
import type { Moments } from './cache-arrivals.ts'
import { phases } from './reader-calls.ts'
import { probabilityOf, timeOf, type RenewalProcess } from './renewals.ts'

export interface WeightedPhase {
  /** Seconds, in (0, poll interval]. */
  readonly phase: number
  readonly weight: number
}

/** Up to here the exact distribution of the sum of waits is used, then the normal one. */
const exactUpTo = 20

/** A poll goes before the arrivals of the same moment: what is stored then waits for the next one. */
export function phaseAt(time: number, pollInterval: number): number {
  const since = time / pollInterval
  return Math.min(1, Math.floor(since + 1e-9) + 1 - since) * pollInterval
}

/** The phases of the `ordinal`-th EDK, which is there `answer` after its renewal; undefined if uniform. */
export function phaseWeights(
  process: RenewalProcess,
  ordinal: number,
  answer: Moments,
  pollInterval: number,
): WeightedPhase[] | undefined {
  const renewal = timeOf(process, ordinal)
  const mean = renewal.mean + answer.mean
  const spread = Math.sqrt(renewal.variance + answer.variance)
  // Wrapped around a circle, a normal distribution this wide is uniform within 0.1 %.
  if (spread > 0.7 * pollInterval) return undefined
  if (spread < 1e-6 * pollInterval) return [{ phase: phaseAt(mean, pollInterval), weight: 1 }]
  const cumulative = (time: number): number =>
    ordinal <= exactUpTo ? probabilityOf(process, ordinal, time, answer) : normalCdf((time - mean) / spread)
  return binned(cumulative, mean - 8 * spread, mean + 14 * spread, pollInterval)
}

function binned(
  cumulative: (time: number) => number,
  from: number,
  to: number,
  pollInterval: number,
): WeightedPhase[] {
  const weights = new Float64Array(phases)
  const width = pollInterval / phases
  let before = cumulative(Math.floor(from / width) * width)
  for (let bin = Math.floor(from / width); bin * width < to; bin += 1) {
    const upTo = cumulative((bin + 1) * width)
    const phase = phaseAt((bin + 0.5) * width, pollInterval)
    weights[Math.floor(phase / width)]! += upTo - before
    before = upTo
  }
  const sum = weights.reduce((total, weight) => total + weight, 0)
  return Array.from(weights, (weight, index) => ({ phase: (index + 0.5) * width, weight: weight / sum }))
}
