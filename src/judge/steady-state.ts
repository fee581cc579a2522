/**
 * Whether times have settled: at the end of a warm-up, and over the segments of
 * what was measured after it.
 *
 * @module
 */
import type { LatencyLog, Operation } from '../measure/series.ts'
import type { Drift, SteadyState } from '../run-store/steady-state-format.ts'
import { quantile, totalCount } from '../statistics/buckets.ts'
import { medianOf, trendOf } from '../statistics/trend.ts'
import { segmentsOfSeries } from './operation-result.ts'

/** Medians that a trend is sought in, at least. */
export const mediansNeeded = 8
/** A fall is one that happens by chance less often than this, over all the medians looked at and by more than this share. */
const fallP = 0.05
const fallShare = 0.05

/**
 * Whether the medians of a warm-up no longer fall, as they do while code is
 * compiled. Looks at the later half of them, so that the steep beginning drops
 * out as the warm-up goes on. Undefined where there are too few to tell.
 */
export function hasSettled(medians: readonly number[]): boolean | undefined {
  if (medians.length < mediansNeeded) return undefined
  const recent = medians.slice(-Math.max(mediansNeeded, Math.ceil(medians.length / 2)))
  const { slope, pFalling } = trendOf(recent)
  const fall = -slope * (recent.length - 1)
  return pFalling >= fallP || fall <= fallShare * medianOf(recent)
}

/** Null where there are too few segments of either arm. */
export function driftsOf(log: LatencyLog, operation: Operation): SteadyState['put'] {
  const plain = driftOf(log, operation, 'plain')
  const sealed = driftOf(log, operation, 'sealed')
  return plain === undefined || sealed === undefined ? null : { plain, sealed }
}

function driftOf(log: LatencyLog, operation: Operation, arm: 'plain' | 'sealed'): Drift | undefined {
  const medians = segmentsOfSeries(log, operation, `${arm}.serviceTime`)
    .filter((segment) => totalCount(segment) > 0)
    .map((segment) => quantile(segment, 0.5))
  if (medians.length < mediansNeeded) return undefined
  const third = Math.floor(medians.length / 3)
  const first = medianOf(medians.slice(0, third))
  const last = medianOf(medians.slice(-third))
  return { share: first === 0 ? 0 : last / first - 1, p: trendOf(medians).p }
}
