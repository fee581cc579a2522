/**
 * From the latencies of a cell to the figures of its result: each arm, their
 * difference with its interval, and the noise floor beside it.
 *
 * @module
 */
import type { LatencyLog, Operation, SeriesKind } from '../measure/series.ts'
import type { Estimate, LatencySummary, OperationResult, Overhead } from '../run-store/run-format.ts'
import { bootstrap, type SampledEstimate } from '../statistics/bootstrap.ts'
import { minimumDetectable } from '../statistics/detectable.ts'
import { max, mean, mergeBuckets, min, quantile, totalCount, type Buckets } from '../statistics/buckets.ts'

/** The figures of `operation`; all zero where it was not measured. */
export function judgeOperation(log: LatencyLog, operation: Operation, seed: number): OperationResult {
  const segmentsOf = (kind: SeriesKind) => segmentsOfSeries(log, operation, kind)
  const arm = (name: 'plain' | 'sealed' | 'delta') => ({
    serviceTime: summarise(segmentsOf(`${name}.serviceTime`)),
    responseTime: summarise(segmentsOf(`${name}.responseTime`)),
  })
  return {
    plain: arm('plain'),
    sealed: arm('sealed'),
    delta: arm('delta'),
    overhead: overheadOf(segmentsOf('sealed.serviceTime'), segmentsOf('plain.serviceTime'), seed),
    perCall: {
      plain: summarise(segmentsOf('plain.callTime')),
      sealed: summarise(segmentsOf('sealed.callTime')),
      delta: summarise(segmentsOf('delta.callTime')),
      overhead: overheadOf(segmentsOf('sealed.callTime'), segmentsOf('plain.callTime'), seed),
    },
    noiseFloor: overheadOf(segmentsOf('again.serviceTime'), segmentsOf('plain.serviceTime'), seed),
  }
}

/** The noise floor of put and get over all cells together. */
export function mergedNoiseFloor(
  logs: readonly LatencyLog[],
  seed: number,
): { put: Overhead; get: Overhead } {
  const noiseFloorOf = (operation: Operation): Overhead => {
    const allOf = (kind: SeriesKind) => logs.flatMap((log) => segmentsOfSeries(log, operation, kind))
    return overheadOf(allOf('again.serviceTime'), allOf('plain.serviceTime'), seed)
  }
  return { put: noiseFloorOf('put'), get: noiseFloorOf('get') }
}

/**
 * The segments of one series, none where it was not recorded. Calls of one
 * record are not recorded apart: then a call is its record.
 */
export function segmentsOfSeries(
  log: LatencyLog,
  operation: Operation,
  kind: SeriesKind,
): readonly Buckets[] {
  const segments = log.get(`${operation}.${kind}`) ?? []
  if (segments.length > 0) return segments
  switch (kind) {
    case 'plain.callTime':
      return log.get(`${operation}.plain.serviceTime`) ?? []
    case 'sealed.callTime':
      return log.get(`${operation}.sealed.serviceTime`) ?? []
    case 'delta.callTime':
      return log.get(`${operation}.delta.serviceTime`) ?? []
    default:
      return segments
  }
}

/** All 0 where nothing was recorded. */
export function summarise(segments: readonly Buckets[]): LatencySummary {
  const all = mergeBuckets(segments)
  const count = totalCount(all)
  const orZero = (value: number): number => (count === 0 ? 0 : value)
  return {
    count,
    min: orZero(min(all)),
    mean: orZero(mean(all)),
    p50: orZero(quantile(all, 0.5)),
    p90: orZero(quantile(all, 0.9)),
    p99: orZero(quantile(all, 0.99)),
    p999: orZero(quantile(all, 0.999)),
    p9999: orZero(quantile(all, 0.9999)),
    max: orZero(max(all)),
  }
}

function overheadOf(treated: readonly Buckets[], control: readonly Buckets[], seed: number): Overhead {
  const result = bootstrap({ treated, control, quantiles: [0.5, 0.9, 0.99, 0.999], seed })
  const [p50, p90, p99, p999] = result.quantiles.map(asEstimate) as [Estimate, Estimate, Estimate, Estimate]
  return { p50, p90, p99, p999, mean: asEstimate(result.mean) }
}

function asEstimate({ estimate, ci95, precision, effectiveSamples }: SampledEstimate): Estimate {
  return {
    estimateNs: Number.isNaN(estimate) ? 0 : estimate,
    ci95Ns: ci95 === null ? null : [...ci95],
    ...(precision && {
      standardErrorNs: precision.standardError,
      detectableNs: minimumDetectable(precision),
    }),
    ...(effectiveSamples !== null && { effectiveSamples }),
  }
}
