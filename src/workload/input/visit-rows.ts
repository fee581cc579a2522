/**
 * The rows of a file, whatever its format, so that traces and records are read
 * by the same code.
 *
 * @module
 */
import path from 'node:path'

import { InputUnreadableError } from '../../errors.ts'
import { visitCsv } from './csv-rows.ts'
import { visitJson, visitNdjson } from './json-rows.ts'
import { readInput } from './read-input.ts'
import type { RowVisitor } from './row.ts'

/** Visits the rows inside `content`, which came from `file`. */
type Format = (file: string, content: Buffer, visit: RowVisitor) => void

/** By file name extension; a new format is one file and one line. */
const formats: Readonly<Record<string, Format>> = {
  '.ndjson': visitNdjson,
  '.jsonl': visitNdjson,
  '.json': visitJson,
  '.geojson': visitJson,
  '.csv': (file, content, visit) => visitCsv(file, content, visit, ','),
  '.tsv': (file, content, visit) => visitCsv(file, content, visit, '\t'),
}

/** Visits every row of `file` in its order; there is at least one. Throws `InputUnreadableError`. */
export function visitRows(file: string, visit: RowVisitor): void {
  const extension = path.extname(file).toLowerCase()
  const format = Object.hasOwn(formats, extension) ? formats[extension] : undefined
  if (format === undefined) {
    throw new InputUnreadableError(
      `${file}: the format is known by the end of the name, and ${JSON.stringify(extension)} is not one of ` +
        `${Object.keys(formats).join(', ')}. Rename the file after what it holds.`,
    )
  }
  let rows = 0
  format(file, readInput(file), (row) => {
    rows += 1
    visit(row)
  })
  if (rows === 0) {
    throw new InputUnreadableError(`${file}: the file has no rows. Name a file with at least one.`)
  }
}
