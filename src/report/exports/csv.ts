/**
 * CSV of cells for spreadsheets and data frames: a row for each cell,
 * operation, arm and time of each run; of a comparison, one for each change.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { CellResult, Overhead, Run } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { scenarioName } from '../overview.ts'
import { describeParameter } from '../parameters.ts'
import { csvText, type Field } from './csv-text.ts'
import type { ExportFormat } from './export-format.ts'
import { latencyRows, measuredOperations } from './latency-rows.ts'

export const csv: ExportFormat = {
  name: 'csv',
  summary: 'CSV (RFC 4180) of cells, operations, arms and times, or of changes',
  fileName: 'cells.csv',
  ofRuns: (runs) => {
    const parameters = [
      ...new Set(runs.flatMap(({ cells }) => cells.flatMap(({ params }) => Object.keys(params)))),
    ]
    const columns = [
      ...cellColumns,
      ...parameters,
      ...operationColumns,
      ...statistics.map((name) => `${name}Ns`),
    ]
    const intervals = estimated.flatMap((name) => [`${name}LowNs`, `${name}HighNs`])
    return csvText([[...columns, ...intervals], ...runs.flatMap((run) => rowsOf(run, parameters))])
  },
  ofComparison: (comparison) => csvText([changeColumns, ...changeRows(comparison)]),
}

const cellColumns = [
  'run',
  'startedAt',
  'scenario',
  'cell',
  'validity',
  'records',
  'kmsCalls',
  'usdPer30Days',
]
const operationColumns = ['operation', 'arm', 'time', 'count']
const statistics = ['min', 'mean', 'p50', 'p90', 'p99', 'p999', 'p9999', 'max'] as const
const estimated = ['p50', 'p90', 'p99', 'p999', 'mean'] as const

function rowsOf(run: Run, parameters: readonly string[]): Field[][] {
  return run.cells.flatMap((cell) => {
    const { id, validity, records, kms, params } = cell
    const ofCell: Field[] = [
      run.id,
      run.environment.startedAt,
      scenarioName(run),
      id,
      validity.verdict,
      records,
      totalCalls(kms.calls),
      kms.usdPer30Days,
      ...parameters.map((name) => (name in params ? describeParameter(params[name]) : null)),
    ]
    return [...armRows(cell), ...differenceRows(cell)].map((row) => [...ofCell, ...row])
  })
}

function armRows(cell: CellResult): Field[][] {
  return latencyRows(cell).map(({ operation, arm, time, summary }) => [
    operation,
    arm,
    time,
    summary.count,
    ...statistics.map((name) => summary[name]),
    ...estimated.flatMap(() => [null, null]),
  ])
}

/** Differences of quantiles, which are no quantiles: they have intervals, and neither minimum nor maximum. */
function differenceRows(cell: CellResult): Field[][] {
  return measuredOperations(cell).flatMap(({ operation, result }) => {
    const { count } = result.sealed.serviceTime
    const row = (arm: string, time: string, difference: Overhead): Field[] => [
      operation,
      arm,
      time,
      count,
      ...statistics.map((name) =>
        name in difference ? difference[name as keyof Overhead].estimateNs : null,
      ),
      ...estimated.flatMap((name) => difference[name].ci95Ns ?? [null, null]),
    ]
    return [
      row('overhead', 'serviceTime', result.overhead),
      row('overhead', 'callTime', result.perCall.overhead),
      row('noiseFloor', 'serviceTime', result.noiseFloor),
    ]
  })
}

const changeColumns = [
  'scenario',
  'base',
  'candidate',
  'cell',
  'params',
  'metric',
  'statistic',
  'dimension',
  'baseValue',
  'candidateValue',
  'change',
  'changeLow',
  'changeHigh',
  'pValue',
  'pAdjusted',
  'runToRun',
  'detectable',
  'verdict',
  'reason',
]

function changeRows({ scenario, base, candidate, changes }: Comparison): Field[][] {
  return changes.map((change) => [
    scenario,
    base.name,
    candidate.name,
    change.cellId,
    describeParameter(change.params),
    change.metric,
    change.statistic,
    change.dimension,
    change.base,
    change.candidate,
    change.change,
    ...(change.ci95 ?? [null, null]),
    change.pValue,
    change.pAdjusted,
    change.runToRun,
    change.detectable,
    change.verdict,
    change.reason,
  ])
}
