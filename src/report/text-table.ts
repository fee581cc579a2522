/**
 * Tables of text for a terminal: the only place that knows how one is drawn.
 *
 * @module
 */
import CliTable from 'cli-table3'

export interface TextColumn {
  /** May have several lines. */
  readonly label: string
  readonly isNumber?: boolean
}

export interface TextTableOptions {
  /** No rules between rows. */
  readonly isCompact?: boolean
}

/** The table as lines, each row with one text for each column; without colour. */
export function textTable(
  columns: readonly TextColumn[],
  rows: readonly (readonly string[])[],
  { isCompact = false }: TextTableOptions = {},
): string {
  const table = new CliTable({
    head: columns.map(({ label }) => label),
    colAligns: columns.map(({ isNumber = false }) => (isNumber ? 'right' : 'left')),
    style: { head: [], border: [], compact: isCompact },
  })
  for (const row of rows) table.push([...row])
  return table.toString()
}
