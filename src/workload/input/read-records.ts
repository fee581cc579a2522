/**
 * Records from a file, for people who want to see the cost of sealing for their
 * own data.
 *
 * @module
 */
import { createHash } from 'node:crypto'
import { statSync } from 'node:fs'

import { payloadBytesMax, type FileSource } from '../workload-spec.ts'
import { assertReadable } from './read-input.ts'
import { fieldOf, rowError, type Row } from './row.ts'
import { visitRows } from './visit-rows.ts'

/** Parallel lists with one entry per row, in the order of the file. */
export interface FileContent {
  readonly partitionKeys: readonly string[]
  readonly payloads: readonly Buffer[]
  /** SHA-256 of each payload. */
  readonly digests: readonly Buffer[]
  readonly meanPayloadBytes: number
}

/**
 * Reads the records of `source`. Cells repeat the same file, so that the last one read is kept for as long as it is
 * unchanged. Throws `InputUnreadableError`.
 */
export function readRecords(source: FileSource): FileContent {
  assertReadable(source.file)
  const { size, mtimeMs, ino } = statSync(source.file)
  const version = JSON.stringify([source.file, source.partitionKey, source.payload, size, mtimeMs, ino])
  if (lastRead?.version !== version) lastRead = { version, content: readAnew(source) }
  return lastRead.content
}

let lastRead: { readonly version: string; readonly content: FileContent } | undefined

/** Most characters (UTF-16 code units) of a partition key: what a put accepts. */
const partitionKeyCharactersMax = 256

function readAnew({ file, partitionKey, payload }: FileSource): FileContent {
  const partitionKeys: string[] = []
  const payloads: Buffer[] = []
  const digests: Buffer[] = []
  let bytes = 0
  visitRows(file, (row) => {
    const content = payloadIn(row, payload)
    partitionKeys.push(partitionKeyIn(row, partitionKey))
    payloads.push(content)
    // Copied, because a copy shares its memory with others and each digest has an allocation of its own.
    digests.push(Buffer.from(createHash('sha256').update(content).digest()))
    bytes += content.length
  })
  return { partitionKeys, payloads, digests, meanPayloadBytes: bytes / payloads.length }
}

function partitionKeyIn(row: Row, field: string): string {
  const value = fieldOf(row, field)
  const name = `the partition key in ${JSON.stringify(field)}`
  if (typeof value === 'object') {
    const example = Object.keys(value as object)[0] ?? 'id'
    throw rowError(row, `${name} is not a single value. Name a field inside it, such as ${field}.${example}.`)
  }
  const key = textOf(value)
  if (key.length === 0) throw rowError(row, `${name} is empty. Give every row a key, or name another field.`)
  if (key.length > partitionKeyCharactersMax) {
    throw rowError(
      row,
      `${name} has ${key.length} characters; at most ${partitionKeyCharactersMax} are allowed. Name another field.`,
    )
  }
  if (!key.isWellFormed())
    throw rowError(row, `${name} is not valid Unicode: it holds half of a surrogate pair. Correct it.`)
  return key
}

function payloadIn(row: Row, field: string): Buffer {
  const payload = field === 'whole-line' ? row.text() : Buffer.from(textIn(row, field))
  if (payload.length > payloadBytesMax) {
    throw rowError(
      row,
      `the payload has ${payload.length} bytes; at most ${payloadBytesMax} (10 MiB) are allowed. Split it up.`,
    )
  }
  return payload
}

function textIn(row: Row, field: string): string {
  const value = fieldOf(row, field)
  const text = textOf(value)
  if (text.isWellFormed()) return text
  throw rowError(
    row,
    `the payload in ${JSON.stringify(field)} is not valid Unicode: it holds half of a surrogate pair. Correct it.`,
  )
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}
