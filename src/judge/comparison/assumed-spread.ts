/**
 * How far single runs of equal code lie apart, where no repetition tells: on
 * the conservative side of what repeated runs show on a busy machine
 * (`docs/method.md`).
 *
 * @module
 */
import { quantileOf } from '../../scenario/metrics.ts'

/** Relative standard deviation; far up the tail runs differ most. */
export function assumedRunToRun(statistic: string | null): number {
  const q = statistic === null ? undefined : quantileOf(statistic)
  return q === undefined ? ofMeans : assumedAt(q)
}

/** The same for a quantile in [0, 1]. */
export function assumedAt(q: number): number {
  if (q <= 0.75) return 0.1
  return q <= 0.95 ? 0.2 : 0.5
}

/** Of means, and of what chance counts. */
const ofMeans = 0.2
