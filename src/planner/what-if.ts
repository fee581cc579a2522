/**
 * Two planned fleets side by side, figure by figure.
 *
 * @module
 */
import type { PlanCell, WhatIf } from './plan-document.ts'

type Figure = WhatIf['figures'][number]
type Measure = readonly [
  figure: string,
  dimension: Figure['dimension'],
  valueOf: (cell: PlanCell) => number | null | undefined,
  isGood?: (value: number) => boolean,
]

/** `other` against `base`; what is not known of both is left out. */
export function whatIfOf(name: string, base: PlanCell, other: PlanCell): WhatIf {
  return {
    name,
    figures: measures.flatMap(([figure, dimension, valueOf, isGood]) => {
      const [before, after] = [valueOf(base) ?? null, valueOf(other) ?? null]
      if (before === null || after === null) return []
      const change = dimension === 'share' ? after - before : changeOf(before, after)
      const verdicts = isGood === undefined ? null : { base: isGood(before), other: isGood(after) }
      return [{ figure, dimension, base: before, other: after, change, isGood: verdicts }]
    }),
  }
}

function changeOf(before: number, after: number): number | null {
  if (before === after) return 0
  return before === 0 ? null : (after - before) / Math.abs(before)
}

const isRoomy = (headroom: number): boolean => headroom >= 0
const isNone = (count: number): boolean => count === 0

const measures: readonly Measure[] = [
  ['sealing caches', 'count', ({ fleet }) => fleet.sealingCaches],
  ['calls', 'rate', ({ analysis }) => analysis.callsPerSecond],
  ['calls in 30 days', 'count', ({ analysis }) => analysis.callsPer30Days],
  ['attempts in the busiest second', 'count', ({ analysis }) => analysis.quota.busiestSecond],
  ['quota', 'rate', ({ analysis }) => analysis.quota.perSecond],
  ['quota in the busiest second', 'rate', ({ analysis }) => analysis.quota.busiestQuota],
  ['headroom in the busiest second', 'share', ({ analysis }) => analysis.quota.headroom, isRoomy],
  ['growth until the quota', 'count', ({ analysis }) => analysis.quota.growthToQuota],
  ['records that wait', 'share', ({ analysis }) => analysis.waits.share],
  ['wait added at p99', 'duration', ({ analysis }) => analysis.waits.p99S],
  ['wait added at p99.9', 'duration', ({ analysis }) => analysis.waits.p999S],
  ['sealing goes on after a revocation for', 'duration', ({ analysis }) => analysis.exposure.sealsForS],
  ['opening goes on after a revocation for', 'duration', ({ analysis }) => analysis.exposure.opensForS],
  ['one key material lives for', 'duration', ({ analysis }) => analysis.exposure.keyLivesForS],
  ['records of one key', 'count', ({ analysis }) => analysis.exposure.recordsPerKey],
  ['encryption in 30 days', 'money', ({ bill }) => bill.encryptionUsd],
  ['stream in 30 days', 'money', ({ bill }) => bill.streamUsd],
  ['both in 30 days', 'money', ({ bill }) => bill.totalUsd],
  ['attempts simulated', 'count', ({ simulation }) => simulation?.attempts.mean],
  ['attempts throttled, simulated', 'count', ({ simulation }) => simulation?.throttled.mean, isNone],
  ['busiest second, simulated', 'count', ({ simulation }) => simulation?.busiestSecond.mean],
  ['sealing calls refused, simulated', 'share', ({ simulation }) => simulation?.refused.sealing.mean, isNone],
  [
    'consumers’ calls refused, simulated',
    'share',
    ({ simulation }) => simulation?.refused.reading.mean,
    isNone,
  ],
  ['records lost, simulated', 'count', ({ simulation }) => simulation?.lost.mean, isNone],
  ['time to recover, simulated', 'duration', ({ simulation }) => simulation?.recoveryS?.mean],
]
