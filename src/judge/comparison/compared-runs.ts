/**
 * What two groups of runs are compared by: the questions that are asked, and
 * the answer of each single run. A run is one observation, however many records
 * it has.
 *
 * @module
 */
import type { StoredRun } from '../../run-store/read-run.ts'
import type { CellResult } from '../../run-store/run-format.ts'
import type { MetricReference } from '../../scenario/metric-expression.ts'
import { metricNamed, quantileOf } from '../../scenario/metrics.ts'
import { samplesBeyond, samplesNeededBeyond } from '../../statistics/bootstrap.ts'
import { mergeBuckets, totalCount } from '../../statistics/buckets.ts'
import { geometricMeanOf } from '../../statistics/repeated.ts'
import type { LatencyLog, Operation, SeriesKind } from '../../measure/series.ts'
import { pointEstimateOf } from '../evidence.ts'
import { segmentsOfSeries } from '../operation-result.ts'

/** One side of a comparison. */
export interface RunGroup {
  /** What a person calls it. */
  readonly name: string
  readonly runs: readonly StoredRun[]
}

/** Keeps the histograms of the cell that was asked for last at hand, as questions come cell by cell. */
export function runGroup(name: string, runs: readonly StoredRun[]): RunGroup {
  return { name, runs: runs.map(withLogAtHand) }
}

function withLogAtHand(stored: StoredRun): StoredRun {
  let last: { readonly cellId: string; readonly log: LatencyLog } | undefined
  const logOf = (cellId: string): LatencyLog => {
    if (last?.cellId !== cellId) last = { cellId, log: stored.logOf(cellId) }
    return last.log
  }
  return { ...stored, logOf }
}

/** Cells that are compared as one: a single one, or all that share the values of some parameters. */
export interface CellGroup {
  readonly id: string
  readonly params: Readonly<Record<string, unknown>>
  readonly cellIds: readonly string[]
}

const comparedStatistics = ['p50', 'p90', 'p99'] as const

/** What is compared if nobody says otherwise: how long sealing and opening take, what KMS is asked, what is stored. */
export const comparedByDefault: readonly MetricReference[] = [
  ...(['put.sealed.serviceTime', 'get.sealed.serviceTime'] as const).flatMap((name) =>
    comparedStatistics.map((statistic) => ({ metric: metricNamed(name)!, statistic })),
  ),
  ...(['kms.calls', 'stored.overheadBytes'] as const).map((name) => ({
    metric: metricNamed(name)!,
    statistic: null,
  })),
]

/** The arm that nothing of sealing runs in, at the same place: the negative control of a sealed latency. */
export function controlOf({ metric, statistic }: MetricReference): MetricReference | undefined {
  const plain = metricNamed(metric.name.replace('.sealed.', '.plain.'))
  return plain === undefined || plain === metric ? undefined : { metric: plain, statistic }
}

/** Each cell by itself, or with `by` those together that have equal values of these parameters. */
export function cellGroupsOf(cells: readonly CellResult[], by: readonly string[] = []): CellGroup[] {
  if (by.length === 0) return cells.map(({ id, params }) => ({ id, params, cellIds: [id] }))
  const paramsOf = ({ params }: CellResult) =>
    Object.fromEntries(by.map((name) => [name, params[name] ?? null]))
  return [...Map.groupBy(cells, (cell) => JSON.stringify(paramsOf(cell))).values()].map((group) => ({
    id: group[0]!.id,
    params: paramsOf(group[0]!),
    cellIds: group.map(({ id }) => id),
  }))
}

/**
 * The answer of each run, undefined where it has none that is valid; of several
 * cells their geometric mean, so that each weighs the same.
 */
export function answersOf(
  question: MetricReference,
  cells: CellGroup,
  runs: readonly StoredRun[],
): (number | undefined)[] {
  return runs.map((run) => {
    const values = cells.cellIds.map((id) => answerOf(question, id, run))
    if (values.includes(undefined)) return undefined
    return values.length === 1 ? values[0] : geometricMeanOf(values as number[])
  })
}

function answerOf(
  { metric, statistic }: MetricReference,
  cellId: string,
  { run, logOf }: StoredRun,
): number | undefined {
  const cell = run.cells.find(({ id }) => id === cellId)
  if (cell?.validity.verdict !== 'valid') return undefined
  const isLatency = metric.kind === 'distribution'
  if (isLatency && !hasTail(metric.name, statistic ?? 'p50', () => logOf(cellId))) return undefined
  const unit = isLatency ? 'record' : null
  return pointEstimateOf({ metric, statistic, unit }, { cell, log: () => logOf(cellId) })
}

function hasTail(metric: string, statistic: string, log: () => ReturnType<StoredRun['logOf']>): boolean {
  const q = quantileOf(statistic)
  if (q === undefined) return true
  const [operation, arm, time = 'serviceTime'] = metric.split('.') as [Operation, string, string?]
  const series = `${arm === 'overhead' ? 'sealed' : arm}.${time}` as SeriesKind
  const count = totalCount(mergeBuckets(segmentsOfSeries(log(), operation, series)))
  return samplesBeyond(count, q) >= samplesNeededBeyond
}
