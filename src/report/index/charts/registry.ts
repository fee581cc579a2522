/**
 * Every chart over the runs of a scenario, in the order in which it is read.
 *
 * @module
 */
import type { Chart } from '../../charts/chart.ts'
import { firstView, type View } from '../../data/view.ts'
import type { RunIndex } from '../run-index.ts'
import { cellTrendsChart } from './cell-trends.ts'
import { claimTrendsChart } from './claim-trends.ts'
import type { IndexChartMaker } from './index-chart.ts'
import { runHistoryChart } from './run-history.ts'

const makers: readonly IndexChartMaker[] = [runHistoryChart, claimTrendsChart, cellTrendsChart]

/** Of more runs the newest are drawn: a picture holds so many columns that can be told apart. */
export const runsDrawn = 40

/** None below two runs: one alone is what its own report shows. */
export function indexCharts(index: RunIndex, view: View = firstView): readonly Chart[] {
  const runs = index.runs.slice(-runsDrawn)
  return runs.length < 2 ? [] : makers.flatMap((make) => make({ index, runs, view }))
}
