/**
 * What a record belongs to. It is not stored with the record, but is hashed
 * into the key derivation and the authenticated data, so that a record opens
 * only where it was put.
 *
 * @module
 */
import { createHash } from 'node:crypto'

import { EnvelopeInputError } from './envelope-error.ts'

/** Made once per stream and shard and used for every record there. */
export interface RecordContext {
  readonly entries: Readonly<Record<string, string>>
  /** Entries in the AWS Encryption SDK's serialization, sorted by the bytes of their keys. */
  readonly serialized: Buffer
  /** 32 bytes. */
  readonly hash: Buffer
}

export function recordContext(streamArn: string, shardId: string): RecordContext {
  return recordContextOf({ 'aws:kinesis:arn': streamArn, 'kse:shard': shardId })
}

/** @throws {EnvelopeInputError} where an entry cannot be serialized without loss. */
export function recordContextOf(entries: Readonly<Record<string, string>>): RecordContext {
  const pairs = Object.entries(entries)
    .map(([key, value]) => ({ key: encode(key), value: encode(value) }))
    .toSorted((one, other) => Buffer.compare(one.key, other.key))
  const serialized = Buffer.concat([
    lengthOf(pairs.length),
    ...pairs.flatMap(({ key, value }) => [lengthOf(key.length), key, lengthOf(value.length), value]),
  ])
  const hash = createHash('sha256').update('KSE1/context/v1\0').update(serialized).digest()
  return { entries, serialized, hash }
}

function encode(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text)
  throw new EnvelopeInputError(
    'CONTEXT',
    'A context entry has a lone surrogate, which UTF-8 cannot encode. Correct it.',
  )
}

function lengthOf(length: number): Buffer {
  if (length > 0xffff) {
    throw new EnvelopeInputError(
      'CONTEXT',
      `A context has at most 65,535 entries of at most 65,535 bytes each, not ${length}. Shorten it.`,
    )
  }
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(length)
  return bytes
}
