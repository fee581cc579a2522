/**
 * How attempts over time are drawn: of each cell a panel with means and one
 * with busiest seconds and the quota.
 *
 * @module
 */
import type { PlanCell } from '../../../planner/plan-document.ts'
import { numberLabel } from '../../charts/amount-axis.ts'
import { narrow } from '../../charts/chart.ts'
import { clockAxis } from '../../charts/clock-axis.ts'
import { colours } from '../../theme.ts'
import type { ChartSpec } from '../../vega.ts'
import { describeRate, describeSeconds, describeTally } from '../plan-figures.ts'
import { isNear, type QuotaSpan } from '../quota-spans.ts'
import { quotaLayers } from './quota-layers.ts'
import { rowLabels } from './row-labels.ts'

/** Of the panels of a cell, in px. */
const heights = { alone: { mean: 130, busiest: 180 }, each: { mean: 56, busiest: 96 } } as const
/** An axis reaches so many times as high as what it has to hold. */
const axisRoom = 1.12
export const names = {
  served: 'attempts, mean',
  throttled: 'of them throttled',
  busiest: 'busiest second',
} as const

export interface Bar {
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

export interface Drawn {
  readonly cell: PlanCell
  readonly bars: readonly Bar[]
  readonly quotas: readonly QuotaSpan[]
}

export function isBusy({ busiestSecond }: Bar): boolean {
  return busiestSecond > 0
}

export function busiestOf({ bars }: Drawn): number {
  return Math.max(...bars.map(({ busiestSecond }) => busiestSecond))
}

/** Upper ends of the two vertical axes, which all cells share. */
interface Tops {
  readonly mean: number
  readonly busiest: number
}

function topsOf(drawn: readonly Drawn[]): Tops {
  const busiest = Math.max(...drawn.map(busiestOf))
  const near = drawn
    .flatMap(({ quotas }) => quotas)
    .filter((span) => isNear(span, busiest))
    .map(({ perSecond }) => perSecond)
  const mean = Math.max(...drawn.flatMap(({ bars }) => bars.map(({ attempts }) => attempts)))
  return { mean: axisRoom * mean, busiest: axisRoom * Math.max(busiest, ...near) }
}

export function callsOverTimeSpec(drawn: readonly Drawn[], width: number): ChartSpec {
  const isNarrow = width < narrow
  const isAlone = drawn.length === 1
  const tops = topsOf(drawn)
  const cells = drawn.map(({ cell }) => cell)
  const titles = rowLabels(cells, { width: width - 100, lines: 1 }).of
  const views = drawn.flatMap((one, index) => {
    const place = { isNarrow, isFirst: index === 0, isLast: index === drawn.length - 1 }
    const title = isAlone ? {} : { title: { text: titles.get(one.cell.id)!, fontSize: 12 } }
    return [
      {
        ...title,
        ...meanPanel(one, tops.mean, place),
        height: isAlone ? heights.alone.mean : heights.each.mean,
      },
      {
        ...busiestPanel(one, tops.busiest, place),
        height: isAlone ? heights.alone.busiest : heights.each.busiest,
      },
    ].map((panel) => ({ ...panel, width: width - 76 }))
  })
  return { vconcat: views as never[], spacing: 14 }
}

interface Place {
  readonly isNarrow: boolean
  readonly isFirst: boolean
  readonly isLast: boolean
}

function meanPanel({ bars }: Drawn, top: number, { isNarrow, isFirst }: Place) {
  return {
    data: { values: bars.flatMap(blocksOf) },
    mark: { type: 'rect' },
    encoding: {
      ...timeOf(bars, isNarrow, null),
      y: { ...heightOf(top, 'mean, /s'), field: 'bottom' },
      y2: { field: 'top' },
      color: colourOf(isFirst, isNarrow),
      description: { field: 'description', type: 'nominal' },
    },
  }
}

function busiestPanel({ bars, quotas }: Drawn, top: number, { isNarrow, isLast }: Place) {
  const title = isLast ? 'time from the start of the plan' : null
  return {
    layer: [
      {
        data: {
          values: bars.filter(isBusy).map((bar) => ({
            ...spanOf(bar),
            bottom: 0,
            top: bar.busiestSecond,
            what: names.busiest,
            description: describeBar(bar),
          })),
        },
        mark: { type: 'rect' },
        encoding: {
          ...timeOf(bars, isNarrow, title),
          y: { ...heightOf(top, 'busiest second'), field: 'bottom' },
          y2: { field: 'top' },
          color: colourOf(false, isNarrow),
          description: { field: 'description', type: 'nominal' },
        },
      },
      ...quotaLayers(quotas, top),
    ],
  }
}

function timeOf(bars: readonly Bar[], isNarrow: boolean, title: string | null) {
  return {
    x: { ...clockAxis(bars.at(-1)!.toS * 1e9, isNarrow), field: 'fromNs', title },
    x2: { field: 'toNs' },
  }
}

function heightOf(top: number, title: string) {
  return {
    type: 'quantitative',
    title,
    scale: { domain: [0, top], nice: false },
    axis: { tickCount: 4, labelExpr: numberLabel },
  } as const
}

function colourOf(hasLegend: boolean, isNarrow: boolean) {
  return {
    field: 'what',
    type: 'nominal',
    legend: hasLegend
      ? { title: null, symbolType: 'square', symbolStrokeWidth: 0, columns: isNarrow ? 1 : 3 }
      : null,
    scale: { domain: Object.values(names), range: [colours.plain, colours.sealed, colours.muted] },
  } as const
}

function spanOf({ fromS, toS }: Bar) {
  return { fromNs: fromS * 1e9, toNs: toS * 1e9 }
}

/** None where nothing was asked. */
export function blocksOf(bar: Bar) {
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
