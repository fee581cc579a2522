/**
 * Attempts at KMS over time with the quota as a rule: the cold start, waves of
 * expiry, and what is throttled in them.
 *
 * @module
 */
import type { Plan, PlanCell, SimulatedFleet } from '../../../planner/plan-document.ts'
import type { Chart, Datum } from '../../charts/chart.ts'
import { cellName, describeNumber, describeRate, describeSeconds, describeTally } from '../plan-figures.ts'
import { lowestQuota, quotaSpans } from '../quota-spans.ts'
import {
  blocksOf,
  busiestOf,
  callsOverTimeSpec,
  isBusy,
  names,
  type Bar,
  type Drawn,
} from './calls-over-time-spec.ts'

const cellsMax = 8
const barsMax = 120
export function callsOverTime({ cells }: Plan): Chart[] {
  const all = cells.flatMap((cell) => drawnOf(cell))
  const drawn = all.slice(0, cellsMax)
  if (drawn.length === 0) return []
  return [
    {
      id: 'calls-over-time',
      title: 'Attempts at KMS over time',
      howToRead:
        'Two panels in the same time, each with an axis of its own. In the upper one each bar is the mean number of attempts per second of its time (simulated, first replication), retries included; the part that the quota turned away is in another colour. ' +
        'In the lower one each bar is the busiest second within the same time, and the dashed rule the quota: a fleet is throttled where its busiest seconds, not its mean, go above that. ' +
        'A bar at the start is the cold start; bars that return after each TTL are caches that were filled together and expire together.',
      finding: [
        ...(drawn.length === 1 ? drawn.map(findingOf) : [comparedFinding(drawn)]),
        ...(all.length > cellsMax ? [`Drawn are the first ${cellsMax} of ${all.length} cells.`] : []),
      ].join(' '),
      spec: (width) => callsOverTimeSpec(drawn, width),
      table: {
        columns: [
          { label: 'cell' },
          { label: 'from' },
          { label: 'to' },
          { label: 'attempts (simulated)', isNumber: true },
          { label: 'busiest second (simulated)', isNumber: true },
          { label: 'throttled (simulated)', isNumber: true },
          { label: 'records lost (simulated)', isNumber: true },
        ],
        rows: drawn.flatMap(({ cell, bars }) =>
          bars.map((bar) => [
            cell.id,
            describeSeconds(bar.fromS),
            describeSeconds(bar.toS),
            describeRate(bar.attempts),
            describeTally(bar.busiestSecond),
            describeTally(bar.throttledCount),
            describeTally(bar.lost),
          ]),
        ),
      },
      data: drawn.flatMap(dataOf),
    },
  ]
}

/** As they are drawn: what each bar is made of, then all busiest seconds. */
function dataOf({ cell, bars }: Drawn): Datum[] {
  const rowOf = ({ fromS, toS }: Bar, what: string, perSecond: number): Datum => ({
    cell: cell.id,
    fromS,
    toS,
    what,
    perSecond,
  })
  return [
    ...bars.flatMap((bar) => blocksOf(bar).map(({ what, bottom, top }) => rowOf(bar, what, top - bottom))),
    ...bars.filter(isBusy).map((bar) => rowOf(bar, names.busiest, bar.busiestSecond)),
  ]
}

/** Nothing where nothing was ever asked. */
function drawnOf(cell: PlanCell): Drawn[] {
  const series = cell.simulation?.series
  if (series === undefined || !series.bins.some(({ attempts }) => attempts > 0)) return []
  return [{ cell, bars: barsOf(series), quotas: quotaSpans(series) }]
}

/** Neighbouring bins put together until there are few enough to see. */
function barsOf({ bins, binS }: SimulatedFleet['series']): Bar[] {
  const perBar = Math.ceil(bins.length / barsMax)
  return Array.from({ length: Math.ceil(bins.length / perBar) }, (_, index) => {
    const own = bins.slice(index * perBar, (index + 1) * perBar)
    const sum = (of: 'attempts' | 'throttled' | 'lost') => own.reduce((total, bin) => total + bin[of], 0)
    const [fromS, toS] = [own[0]!.fromS, own.at(-1)!.fromS + binS]
    return {
      fromS,
      toS,
      attempts: sum('attempts') / (toS - fromS),
      throttled: sum('throttled') / (toS - fromS),
      busiestSecond: Math.max(...own.map(({ busiestSecond }) => busiestSecond)),
      throttledCount: sum('throttled'),
      lost: sum('lost'),
    }
  })
}

function findingOf({ cell, bars, quotas }: Drawn): string {
  const busiest = bars.reduce((most, bar) => (bar.busiestSecond > most.busiestSecond ? bar : most))
  const span = bars.at(-1)!.toS - bars[0]!.fromS
  const mean = bars.reduce((sum, { attempts, toS, fromS }) => sum + attempts * (toS - fromS), 0) / span
  const throttled = bars.filter(({ throttledCount }) => throttledCount > 0)
  const trouble =
    throttled.length === 0
      ? 'nothing is throttled'
      : `${describeTally(throttled.reduce((sum, bar) => sum + bar.throttledCount, 0))} attempts are throttled, the last of them within ${describeSeconds(throttled.at(-1)!.toS)}`
  const quota = lowestQuota(quotas, busiest.fromS, busiest.toS)
  return (
    `${cellName(cell)}: the busiest second, within ${describeSeconds(busiest.toS)}, has ${describeTally(busiest.busiestSecond)} attempts with their retries, ` +
    `${describeNumber(busiest.busiestSecond / mean)} times the mean of ${describeRate(mean)} and ${describeNumber(busiest.busiestSecond / quota)} times the quota of ${describeRate(quota)} that holds then${theoryText(cell)}; ${trouble}.`
  )
}

/** Theory counts first attempts, so that it says less where retries come on top. */
function theoryText({ analysis: { quota } }: PlanCell): string {
  return quota.headroom < 0
    ? ` (theory, of first attempts alone: ${describeNumber(1 - quota.headroom)} times ${describeRate(quota.busiestQuota)})`
    : ''
}

/** Of several cells those with the highest and the lowest busiest second. */
function comparedFinding(drawn: readonly Drawn[]): string {
  const sorted = drawn.toSorted((one, other) => busiestOf(other) - busiestOf(one))
  const throttled = drawn.filter(({ bars }) => bars.some(({ throttledCount }) => throttledCount > 0)).length
  const [highest, lowest] = [sorted[0]!, sorted.at(-1)!]
  const rest =
    busiestOf(highest) === busiestOf(lowest)
      ? 'All busiest seconds are alike.'
      : `The calmest is ${findingOf(lowest)}`
  return `Attempts are throttled in ${throttled} of ${drawn.length} cells. ${findingOf(highest)} ${rest}`
}
