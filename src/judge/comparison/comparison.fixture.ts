/**
 * Stored runs with known latencies and counts, for the tests of comparisons.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesName } from '../../measure/series.ts'
import { storedMachine } from '../../run-store/environment.fixture.ts'
import type { StoredRun } from '../../run-store/read-run.ts'
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { metricNamed } from '../../scenario/metrics.ts'
import type { MetricReference } from '../../scenario/metric-expression.ts'
import { bucketsOf } from '../../statistics/samples.fixture.ts'
import { cellOf } from '../cell.fixture.ts'
import { runGroup, type RunGroup } from './compared-runs.ts'

export interface ComparedCell {
  readonly id?: string
  readonly params?: Readonly<Record<string, unknown>>
  /** What each sealed put takes, ns. */
  readonly putNs?: number
  /** What each plain put takes, ns. */
  readonly plainNs?: number
  /** What each sealed get takes, ns; none are measured if left out. */
  readonly getNs?: number
  /** Times of each series. */
  readonly samples?: number
  readonly calls?: number
  readonly verdict?: CellResult['validity']['verdict']
}

export interface ComparedRun {
  readonly id?: string
  readonly cells?: readonly ComparedCell[]
  readonly scenario?: Readonly<Record<string, unknown>>
  readonly environment?: Partial<Run['environment']>
}

/** Of one cell, unless told otherwise. */
export function comparedRun({
  id = 'run',
  cells = [{}],
  scenario,
  environment,
}: ComparedRun = {}): StoredRun {
  const logs = new Map(cells.map((cell) => [cell.id ?? 'c01', logOf(cell)]))
  const results = cells.map(resultOf)
  const nothing = results[0]!.put.noiseFloor
  const run: Run = {
    schemaVersion: 1,
    id,
    status: 'complete',
    scenario: {
      name: 'compared',
      question: 'What is it for?',
      seed: 7,
      load: { rate: '10 /s' },
      ...scenario,
    },
    scenarioFile: 'compared.yaml',
    seed: 7,
    recordStreamHash: '',
    environment: { ...storedMachine, ...environment },
    calibration: { timerNs: 60, recorderNs: 40, nullRecordNs: 300 },
    noiseFloor: { put: nothing, get: nothing },
    cells: results,
    cellsPlanned: results.length,
    claims: [],
    thresholds: [],
    verdict: 'none',
    reasons: [],
    exitCode: 0,
    elapsedNs: 1e9,
  }
  return { run, folder: `reports/compared/${id}`, logOf: (cellId) => logs.get(cellId)! }
}

/** A run for each median of a sealed put of its only cell. */
export function runsOf(name: string, medians: readonly number[], more: ComparedCell = {}): RunGroup {
  return runGroup(
    name,
    medians.map((putNs, index) => comparedRun({ id: `${name}-${index + 1}`, cells: [{ putNs, ...more }] })),
  )
}

/** `questionOf('put.sealed.serviceTime', 'p50')`. */
export function questionOf(name: string, statistic: string | null = null): MetricReference {
  return { metric: metricNamed(name)!, statistic }
}

export const medianPut = questionOf('put.sealed.serviceTime', 'p50')

function resultOf({ id = 'c01', params = {}, calls = 144, verdict = 'valid' }: ComparedCell): CellResult {
  const reasons = verdict === 'valid' ? [] : ['the generator lagged']
  const cell = cellOf({
    id,
    validity: { verdict, reasons },
    calls: { GenerateDataKey: calls, Decrypt: 0 },
  })
  return { ...cell, params, histograms: `histograms/${id}.hlog` }
}

function logOf({ putNs = 20_000, plainNs = 10_000, getNs, samples = 2000 }: ComparedCell): LatencyLog {
  const series = (
    operation: Operation,
    arm: string,
    ns: number,
  ): [SeriesName, ReturnType<typeof bucketsOf>[]] => [
    `${operation}.${arm}.serviceTime` as SeriesName,
    [bucketsOf(Array.from({ length: samples }, () => ns))],
  ]
  return new Map([
    series('put', 'plain', plainNs),
    series('put', 'sealed', putNs),
    ...(getNs === undefined ? [] : [series('get', 'sealed', getNs)]),
  ])
}
