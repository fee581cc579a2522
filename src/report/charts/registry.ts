/**
 * Every chart of a report, in the order in which it is read.
 *
 * @module
 */
import { operations } from '../../measure/series.ts'
import type { ReportData } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { focusCell } from '../overview.ts'
import type { Chart, ChartMaker } from './chart.ts'
import { claimsChart } from './claims.ts'
import { crossoverChart } from './crossover.ts'
import { differencesChart } from './differences.ts'
import { keysHeldChart } from './keys-held.ts'
import { kmsCallsChart } from './kms-calls.ts'
import { latencyOverTimeChart } from './latency-over-time.ts'
import { noiseChart } from './noise.ts'
import { percentilesByCellChart } from './percentiles-by-cell.ts'
import { percentilesChart } from './percentiles.ts'
import { strategiesChart } from './strategies.ts'
import { sweepChart } from './sweep.ts'
import { tailCausesChart } from './tail-causes.ts'
import { waitingChart } from './waiting.ts'
import { tradeOffChart } from './trade-off.ts'

const makers: readonly ChartMaker[] = [
  claimsChart,
  strategiesChart,
  percentilesChart,
  differencesChart,
  waitingChart,
  tailCausesChart,
  sweepChart,
  tradeOffChart,
  crossoverChart,
  latencyOverTimeChart,
  kmsCallsChart,
  keysHeldChart,
  noiseChart,
  percentilesByCellChart,
]

/** Of all pictures that there may be of a run, each before those of its kind that are numbered from 2. */
export const chartIds: readonly string[] = [
  'claims',
  'strategies',
  ...ofBoth('percentiles'),
  ...ofBoth('differences'),
  ...ofBoth('waiting'),
  ...ofBoth('tail-causes'),
  'sweep',
  'trade-off',
  'crossover',
  ...ofBoth('latency-over-time'),
  'kms-calls',
  'keys-held',
  'noise',
  ...operations.map((operation) => `percentiles-${operation}-by-cell`),
]

function ofBoth(name: string): string[] {
  return operations.map((operation) => `${name}-${operation}`)
}

/** None where nothing has been measured. */
export function chartsOf({ run, detailOf }: ReportData, view: View = firstView): readonly Chart[] {
  const cells = view.cells.length === 0 ? run.cells : run.cells.filter(({ id }) => view.cells.includes(id))
  const chosen = run.cells.find(({ id }) => id === view.cells[0])
  const focus = chosen ?? focusCell(run)
  return focus === undefined ? [] : makers.flatMap((make) => make({ run, view, cells, focus, detailOf }))
}
