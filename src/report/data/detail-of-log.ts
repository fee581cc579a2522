/**
 * Makes what pictures show of a cell from its histograms.
 *
 * @module
 */
import { seriesKinds, operations, type LatencyLog, type SeriesName } from '../../measure/series.ts'
import type { SegmentEnds } from '../../run-store/run-format.ts'
import { max, mean, mergeBuckets, min, quantile, totalCount, type Buckets } from '../../statistics/buckets.ts'
import type { CellDetail, Curve } from './cell-detail.ts'
import { gridLength, percentileGrid } from './percentile-grid.ts'
import { overTimeOf } from './time-map.ts'

/** Series without records have no curve; `ends` of the segments, where they are known. */
export function detailOfLog(log: LatencyLog, ends?: SegmentEnds): CellDetail {
  const names = operations.flatMap((operation) =>
    seriesKinds.map((kind): SeriesName => `${operation}.${kind}`),
  )
  const curves = Object.fromEntries(
    names.flatMap((name) => {
      const curve = curveOf(log.get(name) ?? [])
      return curve === undefined ? [] : [[name, curve] as const]
    }),
  )
  return { curves, densities: {}, overTime: overTimeOf(log, ends) }
}

function curveOf(segments: readonly Buckets[]): Curve | undefined {
  const merged = mergeBuckets(segments)
  const count = totalCount(merged)
  if (count === 0) return undefined
  const values = percentileGrid.slice(0, gridLength(count)).map((q) => quantile(merged, q))
  return { count, min: min(merged), mean: mean(merged), max: max(merged), values }
}
