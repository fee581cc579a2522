/**
 * How far each quantile of a latency has moved from base to candidate (the
 * shift function: K. Doksum, Annals of Statistics 2, 1974), with intervals over
 * whole runs: whether all records became slower, or only the slow ones.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { StoredRun } from '../../run-store/read-run.ts'
import type { QuantileShift } from '../../run-store/comparison-format.ts'
import { samplesBeyond, samplesNeededBeyond } from '../../statistics/bootstrap.ts'
import { mergeBuckets, quantile, totalCount, type Buckets } from '../../statistics/buckets.ts'
import { assumedAt } from './assumed-spread.ts'
import { intervalOfChange, type Design } from './interval-of-change.ts'
import { segmentsOfSeries } from '../operation-result.ts'

const quantiles = [0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999]

/** The shift of sealed service time in one cell; undefined where a side has no valid run with it. */
export function quantileShiftOf(
  cellId: string,
  operation: Operation,
  sides: { readonly base: readonly StoredRun[]; readonly candidate: readonly StoredRun[] },
  design: Design,
): QuantileShift | undefined {
  const base = sides.base.map((run) => latenciesOf(cellId, operation, run))
  const candidate = sides.candidate.map((run) => latenciesOf(cellId, operation, run))
  const points = quantiles.flatMap((q) => {
    const valueAt = (all: readonly (Buckets | undefined)[]) => all.map((one) => quantileIn(one, q))
    const change = intervalOfChange(
      { base: valueAt(base), candidate: valueAt(candidate) },
      design,
      assumedAt(q),
    )
    if (change === undefined) return []
    const { means, ci95 } = change
    return {
      q,
      baseNs: means.base,
      candidateNs: means.candidate,
      change: change.change,
      ci95: [...ci95] as [number, number],
    }
  })
  return points.length === 0 ? undefined : { cellId, operation, points }
}

function latenciesOf(cellId: string, operation: Operation, { run, logOf }: StoredRun): Buckets | undefined {
  const cell = run.cells.find(({ id }) => id === cellId)
  if (cell?.validity.verdict !== 'valid') return undefined
  return mergeBuckets(segmentsOfSeries(logOf(cellId), operation, 'sealed.serviceTime'))
}

function quantileIn(latencies: Buckets | undefined, q: number): number | undefined {
  if (latencies === undefined || samplesBeyond(totalCount(latencies), q) < samplesNeededBeyond)
    return undefined
  return quantile(latencies, q)
}
