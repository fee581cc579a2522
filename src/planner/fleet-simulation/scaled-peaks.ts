/**
 * The busiest second of a whole fleet from that of a part, which is an
 * approximation. What a cause that all caches share makes busy (a cold start, a
 * restart, a backlog) is as much more in the whole as that has more caches. What
 * is busy by chance is not: the whole is a sum of 1 / share independent parts,
 * whose deviations from the mean grow with the root of their number.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import type { FleetRun } from './simulate-once.ts'
import { periodOf, shareOf, togetherUntil, type Excerpt } from './simulated-share.ts'

/** Most attempts in one second of each bin of the series of `run`, of the whole fleet. */
export function scaledPeaks(model: PlanModel, { part }: Excerpt, run: FleetRun): readonly number[] {
  const { series, attempts, simulatedS } = run
  const share = shareOf(model, part)
  if (share === 1) return [...series.busiest]
  const togetherS = togetherUntil(model)
  const isEven = periodOf(model) === 0
  return Array.from(series.busiest, (most, bin) => {
    const fromS = bin * series.binS
    if (fromS < togetherS) return most / share
    const widthS = Math.min(series.binS, simulatedS - fromS)
    if (widthS <= 0 || most === 0) return 0
    const mean = Math.min(most, isEven ? attempts / simulatedS : series.attempts[bin]! / widthS)
    return mean / share + (most - mean) / Math.sqrt(share)
  })
}
