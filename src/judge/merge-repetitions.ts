/**
 * One cell out of its repetitions in fresh processes: the latencies of all of
 * them, and intervals that cover a rerun, because a repetition counts as one
 * observation.
 *
 * @module
 */
import type { LatencyLog, Operation } from '../measure/series.ts'
import type { CellRepetitions, OperationRepetitions, RepeatedFigure } from '../run-store/repetition-format.ts'
import type { CellResult, Estimate, OperationResult, Overhead } from '../run-store/run-format.ts'
import { minimumDetectable, significanceLevel } from '../statistics/detectable.ts'
import { intervalAt, ofRepetitions } from '../statistics/repeated.ts'
import { normalQuantile } from '../statistics/special-functions.ts'
import { judgeOperation } from './operation-result.ts'

/** A cell as one run has it. */
export interface Repetition {
  readonly runId: string
  readonly cell: CellResult
}

/** With fewer repetitions their spread says too little, and intervals are those of within a run. */
export const repetitionsNeeded = 3

/**
 * At least one repetition. Those that are not valid are left out, and named,
 * where there are others. `log` holds the latencies of those that are kept.
 */
export function mergeRepetitions(
  repetitions: readonly Repetition[],
  logOf: (kept: readonly Repetition[]) => LatencyLog,
  seed: number,
): CellResult {
  const valid = repetitions.filter(({ cell }) => cell.validity.verdict === 'valid')
  // Of few that are left nobody knows whether they are those that happened to be fast.
  const isBroken = 2 * valid.length < repetitions.length && valid.length > 0
  const kept = valid.length > 0 ? valid : repetitions.slice(0, 1)
  const [{ cell: first }] = kept as [Repetition]
  const leftOut = repetitions
    .filter((repetition) => !kept.includes(repetition))
    .map(({ runId, cell }) => ({ run: runId, reasons: [cell.validity.verdict, ...cell.validity.reasons] }))
  const cells = kept.map(({ cell }) => cell)
  const log = logOf(kept)
  const spread: CellRepetitions = {
    runs: valid.map(({ runId }) => runId),
    leftOut,
    put: spreadOf(cells, 'put'),
    get: spreadOf(cells, 'get'),
  }
  const { segmentEnds: _, ...told } = first
  return {
    ...told,
    ...(isBroken && { validity: mostlyBroken(valid.length, repetitions.length, leftOut) }),
    put: withRerunIntervals(judgeOperation(log, 'put', seed), cells, 'put'),
    get: withRerunIntervals(judgeOperation(log, 'get', seed), cells, 'get'),
    elapsedNs: repetitions.reduce((sum, { cell }) => sum + cell.elapsedNs, 0),
    repetitions: spread,
  }
}

function mostlyBroken(
  valid: number,
  all: number,
  leftOut: CellRepetitions['leftOut'],
): CellResult['validity'] {
  const why = [...new Set(leftOut.flatMap(({ reasons }) => reasons.slice(1)))]
  return { verdict: 'invalid', reasons: [`only ${valid} of ${all} repetitions are valid`, ...why] }
}

const overheadNames = ['p50', 'p90', 'p99', 'p999', 'mean'] as const
const spreadNames = ['p50', 'p90', 'p99'] as const

function withRerunIntervals(
  merged: OperationResult,
  cells: readonly CellResult[],
  operation: Operation,
): OperationResult {
  if (cells.length < repetitionsNeeded) return merged
  const over = (figure: Overhead, of: (result: OperationResult) => Overhead): Overhead => ({
    ...figure,
    ...Object.fromEntries(
      overheadNames.map((name) => [
        name,
        rerunEstimate(
          figure[name],
          cells.map((cell) => of(cell[operation])[name]),
        ),
      ]),
    ),
  })
  return {
    ...merged,
    overhead: over(merged.overhead, ({ overhead }) => overhead),
    noiseFloor: over(merged.noiseFloor, ({ noiseFloor }) => noiseFloor),
    perCall: {
      ...merged.perCall,
      overhead: over(merged.perCall.overhead, ({ perCall }) => perCall.overhead),
    },
  }
}

/**
 * What lacks samples stays withheld. Runs that lie far apart look to the interval
 * of all latencies as if there were few: where each run has its own, there are enough.
 */
function rerunEstimate(merged: Estimate, repetitions: readonly Estimate[]): Estimate {
  if (merged.ci95Ns === null && repetitions.some(({ ci95Ns }) => ci95Ns === null)) return merged
  const measured = ofRepetitions(repetitions.map(({ estimateNs }) => estimateNs))
  return {
    ...merged,
    estimateNs: measured.estimate,
    ci95Ns: [...intervalAt(measured, 1 - significanceLevel)],
    standardErrorNs: measured.standardError,
    detectableNs: minimumDetectable(measured),
  }
}

function spreadOf(cells: readonly CellResult[], operation: Operation): OperationRepetitions {
  const results = cells.map((cell) => cell[operation])
  const figures = (of: (result: OperationResult, name: (typeof spreadNames)[number]) => Sampled) =>
    Object.fromEntries(
      spreadNames.map((name) => [name, figureOf(results.map((result) => of(result, name)))]),
    ) as Record<(typeof spreadNames)[number], RepeatedFigure>
  return {
    sealed: figures(({ sealed }, name) => ({ valueNs: sealed.serviceTime[name], errorNs: null })),
    overhead: figures(({ overhead }, name) => ({
      valueNs: overhead[name].estimateNs,
      errorNs: errorWithin(overhead[name]),
    })),
  }
}

interface Sampled {
  readonly valueNs: number
  readonly errorNs: number | null
}

/** The standard error within a run; that which the interval stands for in runs that do not tell. */
function errorWithin({ ci95Ns, standardErrorNs }: Estimate): number | null {
  if (ci95Ns === null) return null
  if (standardErrorNs !== undefined) return standardErrorNs
  return (ci95Ns[1] - ci95Ns[0]) / 2 / normalQuantile(1 - significanceLevel / 2)
}

/** Variances add: what sampling does not explain is from run to run. */
function figureOf(samples: readonly Sampled[]): RepeatedFigure {
  const valuesNs = samples.map(({ valueNs }) => valueNs)
  const errors = samples.map(({ errorNs }) => errorNs).filter((error) => error !== null)
  const withinVariance =
    errors.length < samples.length ? null : errors.reduce((sum, error) => sum + error ** 2, 0) / errors.length
  const variance = samples.length < 2 ? null : ofRepetitions(valuesNs).standardError ** 2 * samples.length
  return {
    valuesNs,
    runToRunNs: variance === null ? null : Math.sqrt(Math.max(0, variance - (withinVariance ?? 0))),
    withinRunNs: withinVariance === null ? null : Math.sqrt(withinVariance),
  }
}
