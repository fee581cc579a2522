/**
 * The busiest second of a whole fleet from that of a part, which is an
 * approximation. What a cause that all caches share makes busy (a cold start, a
 * restart, a backlog) is as much more in the whole as that has more caches. What
 * is busy by chance is not: the whole is a sum of 1 / share independent parts,
 * whose deviations from the mean grow with the root of their number. What is far
 * beyond that, as a stream that renews its credential, is no sum: it comes as it
 * is, one at a time, more often.
 *
 * @module
 */
import { normalQuantile } from '../../statistics/special-functions.ts'
import type { PlanModel } from '../plan-model.ts'
import type { FleetRun } from './simulate-once.ts'
import { periodOf, shareOf, togetherUntil, type Excerpt } from './simulated-share.ts'

/** Counts of few attempts are skewed: chance reaches so many times as far as with normal ones. */
const skewed = 1.5

/** Most attempts in one second of each bin of the series of `run`, of the whole fleet. */
export function scaledPeaks(model: PlanModel, { part }: Excerpt, run: FleetRun): readonly number[] {
  const { series, simulatedS } = run
  const share = shareOf(model, part)
  if (share === 1) return [...series.busiest]
  const togetherS = togetherUntil(model)
  const all =
    periodOf(model) === 0 ? chanceOf(sumOf(series.attempts), sumOf(series.squares), simulatedS) : null
  return Array.from(series.busiest, (most, bin) => {
    const fromS = bin * series.binS
    if (fromS < togetherS) return most / share
    const widthS = Math.min(series.binS, simulatedS - fromS)
    if (widthS <= 0 || most === 0) return 0
    const { mean, reach } = all ?? chanceOf(series.attempts[bin]!, series.squares[bin]!, widthS)
    const beyond = Math.max(0, most - mean)
    return Math.min(most, mean) / share + Math.max(beyond, Math.min(beyond, reach) / Math.sqrt(share))
  })
}

/** Mean of the attempts in one of `seconds`, and how far the busiest of them is from it where they are normal. */
function chanceOf(attempts: number, squares: number, seconds: number): { mean: number; reach: number } {
  const mean = attempts / seconds
  const sigma = Math.sqrt(Math.max(0, squares / seconds - mean ** 2))
  return { mean, reach: sigma * normalQuantile(1 - 1 / Math.max(2, seconds)) * skewed }
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0)
}
