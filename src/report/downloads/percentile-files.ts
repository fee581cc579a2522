/**
 * Percentile curves as files that others read: HdrHistogram's text for its
 * plotters, and a table.
 *
 * @module
 */
import type { SeriesName } from '../../measure/series.ts'
import type { CellDetail, Curve } from '../data/cell-detail.ts'
import { percentileGrid } from '../data/percentile-grid.ts'
import { csvText } from '../exports/csv-text.ts'

/** Those of a cell, in the order in which they are kept. */
export function curvesOf({ curves }: CellDetail): readonly (readonly [SeriesName, Curve])[] {
  return Object.entries(curves) as [SeriesName, Curve][]
}

/**
 * As `outputPercentileDistribution` of HdrHistogram writes it, values in ns: value, percentile as a share, count up
 * to it, 1/(1-percentile). The standard deviation is not known of a curve, and left out.
 */
export function hgrmText({ count, mean, max, values }: Curve): string {
  const lines = values.map((value, index) => {
    const q = percentileGrid[index]!
    return `${column(value.toFixed(3), 12)} ${q.toFixed(12)} ${column(upTo(q, count), 10)} ${column((1 / (1 - q)).toFixed(2), 14)}`
  })
  return [
    `${column('Value', 12)} ${column('Percentile', 14)} ${column('TotalCount', 10)} ${column('1/(1-Percentile)', 14)}`,
    '',
    ...lines,
    `${column(max.toFixed(3), 12)} ${(1).toFixed(12)} ${column(count, 10)}`,
    `#[Mean    = ${column(mean.toFixed(3), 12)}]`,
    `#[Max     = ${column(max.toFixed(3), 12)}, Total count    = ${column(count, 12)}]`,
    '',
  ].join('\n')
}

/** One row for each point of each curve; `low` and `high` are the pointwise 95 % interval where there is one (see `Band`). */
export function percentilesCsv(cell: string, detail: CellDetail): string {
  const rows = curvesOf(detail).flatMap(([series, { count, max, values, low, high }]) => [
    ...values.map((valueNs, index) => {
      const q = percentileGrid[index]!
      return [cell, series, q, upTo(q, count), valueNs, low?.[index] ?? null, high?.[index] ?? null]
    }),
    [cell, series, 1, count, max, null, null],
  ])
  return csvText([['cell', 'series', 'q', 'records', 'valueNs', 'lowNs', 'highNs'], ...rows])
}

/** How many of `count` records lie at or below the quantile; there is at least one. */
function upTo(q: number, count: number): number {
  // A product such as 0.99 x 100 may be a hair above what it should be.
  return Math.max(1, Math.ceil(q * count * (1 - 1e-12)))
}

function column(text: string | number, width: number): string {
  return String(text).padStart(width)
}
