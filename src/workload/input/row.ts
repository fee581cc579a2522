/**
 * One row of a trace or record file, and how its faults are told.
 *
 * @module
 */
import { InputUnreadableError } from '../../errors.ts'

export interface Row {
  /** The file. */
  readonly file: string
  /** Where in the file, for people: `row 3 (line 4)`. */
  readonly place: string
  readonly fields: Readonly<Record<string, unknown>>
  /** The row as it stands in the file, without its line end; elements of a JSON array as compact JSON. */
  text(): Buffer
}

export type RowVisitor = (row: Row) => void

/** An error in one row: what is wrong there, then what to do. */
export function rowError({ file, place }: Row, fault: string, options?: ErrorOptions): InputUnreadableError {
  return new InputUnreadableError(`${file}, ${place}: ${fault}`, options)
}

/** The value of field `name`, whose dots lead into nested objects unless a field has that very name. */
export function fieldOf(row: Row, name: string): unknown {
  const value = Object.hasOwn(row.fields, name) ? row.fields[name] : nestedField(row.fields, name)
  if (value !== undefined && value !== null) return value
  const known = Object.keys(row.fields).slice(0, 20).join(', ')
  const fault = value === null ? `field ${JSON.stringify(name)} is null` : `no field ${JSON.stringify(name)}`
  throw rowError(
    row,
    `${fault}. Name a field that every row has, or complete the row; this one has: ${known}.`,
  )
}

function nestedField(fields: object, name: string): unknown {
  let value: unknown = fields
  for (const step of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<string, unknown>)[step]
  }
  return value
}
