/**
 * Which effects a machine lets a run see: the noise floor of a small cell that
 * was repeated on it, and the smallest effect on the overhead that a run of a
 * given length would find.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesName } from '../measure/series.ts'
import type { CellResult, Estimate, OperationResult } from '../run-store/run-format.ts'
import type { Buckets } from '../statistics/buckets.ts'
import { minimumDetectable } from '../statistics/detectable.ts'
import { ofRepetitions } from '../statistics/repeated.ts'
import { judgeOperation } from './operation-result.ts'

export const resolutionStatistics = ['p50', 'p90', 'p99', 'p999'] as const
export type ResolutionStatistic = (typeof resolutionStatistics)[number]

export interface Resolution {
  readonly operation: Operation
  readonly statistic: ResolutionStatistic
  readonly sealedNs: number
  /** The far end of the A/A interval of all repetitions together; null where that is withheld. */
  readonly noiseFloorNs: number | null
  /** Of a run of `runNs`, in one process; null where there are too few samples to tell. */
  readonly detectableNs: number | null
  /** The same as a share of `sealedNs`. */
  readonly detectableShare: number | null
}

export interface RepeatedCell {
  readonly cell: CellResult
  readonly log: LatencyLog
}

/** Records that one worker would measure in `runNs`, at the pace of the repetitions. */
export function recordsIn(runNs: number, repetitions: readonly RepeatedCell[]): number {
  const records = sum(repetitions, ({ cell }) => cell.records + (cell.steadyState?.warmUp.records ?? 0))
  const elapsedNs = sum(repetitions, ({ cell }) => cell.elapsedNs)
  return elapsedNs === 0 ? 0 : Math.round((runNs * records) / elapsedNs)
}

/**
 * For put and get. A longer run averages out what differs from segment to
 * segment, so that part of the variance shrinks with its records; what differs
 * from one start to the next does not.
 */
export function resolutionOf(repetitions: readonly RepeatedCell[], runNs: number): Resolution[] {
  const log = joined(repetitions.map((repetition) => repetition.log))
  const measured = sum(repetitions, ({ cell }) => cell.records)
  const lengthRatio = measured / Math.max(1, recordsIn(runNs, repetitions))
  return (['put', 'get'] as const).flatMap((operation) => {
    const together = judgeOperation(log, operation, 1)
    const apart = repetitions.map(({ cell }) => cell[operation])
    return resolutionStatistics.map((statistic) =>
      resolve({ operation, statistic, together, apart, lengthRatio }),
    )
  })
}

interface ToResolve {
  readonly operation: Operation
  readonly statistic: ResolutionStatistic
  /** Of all repetitions as one. */
  readonly together: OperationResult
  readonly apart: readonly OperationResult[]
  /** Records of `together` to those of the run. */
  readonly lengthRatio: number
}

function resolve({ operation, statistic, together, apart, lengthRatio }: ToResolve): Resolution {
  const sealedNs = together.sealed.serviceTime[statistic]
  const { standardErrorNs } = together.overhead[statistic]
  const { ci95Ns } = together.noiseFloor[statistic]
  const noiseFloorNs = ci95Ns === null ? null : Math.max(...ci95Ns.map(Math.abs))
  const effectNs =
    standardErrorNs === undefined || standardErrorNs === null
      ? null
      : minimumDetectable({
          standardError: Math.hypot(
            standardErrorNs * Math.sqrt(lengthRatio),
            betweenStarts(apart.map(({ overhead }) => overhead[statistic])),
          ),
          degrees: apart.length - 1,
        })
  // Below the noise floor no verdict is spoken, however narrow an interval is.
  const detectableNs = effectNs === null ? null : Math.max(effectNs, noiseFloorNs ?? 0)
  return {
    operation,
    statistic,
    sealedNs,
    noiseFloorNs,
    detectableNs,
    detectableShare: detectableNs === null || sealedNs === 0 ? null : detectableNs / sealedNs,
  }
}

/**
 * Standard deviation from start to start: what the estimates differ by beyond
 * what each may err by itself, but not less than the standard error of their
 * mean, as what cannot be told apart is not nothing.
 */
function betweenStarts(estimates: readonly Estimate[]): number {
  if (estimates.length < 2) return 0
  const { standardError } = ofRepetitions(estimates.map(({ estimateNs }) => estimateNs))
  const errors = estimates.flatMap(({ standardErrorNs }) => standardErrorNs ?? [])
  if (errors.length < estimates.length) return standardError
  const within = sum(errors, (error) => error ** 2) / errors.length
  return Math.max(standardError, Math.sqrt(Math.max(0, standardError ** 2 * estimates.length - within)))
}

function joined(logs: readonly LatencyLog[]): LatencyLog {
  const all = new Map<SeriesName, readonly Buckets[]>()
  for (const log of logs) {
    for (const [name, segments] of log) all.set(name, [...(all.get(name) ?? []), ...segments])
  }
  return all
}

function sum<Item>(items: readonly Item[], valueOf: (item: Item) => number): number {
  return items.reduce((total, item) => total + valueOf(item), 0)
}
