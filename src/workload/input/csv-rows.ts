/**
 * Rows of CSV and TSV files whose first line names the columns.
 *
 * @module
 */
import { CsvError, parse } from 'csv-parse/sync'

import { InputUnreadableError } from '../../errors.ts'
import type { RowVisitor } from './row.ts'

/** Visits one row per record; empty lines are passed over. Every field is text. */
export function visitCsv(file: string, content: Buffer, visit: RowVisitor, delimiter: string): void {
  let row = 0
  try {
    parse(content, {
      columns: true,
      delimiter,
      skip_empty_lines: true,
      info: true,
      raw: true,
      // Visiting from within and returning nothing keeps the parser from holding all rows at once.
      on_record: (found: unknown) => {
        const { record, raw, info } = found as CsvRecord
        row += 1
        visit({
          file,
          place: `row ${row} (line ${info.lines})`,
          fields: record,
          text: () => Buffer.from(withoutLineEnds(raw)),
        })
        return null
      },
    })
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause
    throw new InputUnreadableError(
      `${file}, row ${row + 1}: this is not CSV, ${cause.message}. Correct the row; quote fields that hold delimiters.`,
      { cause },
    )
  }
}

interface CsvRecord {
  readonly record: Readonly<Record<string, string>>
  readonly raw: string
  readonly info: { readonly lines: number }
}

/** The parser leaves parts of line ends, and of empty lines passed over, at both ends of `raw`. */
function withoutLineEnds(raw: string): string {
  let start = 0
  let end = raw.length
  while (start < end && isLineEnd(raw[start]!)) start += 1
  while (end > start && isLineEnd(raw[end - 1]!)) end -= 1
  return raw.slice(start, end)
}

function isLineEnd(character: string): boolean {
  return character === '\n' || character === '\r'
}
