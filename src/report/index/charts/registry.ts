/**
 * Every chart over the runs of a scenario, in the order in which it is read.
 *
 * @module
 */
import type { Chart } from '../../charts/chart.ts'
import { amongChosen } from '../run-news.ts'
import { drawnRuns, firstIndexView, isTimed, type IndexFigure, type IndexView } from '../index-view.ts'
import type { RunIndex } from '../run-index.ts'
import { cellTrendsChart } from './cell-trends.ts'
import { claimTrendsChart } from './claim-trends.ts'
import { timelessText, type IndexChartMaker } from './index-chart.ts'
import { runHistoryChart } from './run-history.ts'
import { thresholdTrendsChart } from './threshold-trends.ts'

const makers: readonly (readonly [figures: readonly IndexFigure[], make: IndexChartMaker])[] = [
  [['verdicts'], runHistoryChart],
  [['claims'], claimTrendsChart],
  [['thresholds'], thresholdTrendsChart],
  [['latency', 'kms'], cellTrendsChart],
]

/** None below two runs: one alone is what its own report shows. */
export function indexCharts(index: RunIndex, asked: IndexView = firstIndexView): readonly Chart[] {
  const chosen = drawnRuns(index, asked)
  const view: IndexView = isTimed(chosen) ? asked : { ...asked, axis: 'order' }
  const placed = view.axis === 'time' ? chosen.filter(({ startedAtMs }) => startedAtMs !== null) : chosen
  if (placed.length < 2) return []
  const runs = amongChosen(index.runs, placed)
  return makers
    .filter(([figures]) => figures.some((figure) => view.figures.includes(figure)))
    .flatMap(([, make]) => make({ index, runs, view }))
    .map((chart) =>
      view.axis === 'time' ? { ...chart, finding: chart.finding + timelessText(chosen) } : chart,
    )
}
