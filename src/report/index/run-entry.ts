/**
 * What an index tells of a run, taken from the whole of it: enough to draw how
 * it stands among others, and small enough to have hundreds of it at hand.
 *
 * @module
 */
import type {
  CellResult,
  ClaimResult,
  Estimate,
  OperationResult,
  Run,
  ThresholdResult,
} from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { readThreshold } from '../../scenario/metric-expression.ts'
import { claimText, environmentLine, headline, question, scenarioName, wasMeasured } from '../overview.ts'
import { shortLabel } from '../parameters.ts'
import type { IndexStatistic } from './run-index.ts'
import type {
  Figure,
  IndexedCell,
  IndexedClaim,
  IndexedThreshold,
  IndexedTimes,
  RunEntry,
} from './run-index.ts'

/** No run began outside of them: a clock that was wrong would press all other runs along time into one point. */
const [firstMs, endMs] = [Date.UTC(2000), Date.UTC(2100)]

/** In ms since 1970; null of what is no time from 2000 to 2099. */
export function startOf(startedAt: string): number | null {
  const at = Date.parse(startedAt)
  return at >= firstMs && at < endMs ? at : null
}

export function runEntry(run: Run, folder: string, hasReport: boolean): RunEntry {
  const { environment } = run
  return {
    id: run.id,
    folder,
    scenario: scenarioName(run),
    question: question(run),
    startedAt: environment.startedAt,
    startedAtMs: startOf(environment.startedAt),
    status: run.status,
    verdict: run.verdict,
    exitCode: run.exitCode,
    headline: headline(run),
    hasReport,
    sealbench: environment.sealbench,
    gitCommit: environment.gitCommit,
    isDirty: environment.gitDirty ?? null,
    machine: environmentLine(run),
    thresholdsFailed: run.thresholds.filter(({ passed }) => !passed).length,
    claims: run.claims.map((claim) => indexedClaim(run, claim)),
    thresholds: run.thresholds.flatMap((threshold) => indexedThreshold(run, threshold)),
    cells: run.cells.map((cell) => indexedCell(run, cell)),
    ...partOf(run),
  }
}

/** Of a run of some cells of its sweep, whether these were chosen or it has not come to its end. */
function partOf({ cells, cellsPlanned, told }: Run): Pick<RunEntry, 'sweepCells'> {
  const sweepCells = told?.cells?.of ?? cellsPlanned
  return sweepCells > cells.length ? { sweepCells } : {}
}

function indexedClaim(run: Run, claim: ClaimResult): IndexedClaim {
  const { id, statement, metric, cellId, verdict, estimate, ci95, bound } = claim
  const { subject, cell } = claimText(run, claim)
  const figure = estimate === null ? undefined : { estimate, low: ci95?.[0] ?? null, high: ci95?.[1] ?? null }
  return { id, statement, metric, subject, cell, cellId, verdict, figure, bound }
}

/** None of an expression that this sealbench cannot read. */
function indexedThreshold(
  run: Run,
  { expression, cellId, passed, actual }: ThresholdResult,
): IndexedThreshold[] {
  const read = readThreshold(expression)
  if (!read.ok) return []
  const { metric, statistic, bound } = read.value
  const { text, op, value } = bound
  const cell = run.cells.find(({ id }) => id === cellId)
  return [
    {
      subject: statistic === null ? metric.name : `${metric.name}.${statistic}`,
      metric: metric.name,
      cell: cell === undefined ? cellId : shortLabel(run, cell),
      cellId,
      passed,
      actual,
      bound: { text, op, value },
    },
  ]
}

function indexedCell(run: Run, cell: CellResult): IndexedCell {
  const { calls, expectedCalls } = cell.kms
  return {
    id: cell.id,
    label: shortLabel(run, cell),
    isValid: cell.validity.verdict === 'valid',
    calls: totalCalls(calls),
    expectedCalls: expectedCalls === null ? null : totalCalls(expectedCalls),
    put: timesOf(cell.put),
    get: timesOf(cell.get),
  }
}

function timesOf(operation: OperationResult): IndexedTimes | undefined {
  if (!wasMeasured(operation)) return undefined
  const { plain, sealed, overhead } = operation
  return {
    plain: byStatistic((name) => bare(plain.serviceTime[name])),
    sealed: byStatistic((name) => bare(sealed.serviceTime[name])),
    overhead: byStatistic((name) => figureOf(overhead[name])),
  }
}

function byStatistic(figure: (name: IndexStatistic) => Figure): Record<IndexStatistic, Figure> {
  return { p50: figure('p50'), p90: figure('p90'), p99: figure('p99'), p999: figure('p999') }
}

function bare(estimate: number): Figure {
  return { estimate, low: null, high: null }
}

function figureOf({ estimateNs, ci95Ns }: Estimate): Figure {
  return { estimate: estimateNs, low: ci95Ns?.[0] ?? null, high: ci95Ns?.[1] ?? null }
}
