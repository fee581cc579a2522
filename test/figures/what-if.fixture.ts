/**
 * Two planned fleets side by side as they should stand on the page of a plan:
 * each row with the places of both in plan.json, and how they differ.
 *
 * @module
 */
import type { PlanCell } from '../../src/planner/plan-document.ts'
import { none, number, part, rate, rounded, seconds, signed, tally, usd } from './shown.fixture.ts'
import type { PageTable } from './tables.fixture.ts'

interface Row {
  readonly figure: string
  readonly of: (cell: PlanCell) => number
  readonly show: (value: number) => string
  /** Where it can be good or bad. */
  readonly isGood?: (value: number) => boolean
}

const isNone = (value: number): boolean => value === 0

const rows: readonly Row[] = [
  { figure: 'sealing caches', of: ({ fleet }) => fleet.sealingCaches, show: tally },
  { figure: 'calls', of: ({ analysis }) => analysis.callsPerSecond, show: rate },
  { figure: 'calls in 30 days', of: ({ analysis }) => analysis.callsPer30Days, show: tally },
  {
    figure: 'attempts in the busiest second',
    of: ({ analysis }) => analysis.quota.busiestSecond,
    show: tally,
  },
  { figure: 'quota', of: ({ analysis }) => analysis.quota.perSecond, show: rate },
  { figure: 'quota in the busiest second', of: ({ analysis }) => analysis.quota.busiestQuota, show: rate },
  {
    figure: 'headroom in the busiest second',
    of: ({ analysis }) => analysis.quota.headroom,
    show: part,
    isGood: (value) => value >= 0,
  },
  { figure: 'growth until the quota', of: ({ analysis }) => analysis.quota.growthToQuota!, show: tally },
  { figure: 'records that wait', of: ({ analysis }) => analysis.waits.share, show: part },
  { figure: 'wait added at p99', of: ({ analysis }) => analysis.waits.p99S, show: seconds },
  { figure: 'wait added at p99.9', of: ({ analysis }) => analysis.waits.p999S, show: seconds },
  {
    figure: 'sealing goes on after a revocation for',
    of: ({ analysis }) => analysis.exposure.sealsForS,
    show: seconds,
  },
  {
    figure: 'opening goes on after a revocation for',
    of: ({ analysis }) => analysis.exposure.opensForS,
    show: seconds,
  },
  {
    figure: 'one key material lives for',
    of: ({ analysis }) => analysis.exposure.keyLivesForS,
    show: seconds,
  },
  { figure: 'records of one key', of: ({ analysis }) => analysis.exposure.recordsPerKey, show: tally },
  { figure: 'encryption in 30 days', of: ({ bill }) => bill.encryptionUsd, show: usd },
  { figure: 'stream in 30 days', of: ({ bill }) => bill.streamUsd, show: usd },
  { figure: 'both in 30 days', of: ({ bill }) => bill.totalUsd, show: usd },
  { figure: 'attempts simulated', of: ({ simulation }) => simulation!.attempts.mean, show: tally },
  {
    figure: 'attempts throttled, simulated',
    of: ({ simulation }) => simulation!.throttled.mean,
    show: tally,
    isGood: isNone,
  },
  {
    figure: 'busiest second, simulated',
    of: ({ simulation }) => simulation!.busiestSecond.mean,
    show: tally,
  },
  {
    figure: 'sealing calls refused, simulated',
    of: ({ simulation }) => simulation!.refused.sealing.mean,
    show: part,
    isGood: isNone,
  },
  {
    figure: 'consumers’ calls refused, simulated',
    of: ({ simulation }) => simulation!.refused.reading.mean,
    show: part,
    isGood: isNone,
  },
  {
    figure: 'records lost, simulated',
    of: ({ simulation }) => simulation!.lost.mean,
    show: tally,
    isGood: isNone,
  },
  {
    figure: 'time to recover, simulated',
    of: ({ simulation }) => simulation!.recoveryS!.mean,
    show: seconds,
  },
]

/** What differs, first where one of the two is good and the other is not. Both are simulated. */
export function whatIfTable(name: string, base: PlanCell, other: PlanCell): PageTable {
  const changed = rows.filter(({ of }) => of(base) !== of(other))
  const isTurned = ({ of, isGood }: Row): boolean =>
    isGood !== undefined && isGood(of(base)) !== isGood(of(other))
  const sorted = [...changed.filter(isTurned), ...changed.filter((row) => !isTurned(row))]
  return {
    id: `What if: ${name}`,
    headings: ['figure', 'this fleet', 'the other', 'change'],
    rows: sorted.map((row) => [
      row.figure,
      judged(row, base),
      judged(row, other),
      changeOf(row.of(base), row.of(other), row.show === part),
    ]),
  }
}

/** The line below it. */
export function alikeLine(base: PlanCell, other: PlanCell): string {
  const alike = rows.filter(({ of }) => of(base) === of(other))
  return `Alike in both: ${alike.map((row) => `${row.figure} ${judged(row, base)}`).join('; ')}.`
}

function judged({ of, show, isGood }: Row, cell: PlanCell): string {
  const value = of(cell)
  return isGood === undefined ? show(value) : `${isGood(value) ? '✔' : '✘'} ${show(value)}`
}

/** Of shares in points, of all else as a part of `base`; three digits below 1,000. */
function changeOf(base: number, other: number, isShare: boolean): string {
  if (base === 0 && !isShare) return none
  const percents = 100 * (isShare ? other - base : (other - base) / base)
  const text = number(Math.abs(percents) >= 1000 ? percents : rounded(percents, 3))
  return `${percents > 0 ? '+' : ''}${signed(text)} ${isShare ? 'points' : '%'}`
}
