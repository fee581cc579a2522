/**
 * Tables of text for a terminal: the only place that knows how one is drawn.
 *
 * @module
 */
import CliTable from 'cli-table3'

import { printable } from './text.ts'

export interface TextColumn {
  /** May have several lines. */
  readonly label: string
  readonly isNumber?: boolean
}

export interface TextTableOptions {
  /** No rules between rows. */
  readonly isCompact?: boolean
}

/** The table as lines, each row with one text for each column; without colour, and without what would steer a terminal. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { isCompact = false }: TextTableOptions = {},
): string {
  const table = new CliTable({
    head: columns.map(({ label }) => printableLines(label)),
    colAligns: columns.map(({ isNumber = false }) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [], compact: isCompact },
  })
  for (const row of rows) table.push(row.map(printableLines))
  return table.toString()
}

function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n')
}
