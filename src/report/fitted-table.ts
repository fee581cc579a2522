/**
 * A table for a terminal of any width: texts break into lines first, then
 * intervals go below their estimates, then names break after their dots, and
 * what is still too wide goes on in another table below, with the columns that tell its rows apart again.
 *
 * @module
 */
import { brokenLines } from './line-breaks.ts'
import type { Table } from './overview.ts'
import { textTable } from './text-table.ts'
import { textColumns } from './text-width.ts'
import { printable } from './text.ts'

interface FittedColumn {
  readonly label: string
  readonly isNumber: boolean
  readonly texts: readonly string[]
  /** Without its rule and blanks, in columns of the terminal. */
  readonly width: number
}

/** As it is; with intervals below their estimates; with names broken after their dots as well. */
const shapes = ['natural', 'narrow', 'narrowest'] as const
type Shape = (typeof shapes)[number]

/** Columns that the rule and the blanks of a column take. */
const columnRoom = 3
/** A text is not broken into narrower columns than this, and of its words no shorter one is cut than that. */
const textMin = 12
const wordMax = 24
const labelLines = 2
/** Share of the width that the columns which stand in each table may take. */
const keyShare = 0.45

/** Lines of at most `width` columns, as far as single words and figures allow; each table has the first `keys` columns. */
export function fittedTable(table: Table, width: number, keys = 1): string {
  const columns = oneTable(table, width) ?? columnsOf(table, 'narrow')
  return chunks(columns, width, keys)
    .map((chunk) => drawn(shrunk(chunk, width), table.rows.length))
    .join('\n')
}

/** Whether `fittedTable` is a single table that is no wider than it may be. */
export function isOneTable(table: Table, width: number): boolean {
  return oneTable(table, width) !== undefined
}

/** Of the whole table, with each interval beside its estimate, in columns of the terminal. */
export function naturalWidth(table: Table): number {
  return total(columnsOf(table, 'natural'))
}

/** The widest of its shapes that fits; undefined if none does. */
function oneTable(table: Table, width: number): readonly FittedColumn[] | undefined {
  return shapes
    .map((shape) => columnsOf(table, shape))
    .find((columns) => isFitting(shrunk(columns, width), width))
}

function columnsOf({ columns, rows }: Table, shape: Shape): readonly FittedColumn[] {
  return columns.map(({ label, isNumber = false }, index) => {
    const texts = rows.map((row) => shaped(printable(row[index] ?? ''), shape, isNumber))
    const width = Math.max(labelWidth(label), ...texts.flatMap(linesOf).map(textColumns))
    return { label: printable(label), isNumber, texts, width }
  })
}

function shaped(text: string, shape: Shape, isNumber: boolean): string {
  if (shape === 'natural') return text
  if (isNumber) return text.replace(' (', '\n(')
  if (shape === 'narrow') return text
  return text.replaceAll(/\S+/g, (word) =>
    textColumns(word) > textMin ? word.replaceAll(/\.(?=[a-z]{3})/gi, '.\n') : word,
  )
}

/** The narrowest that lets a label stand in two lines. */
function labelWidth(label: string): number {
  let width = Math.max(longestWord(label), Math.ceil(textColumns(label) / labelLines))
  while (brokenLines(label, width, textColumns).length > labelLines) width += 1
  return width
}

function longestWord(label: string): number {
  return Math.max(0, ...label.split(/[ \n]/).map(textColumns))
}

function linesOf(text: string): string[] {
  return text.split('\n')
}

function total(columns: readonly FittedColumn[]): number {
  return columns.reduce((sum, { width }) => sum + width + columnRoom, 1)
}

function isFitting(columns: readonly FittedColumn[], width: number): boolean {
  return total(columns) <= width
}

/** Takes from the widest text until the table fits, or every text is as narrow as it may be. */
function shrunk(columns: readonly FittedColumn[], width: number): readonly FittedColumn[] {
  const widths = columns.map((column) => column.width)
  const least = columns.map((column) => (column.isNumber ? column.width : leastWidth(column)))
  let excess = total(columns) - width
  while (excess > 0) {
    const room = widths.map((own, index) => (own > least[index]! ? own : 0))
    const widest = Math.max(...room)
    if (widest === 0) break
    widths[room.indexOf(widest)] = widest - 1
    excess -= 1
  }
  return columns.map((column, index) => ({ ...column, width: widths[index]! }))
}

function leastWidth({ label, texts, width }: FittedColumn): number {
  const word = Math.max(labelWidth(label), ...texts.map(longestWord))
  return Math.min(width, Math.max(textMin, Math.min(wordMax, word)))
}

/** Each as many columns as there is room for; all of them where they fit. */
function chunks(
  columns: readonly FittedColumn[],
  width: number,
  keyCount: number,
): readonly (readonly FittedColumn[])[] {
  if (isFitting(shrunk(columns, width), width)) return [columns]
  const [first, others] = [columns.slice(0, keyCount), columns.slice(keyCount)]
  if (others.length === 0) return [columns]
  const keyMost = Math.floor((keyShare * width) / keyCount)
  const keys = first.map((column) => ({ ...column, width: Math.min(column.width, keyMost) }))
  const all: FittedColumn[][] = [[...keys]]
  for (const column of others) {
    const last = all.at(-1)!
    const isRoomy = total([...last, column]) - (column.width - leastWidth(column)) <= width
    if (last.length === keys.length || (column.isNumber ? isFitting([...last, column], width) : isRoomy))
      last.push(column)
    else all.push([...keys, column])
  }
  return all
}

function drawn(columns: readonly FittedColumn[], rows: number): string {
  return textTable(
    columns.map(({ label, isNumber, width }) => ({ label: broken(label, width), isNumber })),
    Array.from({ length: rows }, (_, row) => columns.map(({ texts, width }) => broken(texts[row]!, width))),
    { isCompact: true },
  )
}

function broken(text: string, width: number): string {
  return linesOf(text)
    .flatMap((line) => brokenLines(line, width, textColumns))
    .join('\n')
}
