/**
 * Attempts at KMS over time with the quota as a rule: the cold start, waves of
 * expiry, and what is throttled in them.
 *
 * @module
 */
import type { Plan, PlanCell, SimulatedFleet } from '../../../planner/plan-document.ts'
import { narrow, type Chart, type Datum } from '../../charts/chart.ts'
import { clockAxis } from '../../charts/clock-axis.ts'
import type { ChartSpec } from '../../vega.ts'
import { colours } from '../../theme.ts'
import { cellName, describeNumber, describeRate, describeSeconds, describeTally } from '../plan-figures.ts'
import { isNear, lowestQuota, quotaSpans, type QuotaSpan } from '../quota-spans.ts'
import { numberLabel } from '../../charts/amount-axis.ts'
import { quotaLayers } from './quota-layers.ts'
import { rowLabels } from './row-labels.ts'

const cellsMax = 8
const barsMax = 120
const names = {
  served: 'attempts, mean of the bar',
  throttled: 'of them throttled',
  busiest: 'busiest second',
} as const

interface Bar {
  readonly fromS: number
  readonly toS: number
  /** Per second, on average. */
  readonly attempts: number
  readonly throttled: number
  readonly busiestSecond: number
  /** Throttled attempts and lost records of the bar. */
  readonly throttledCount: number
  readonly lost: number
}

interface Drawn {
  readonly cell: PlanCell
  readonly bars: readonly Bar[]
  readonly quotas: readonly QuotaSpan[]
}

export function callsOverTime({ cells }: Plan): Chart[] {
  const all = cells.flatMap((cell) => drawnOf(cell))
  const drawn = all.slice(0, cellsMax)
  if (drawn.length === 0) return []
  return [
    {
      id: 'calls-over-time',
      title: 'Attempts at KMS over time',
      howToRead:
        'Each bar is the mean number of attempts per second of its time (simulated, first replication), retries included; the part that the quota turned away is in another colour. ' +
        'The dark line above a bar is its busiest second, and the dashed rule the quota: a fleet is throttled where its busiest seconds, not its mean, go above that. ' +
        'A bar at the start is the cold start; bars that return after each TTL are caches that were filled together and expire together.',
      finding: [
        ...(drawn.length === 1 ? drawn.map(findingOf) : [comparedFinding(drawn)]),
        ...(all.length > cellsMax ? [`Drawn are the first ${cellsMax} of ${all.length} cells.`] : []),
      ].join(' '),
      spec: (width) => spec(drawn, width),
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

function isBusy({ busiestSecond }: Bar): boolean {
  return busiestSecond > 0
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

function busiestOf({ bars }: Drawn): number {
  return Math.max(...bars.map(({ busiestSecond }) => busiestSecond))
}

function spec(drawn: readonly Drawn[], width: number): ChartSpec {
  const isNarrow = width < narrow
  const busiest = Math.max(...drawn.map(busiestOf))
  const near = drawn
    .flatMap(({ quotas }) => quotas)
    .filter((span) => isNear(span, busiest))
    .map(({ perSecond }) => perSecond)
  const top = 1.12 * Math.max(busiest, ...near)
  const height = drawn.length === 1 ? (isNarrow ? 220 : 280) : 100
  const cells = drawn.map(({ cell }) => cell)
  const titles = rowLabels(cells, { width: width - 100, lines: 1 }).of
  const views = drawn.map((one, index) => ({
    ...(drawn.length === 1 ? {} : { title: { text: titles.get(one.cell.id)!, fontSize: 12 } }),
    width: width - 76,
    height,
    layer: layers(one, { top, isNarrow, isFirst: index === 0, isLast: index === drawn.length - 1 }),
  }))
  return views.length === 1 ? { ...views[0]! } : { vconcat: views, spacing: 14 }
}

interface Place {
  readonly top: number
  readonly isNarrow: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
}

function layers({ bars, quotas }: Drawn, { top, isNarrow, isFirst, isLast }: Place) {
  const { title: _, ...clock } = clockAxis(bars.at(-1)!.toS * 1e9, isNarrow)
  const x = { ...clock, field: 'fromNs', title: isLast ? 'time from the start of the plan' : null }
  const y = {
    type: 'quantitative',
    title: 'per second',
    scale: { domain: [0, top], nice: false },
    axis: { tickCount: 5, labelExpr: numberLabel },
  } as const
  const color = colourOf(isFirst, isNarrow)
  return [
    {
      data: { values: bars.flatMap(blocksOf) },
      mark: { type: 'rect' },
      encoding: {
        x,
        x2: { field: 'toNs' },
        y: { ...y, field: 'bottom' },
        y2: { field: 'top' },
        color,
        description: { field: 'description', type: 'nominal' },
      },
    },
    {
      data: {
        values: bars.filter(isBusy).map((bar) => ({
          ...spanOf(bar),
          busiest: bar.busiestSecond,
          what: names.busiest,
          description: describeBar(bar),
        })),
      },
      mark: { type: 'rule', strokeWidth: 2 },
      encoding: {
        x,
        x2: { field: 'toNs' },
        y: { ...y, field: 'busiest' },
        color,
        description: { field: 'description', type: 'nominal' },
      },
    },
    ...quotaLayers(quotas, top),
  ] as never[]
}

function colourOf(hasLegend: boolean, isNarrow: boolean) {
  return {
    field: 'what',
    type: 'nominal',
    legend: hasLegend
      ? { title: null, symbolType: 'square', symbolStrokeWidth: 0, columns: isNarrow ? 1 : 3 }
      : null,
    scale: { domain: Object.values(names), range: [colours.plain, colours.sealed, colours.ink] },
  } as const
}

function spanOf({ fromS, toS }: Bar) {
  return { fromNs: fromS * 1e9, toNs: toS * 1e9 }
}

/** None where nothing was asked. */
function blocksOf(bar: Bar) {
  if (bar.attempts <= 0) return []
  const served = Math.max(0, bar.attempts - bar.throttled)
  const description = describeBar(bar)
  return [
    { ...spanOf(bar), bottom: 0, top: served, what: names.served, description },
    ...(bar.throttled > 0
      ? [{ ...spanOf(bar), bottom: served, top: bar.attempts, what: names.throttled, description }]
      : []),
  ]
}

function describeBar({ fromS, toS, attempts, busiestSecond, throttledCount, lost }: Bar): string {
  const trouble =
    throttledCount + lost > 0
      ? `, ${describeTally(throttledCount)} throttled, ${describeTally(lost)} records lost`
      : ''
  return `${describeSeconds(fromS)} to ${describeSeconds(toS)}: ${describeRate(attempts)}, busiest second ${describeTally(busiestSecond)}${trouble}`
}
