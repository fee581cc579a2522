/**
 * Text as RFC 4180 has it: rows that end in CR LF, quotes doubled.
 *
 * @module
 */
import { printable } from '../text.ts'

/** A number stands as it is; null leaves its place empty. */
export type Field = string | number | null

export function csvText(rows: readonly (readonly Field[])[]): string {
  return rows.map((row) => `${row.map(fieldText).join(',')}\r\n`).join('')
}

/**
 * A spreadsheet takes a text that begins with one of `= + - @` for a formula
 * and runs it: an apostrophe in front keeps it text. Numbers are none.
 */
function fieldText(field: Field): string {
  if (field === null) return ''
  if (typeof field === 'number') return String(field)
  const text = printable(field)
  const safe = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(text) ? `'${text}` : text
  return /^[\w.:/ -]*$/.test(safe) ? safe : `"${safe.replaceAll('"', '""')}"`
}
