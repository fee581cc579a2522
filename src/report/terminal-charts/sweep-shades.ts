/**
 * What a sweep does to calls, money and tail: figures in a table over two
 * parameters, shaded from the least to the most.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { measuresOf, type Measure } from '../charts/sweep-measures.ts'
import type { ReportData } from '../data/report-data.ts'
import { firstView } from '../data/view.ts'
import { nothing } from '../figures.ts'
import { parameterKey, parameterText, sweptParameters } from '../parameters.ts'
import { cutTo, wrap, type TerminalOptions } from '../terminal-text.ts'
import { textColumns } from '../text-width.ts'
import { textTable } from '../text-table.ts'

const shades = ' ░▒▓█'
const measuresMax = 3
const valueRoom = 24

/** One table for each figure; none where fewer than two cells differ, or where they do not fit. */
export function sweepShades(data: ReportData, focus: CellResult, options: TerminalOptions): string[] {
  const { run, detailOf } = data
  const [across, down, ...others] = sweptParameters(run).filter(
    (name) => new Set(run.cells.map(({ params }) => parameterKey(params[name]))).size > 1,
  )
  if (across === undefined) return []
  const cells = run.cells.filter((cell) => others.every((name) => isAlike(cell, focus, name)))
  if (cells.length < 2) return []
  return measuresOf({ view: firstView, detailOf }, cells)
    .slice(0, measuresMax)
    .flatMap((measure) => picture(run, cells, measure, { across, down }, options) ?? [])
}

function isAlike(one: CellResult, other: CellResult, name: string): boolean {
  return parameterKey(one.params[name]) === parameterKey(other.params[name])
}

interface Axes {
  readonly across: string
  readonly down: string | undefined
}

function picture(
  run: Run,
  cells: readonly CellResult[],
  measure: Measure,
  { across, down }: Axes,
  { width }: TerminalOptions,
): string | undefined {
  const textOf = (cell: CellResult, name: string) => cutTo(parameterText(run, cell, name), valueRoom)
  const columns = [...new Set(cells.map((cell) => textOf(cell, across)))]
  const rows = down === undefined ? [''] : [...new Set(cells.map((cell) => textOf(cell, down)))]
  const shadeOf = shading(cells.flatMap((cell) => measure.valueOf(cell) ?? []))
  const figure = (row: string, column: string): string => {
    const cell = cells.find(
      (one) => textOf(one, across) === column && (down === undefined || textOf(one, down) === row),
    )
    const value = cell === undefined ? null : measure.valueOf(cell)
    return value === null ? nothing : `${measure.describe(value)} ${shadeOf(value)}`
  }
  const table = textTable(
    [
      { label: down === undefined ? '' : cutTo(down, valueRoom) },
      ...columns.map((label) => ({ label, isNumber: true })),
    ],
    rows.map((row) => [row, ...columns.map((column) => figure(row, column))]),
    { isCompact: true },
  )
  if (textColumns(table.split('\n')[0]!) > width) return undefined
  return `${wrap(`${measure.title}, over ${across} (shaded ░ least to █ most):`, width)}\n${table}`
}

/** From 0 on, so that what is nearly alike looks alike; by logarithms where values lie more than a decade apart. */
function shading(values: readonly number[]): (value: number) => string {
  const finite = values.filter(Number.isFinite)
  const [least, most] = [Math.min(...finite), Math.max(...finite)]
  const isLog = least > 0 && most > 10 * least
  const scale = isLog ? Math.log : (value: number) => value
  const [low, high] = [isLog ? scale(least) : 0, scale(most)]
  return (value) => {
    const share = high > low ? (scale(Math.min(value, most)) - low) / (high - low) : 0
    return shades[1 + Math.min(3, Math.floor(share * 4))]!.repeat(2)
  }
}
