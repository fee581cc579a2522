/**
 * Which quota holds when: the one of the region, and others that disturbances
 * put in its place for a time.
 *
 * @module
 */
import type { SimulatedFleet } from '../../planner/plan-document.ts'

type Series = SimulatedFleet['series']

/** Holds in [fromS, toS). */
export interface QuotaSpan {
  readonly fromS: number
  readonly toS: number
  readonly perSecond: number
  /** The quota of the region, and not another in its place. */
  readonly isUsual: boolean
}

/** From the beginning of the series to its end, without a gap. */
export function quotaSpans({ bins, binS, quotaPerSecond, otherQuotas }: Series): readonly QuotaSpan[] {
  const endS = (bins.at(-1)?.fromS ?? 0) + binS
  const spans: QuotaSpan[] = []
  let from = 0
  for (const { fromS, toS, perSecond } of otherQuotas) {
    const [start, end] = [Math.max(from, fromS), Math.min(endS, toS)]
    if (start >= end) continue
    if (start > from) spans.push({ fromS: from, toS: start, perSecond: quotaPerSecond, isUsual: true })
    spans.push({ fromS: start, toS: end, perSecond, isUsual: false })
    from = end
  }
  if (from < endS) spans.push({ fromS: from, toS: endS, perSecond: quotaPerSecond, isUsual: true })
  return spans
}

/** The lowest quota that holds somewhere in [fromS, toS). */
export function lowestQuota(spans: readonly QuotaSpan[], fromS: number, toS: number): number {
  const own = spans.filter((span) => span.fromS < toS && span.toS > fromS)
  return Math.min(...(own.length > 0 ? own : spans).map(({ perSecond }) => perSecond))
}

/** Quotas that are so many times as high as all attempts would flatten these in a picture, and are told in words. */
const quotaReach = 3

export function isNear({ perSecond }: Pick<QuotaSpan, 'perSecond'>, mostAttempts: number): boolean {
  return perSecond <= quotaReach * mostAttempts
}
