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
          text: () => Buffer.from(raw.replace(/\r?\n$/, '')),
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
