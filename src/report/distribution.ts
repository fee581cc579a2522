/**
 * The quantiles of a recorded series, its segments put together: what a
 * percentile curve is drawn from.
 *
 * @module
 */
import type { LatencyLog, SeriesName } from '../measure/series.ts'
import { mergeBuckets, quantile, totalCount } from '../statistics/buckets.ts'

export interface Distribution {
  readonly count: number
  /** In ns; `q` in [0, 1]. */
  readonly quantile: (q: number) => number
}

/** The distribution of `name` over the whole cell, or undefined where nothing was recorded. */
export function distributionOf(log: LatencyLog, name: SeriesName): Distribution | undefined {
  const merged = mergeBuckets(log.get(name) ?? [])
  const count = totalCount(merged)
  return count === 0 ? undefined : { count, quantile: (q) => quantile(merged, q) }
}
