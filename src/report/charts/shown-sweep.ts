/**
 * What the pictures of a sweep are drawn from, and how its figures read.
 *
 * @module
 */
import type { CellResult, Run } from '../../run-store/run-format.ts'
import { describeInterval, nothing } from '../figures.ts'
import { verdictMarks } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { printable } from '../text.ts'
import type { ChartInput } from './chart.ts'
import type { Measure } from './sweep-measures.ts'

export interface ShownSweep extends Pick<ChartInput, 'run' | 'view'> {
  /** One or two swept parameters. */
  readonly axes: readonly string[]
  readonly cells: readonly CellResult[]
  /** A panel for each. */
  readonly measures: readonly Measure[]
}

/** Cells that are not chosen step back, where any is. */
export const dimmed = 0.35

/** How far a cell steps forward: 1, or less where others are chosen. */
export function presence({ view }: Pick<ShownSweep, 'view'>, { id }: Pick<CellResult, 'id'>): number {
  return view.cells.length === 0 || view.cells.includes(id) ? 1 : dimmed
}

export function isChosen({ view }: Pick<ShownSweep, 'view'>, { id }: Pick<CellResult, 'id'>): boolean {
  return view.cells.includes(id)
}

export function textOf(value: number | null, describe: (value: number) => string): string {
  return value === null ? nothing : describe(value)
}

/** `9.1 ms (8.9 to 9.3 ms)`. */
export function figureText(cell: CellResult, { valueOf, intervalOf, describe }: Measure): string {
  const value = valueOf(cell)
  const interval = value === null ? null : intervalOf(cell)
  return interval === null
    ? textOf(value, describe)
    : `${textOf(value, describe)} (${describeInterval(interval, describe)})`
}

/** What a mark says. */
export function describeMark(run: Run, cell: CellResult, measure: Measure): string {
  const { verdict } = cell.validity
  const doubt = verdict === 'valid' ? '' : `, not valid: ${verdict}`
  return printable(`${measure.title}: ${figureText(cell, measure)}; ${cellLabel(run, cell)}${doubt}`)
}

/** Stands beside the value of a cell that is not valid; empty for others. */
export function doubtMark({ validity }: Pick<CellResult, 'validity'>): string {
  return validity.verdict === 'valid' ? '' : ` ${verdictMarks.invalid}`
}

/** How that mark is read; none where no cell has it. */
export function doubtNote(cells: readonly CellResult[]): string[] {
  return cells.every((cell) => doubtMark(cell) === '')
    ? []
    : [`A ${verdictMarks.invalid} beside a value: its cell is not valid, and the value may mislead.`]
}
