/**
 * The quantiles of a recorded series: what a percentile curve is drawn from.
 *
 * @module
 */
import type { SeriesName } from '../measure/series.ts'
import type { CellDetail } from './data/cell-detail.ts'
import { gridIndexOf } from './data/percentile-grid.ts'

export interface Distribution {
  readonly count: number
  /** In ns; `q` is one of the percentile grid, with enough records beyond it. NaN elsewhere. */
  readonly quantile: (q: number) => number
}

/** The distribution of `name` over the whole cell, or undefined where nothing was recorded. */
export function distributionOf({ curves }: CellDetail, name: SeriesName): Distribution | undefined {
  const curve = curves[name]
  if (curve === undefined) return undefined
  return { count: curve.count, quantile: (q) => curve.values[gridIndexOf(q)] ?? Number.NaN }
}
