/**
 * Pictures of a plan made of block characters, for a terminal: calls over time
 * with the quota, and curves in a line.
 *
 * @module
 */
import type { Curve } from '../../planner/outlook-document.ts'
import type { Plan, SimulatedFleet } from '../../planner/plan-document.ts'
import { risingBlocks, sparkline } from '../terminal-charts/bars.ts'
import { printable } from '../text.ts'
import { paint, wrap, type TerminalOptions } from '../terminal-text.ts'
import { bendText, rotationText } from './curve-rotation.ts'
import { describeMoney, describeNumber, describeRate, describeSeconds } from './plan-figures.ts'
import { knobNames, knobText } from './plan-tables.ts'
import { isNear, lowestQuota, quotaSpans } from './quota-spans.ts'

type Series = SimulatedFleet['series']

/** Rows of a picture in which a quota is drawn, and of one that is far below it. */
const timelineRows = { near: 6, far: 2 } as const
const timelineColumns = 100
const sgr = { over: 31, quota: 33 } as const

/** Lines; undefined where nothing was ever asked. */
export function timelineText(series: Series, options: TerminalOptions): string | undefined {
  const most = mostAttempts(series)
  if (most === 0) return undefined
  const spans = quotaSpans(series)
  const near = spans.filter((span) => isNear(span, most)).map(({ perSecond }) => perSecond)
  const top = Math.max(most, ...near)
  const count = near.length > 0 ? timelineRows.near : timelineRows.far
  const rowOf = (perSecond: number) => Math.min(count - 1, Math.floor((perSecond / top) * count))
  const labels = new Map([
    [count - 1, describeNumber(top)],
    ...near.map((quota) => [rowOf(quota), `quota ${describeNumber(quota)}`] as const),
  ])
  const gutter = Math.max('throttled'.length, ...[...labels.values()].map(({ length }) => length))
  const columns = Math.max(1, Math.min(timelineColumns, options.width - gutter - 2, series.bins.length))
  const groups = grouped(series.bins, columns)
  const bars = groups.map((bins) => {
    const quota = lowestQuota(spans, bins[0]!.fromS, bins.at(-1)!.fromS + series.binS)
    const height = Math.max(...bins.map(({ busiestSecond }) => busiestSecond))
    return { rows: (height / top) * count, quotaRow: quota <= top ? rowOf(quota) : -1 }
  })
  const lines = Array.from({ length: count }, (_, index) => count - 1 - index).map((row) => {
    const cells = bars.map((bar) => barCell(bar.rows - row, row, bar.quotaRow === row))
    const line = `${(labels.get(row) ?? '').padStart(gutter)} ┤${cells.join('')}`.trimEnd()
    return paintedLine(line, row, near.map(rowOf), options)
  })
  const end = describeSeconds(series.bins.at(-1)!.fromS + series.binS)
  const marks = (of: 'throttled' | 'lost') =>
    markRow(
      of,
      gutter,
      groups.map((bins) => bins.some((bin) => bin[of] > 0)),
      options,
    )
  return [...lines, ...marks('throttled'), ...marks('lost'), timeAxis(gutter, groups.length, end)].join('\n')
}

/** What the lines of `timelineText` show. */
export function timelineCaption(series: Series): string {
  const { quotaPerSecond, binS } = series
  const most = mostAttempts(series)
  const far =
    most > 0 && !isNear({ perSecond: quotaPerSecond }, most)
      ? `; the quota of ${describeRate(quotaPerSecond)} is ${describeNumber(quotaPerSecond / most)} times as high as the highest`
      : ''
  return `Attempts in the busiest second of each ${describeSeconds(binS)} or more (simulated, first replication)${far}:`
}

function mostAttempts({ bins }: Series): number {
  return Math.max(0, ...bins.map(({ busiestSecond }) => busiestSecond))
}

/** Rows above every quota stand out, as those with a quota do. */
function paintedLine(
  line: string,
  row: number,
  quotaRows: readonly number[],
  options: TerminalOptions,
): string {
  if (quotaRows.includes(row)) return paint(line, sgr.quota, options)
  return quotaRows.length > 0 && row > Math.max(...quotaRows) ? paint(line, sgr.over, options) : line
}

function grouped<Item>(items: readonly Item[], count: number): Item[][] {
  const size = Math.ceil(items.length / count)
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

/** `fill` of a row in rows: 1 and more is full; what is there at all is seen in the lowest row. */
function barCell(fill: number, row: number, isQuota: boolean): string {
  const eighths = Math.min(8, Math.round(fill * 8))
  if (eighths > 0) return risingBlocks[eighths - 1]!
  if (row === 0 && fill > 0) return risingBlocks[0]!
  return isQuota ? '╌' : ' '
}

function markRow(
  name: string,
  gutter: number,
  marks: readonly boolean[],
  options: TerminalOptions,
): string[] {
  if (!marks.includes(true)) return []
  const line = `${name.padStart(gutter)}  ${marks.map((is) => (is ? '×' : ' ')).join('')}`.trimEnd()
  return [paint(line, sgr.over, options)]
}

function timeAxis(gutter: number, columns: number, end: string): string {
  const left = '0 s'
  const gap = Math.max(1, columns - left.length - end.length)
  return `${' '.repeat(gutter + 2)}${left}${' '.repeat(gap)}${end}`
}

/** One line for each figure, a mark below what is planned. */
export function curveText(curve: Curve, { cells }: Pick<Plan, 'cells'>, width: number): string {
  const { knob, points } = curve
  const { fleet } = cells[0]!
  const first = points[0]!
  const last = points.at(-1)!
  const figures = [
    { name: 'calls', of: points.map(({ callsPerSecond }) => callsPerSecond), describe: describeRate },
    {
      name: 'busiest second',
      of: points.map(({ busiestSecond }) => busiestSecond),
      describe: describeNumber,
    },
    { name: 'cost, 30 days', of: points.map(({ encryptionUsd }) => encryptionUsd), describe: describeMoney },
  ]
  const planned = points.findIndex(({ isPlanned }) => isPlanned)
  return [
    wrap(
      `${cells.length > 1 ? `Of ${printable(cells[0]!.id)}, against` : 'Against'} ${knobNames[knob]}, ${knobText(knob, first.value)} to ${knobText(knob, last.value)}${rotationText(curve, fleet)} (theory, modelled money):`,
      width,
    ),
    ...figures.map(
      ({ name, of, describe }) =>
        `${name.padStart(14)}  ${sparkline(of)}  ${describe(of[0]!)} to ${describe(of.at(-1)!)}`,
    ),
    ...(planned < 0
      ? []
      : [`${' '.repeat(16 + 2 * planned)}^ ${knobText(knob, points[planned]!.value)}, as planned`]),
    ...bendText(curve, fleet).map((sentence) => wrap(sentence, width)),
  ].join('\n')
}
