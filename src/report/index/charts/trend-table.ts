/**
 * The table of trends: a row for each run, newest first, and a column for each
 * trend.
 *
 * @module
 */
import type { Chart } from '../../charts/chart.ts'
import { nothing } from '../../figures.ts'
import type { IndexedRun } from '../run-index.ts'
import type { TrendPoint } from '../trends.ts'
import { timeOf } from './index-chart.ts'

/** `textOf` tells the point of a trend; a run without one has nothing there. */
export function trendTable<Trend extends { readonly points: readonly TrendPoint[] }>(
  runs: readonly IndexedRun[],
  trends: readonly Trend[],
  headingOf: (trend: Trend) => { readonly label: string; readonly group?: string },
  textOf: (point: TrendPoint, trend: Trend) => string,
): Chart['table'] {
  return {
    columns: [
      { label: 'run' },
      { label: 'began (UTC)' },
      ...trends.map((trend) => ({ ...headingOf(trend), isNumber: true })),
    ],
    rows: runs.toReversed().map((run) => [
      run.id,
      timeOf(run),
      ...trends.map((trend) => {
        const point = trend.points.find((candidate) => candidate.run === run)
        return point === undefined ? nothing : textOf(point, trend)
      }),
    ]),
  }
}
