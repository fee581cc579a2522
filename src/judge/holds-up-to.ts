/**
 * How far up a latency curve a bound holds: "0.2 ms holds up to p99.93" says
 * more than a verdict at one percentile.
 *
 * @module
 */
import type { Bound } from '../scenario/bound.ts'
import { totalCount, type Buckets } from '../statistics/buckets.ts'
import { percentileBelow } from '../units/percentile-below.ts'
import { keeps } from './bound-check.ts'

/**
 * The highest percentile, in percent, such that the quantile of `treated` (less
 * that of `control`, where given) keeps the bound there and at every lower one.
 * 0 if nowhere, 100 if everywhere measured. The tail above it is rounded up to
 * two significant digits, so that what is said always holds.
 */
export function holdsUpToPercentile(bound: Bound, treated: Buckets, control?: Buckets): number {
  const treatedCount = totalCount(treated)
  const controlCount = control === undefined ? 1 : totalCount(control)
  const other = control ?? { values: Float64Array.of(0), counts: Float64Array.of(1) }
  if (treatedCount === 0 || controlCount === 0) return 0

  let reached = 0
  let [i, j] = [0, 0]
  let [treatedRank, controlRank] = [treated.counts[0]!, other.counts[0]!]
  while (keeps(bound, treated.values[i]! - other.values[j]!)) {
    const treatedShare = treatedRank / treatedCount
    const controlShare = controlRank / controlCount
    reached = Math.min(treatedShare, controlShare)
    if (reached >= 1) return 100
    if (treatedShare <= reached) treatedRank += treated.counts[(i += 1)]!
    if (controlShare <= reached) controlRank += other.counts[(j += 1)]!
  }
  return percentileBelow(reached)
}
