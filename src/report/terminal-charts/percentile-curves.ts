/**
 * Percentile curves of the plain and the sealed arm in dots, on a logarithmic
 * axis of rarity.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { CellResult } from '../../run-store/run-format.ts'
import { describeDuration } from '../../units/quantity.ts'
import type { Curve } from '../data/cell-detail.ts'
import { percentileGrid } from '../data/percentile-grid.ts'
import type { ReportData } from '../data/report-data.ts'
import { describePercentile } from '../figures.ts'
import { wrap, type TerminalOptions } from '../terminal-text.ts'
import { BrailleCanvas } from './braille-canvas.ts'

const rows = 12
const columnsMax = 90
const labelRoom = 7
/** A dashed line has as many dots as gaps. */
const dash = 3

/** One picture for each operation that was measured. */
export function percentileCurves(
  { detailOf }: ReportData,
  cell: CellResult,
  { width }: TerminalOptions,
): string[] {
  const { curves } = detailOf(cell.id)
  return operations.flatMap((operation) => {
    const plain = curves[`${operation}.plain.serviceTime`]
    const sealed = curves[`${operation}.sealed.serviceTime`]
    return plain === undefined || sealed === undefined ? [] : [picture(operation, plain, sealed, width)]
  })
}

function picture(operation: Operation, plain: Curve, sealed: Curve, width: number): string {
  const points = Math.min(plain.values.length, sealed.values.length)
  const ends = [...plain.values.slice(0, points), ...sealed.values.slice(0, points)].filter(
    (value) => value > 0,
  )
  const [low, high] = [Math.log10(Math.min(...ends)), Math.log10(Math.max(...ends))]
  const top = high > low ? high : low + 1
  const ticks = yTicks(low, top)
  const gutter = Math.max(...[...ticks.values()].map(({ length }) => length))
  const columns = Math.max(10, Math.min(columnsMax, width - gutter - labelRoom - 3))
  const canvas = new BrailleCanvas(columns, rows)
  const far = rarity(percentileGrid[points - 1]!)
  const heightAt = (curve: Curve, x: number) => {
    const value = Math.log10(Math.max(valueAt(curve, points, (x / (canvas.width - 1)) * far), 10 ** low))
    return Math.round(((value - low) / (top - low)) * (canvas.height - 1))
  }
  trace(canvas, (x) => heightAt(plain, x), true)
  trace(canvas, (x) => heightAt(sealed, x), false)
  const nameAt = endLabels(heightAt(plain, canvas.width - 1), heightAt(sealed, canvas.width - 1))
  const lines = canvas.lines().map((line, row) => {
    const label = (ticks.get(rows - 1 - row) ?? '').padStart(gutter)
    return `${label} ┤${line}${nameAt(rows - 1 - row)}`.trimEnd()
  })
  return [
    wrap(
      `Service time of a ${operation} by percentile (plain dashed, sealed whole; both axes logarithmic):`,
      width,
    ),
    ...lines,
    `${' '.repeat(gutter + 2)}${xAxis(columns, far)}`,
  ].join('\n')
}

/** How rare what lies beyond a quantile is: 0 at p0, 1 at p90, 2 at p99. */
function rarity(q: number): number {
  return -Math.log10(1 - q)
}

function trace(canvas: BrailleCanvas, heightAt: (x: number) => number, isDashed: boolean): void {
  let before = heightAt(0)
  for (let x = 0; x < canvas.width; x += 1) {
    const y = heightAt(x)
    if (!isDashed || Math.floor(x / dash) % 2 === 0)
      canvas.rise(x, before === y ? y : before + Math.sign(y - before), y)
    before = y
  }
}

/** On a straight line between the points of the grid, in logarithms. */
function valueAt({ values }: Curve, points: number, wanted: number): number {
  const next = percentileGrid.slice(0, points).findIndex((q) => rarity(q) >= wanted - 1e-9)
  if (next <= 0) return values[Math.max(0, next === 0 ? 0 : points - 1)]!
  const [from, to] = [rarity(percentileGrid[next - 1]!), rarity(percentileGrid[next]!)]
  const share = (wanted - from) / (to - from)
  const [one, other] = [values[next - 1]!, values[next]!].map((value) => Math.log(Math.max(1, value))) as [
    number,
    number,
  ]
  return Math.exp(one + (other - one) * share)
}

/** By row from the bottom: powers of ten, or twos and fives where there are few of them. */
function yTicks(low: number, high: number): ReadonlyMap<number, string> {
  const steps = high - low > 2 ? [1] : [1, 2, 5]
  const ticks = Array.from(
    { length: Math.ceil(high) - Math.floor(low) + 1 },
    (_, index) => Math.floor(low) + index,
  )
    .flatMap((power) => steps.map((step) => power + Math.log10(step)))
    .filter((tick) => tick >= low && tick <= high)
  const found = ticks.map(
    (tick) =>
      [
        Math.min(rows - 1, Math.floor((((tick - low) / (high - low)) * (rows * 4 - 1)) / 4)),
        describeDuration(10 ** tick),
      ] as const,
  )
  return new Map(found.length > 0 ? found : [[0, describeDuration(10 ** low)]])
}

/** What stands behind the end of each curve. */
function endLabels(plain: number, sealed: number): (row: number) => string {
  const [plainRow, sealedRow] = [Math.floor(plain / 4), Math.floor(sealed / 4)]
  if (plainRow === sealedRow) return (row) => (row === plainRow ? ' both' : '')
  return (row) => (row === plainRow ? ' plain' : row === sealedRow ? ' sealed' : '')
}

function xAxis(columns: number, far: number): string {
  const axis = Array.from({ length: columns }, () => ' ')
  let free = 0
  for (const percent of [0, 50, 90, 99, 99.9, 99.99, 99.999]) {
    const at = Math.round((rarity(percent / 100) / far) * (columns - 1))
    const label = describePercentile(percent)
    if (at < free || at + label.length > columns + labelRoom) continue
    axis.splice(at, label.length, ...label.split(''))
    free = at + label.length + 1
  }
  return axis.join('').trimEnd()
}
