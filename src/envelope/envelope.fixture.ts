/**
 * Parts that the envelope's tests share: the inputs of the specification's
 * known answers, and a reader that finds keys as a consumer does.
 *
 * @module
 */
import { EdkDictionary, resolveEdk } from './edk-dictionary.ts'
import { SealingKey } from './key-material.ts'
import type { KeyReference } from './layout.ts'
import { openParsed, type OpenedRecord } from './open.ts'
import { parseEnvelope } from './parse.ts'
import { recordContext } from './record-context.ts'
import { sealedLength, sealInto } from './seal.ts'
import { unpooledCopy } from './secret-bytes.ts'
import type { Suite } from './suites/suite.ts'

export const keyMaterial = (): Buffer => unpooledCopy(Uint8Array.from({ length: 32 }, (_, index) => index))
export const edk: Buffer = Buffer.from(Uint8Array.from({ length: 184 }, (_, index) => 7 * index + 3))
export const otherEdk: Buffer = Buffer.from(edk.toReversed())
export const streamArn = 'arn:aws:kinesis:us-east-1:123456789012:stream/orders'
export const shardId = 'shardId-000000000003'
export const context = recordContext(streamArn, shardId)
export const saltOf = (suite: Suite): Buffer =>
  Buffer.from(Uint8Array.from({ length: suite.saltLength }, (_, index) => 0xa0 + index))

/** `edk` is entry 1 of the batch, as in the known answers. */
export const batchTable: readonly Buffer[] = [otherEdk, edk]
export const keyReferences: readonly KeyReference[] = [
  { kind: 'inline' },
  { kind: 'edk-id' },
  { kind: 'batch-index', index: 1 },
]

export function dictionaryOf(...edks: readonly Buffer[]): EdkDictionary {
  const dictionary = new EdkDictionary()
  for (const one of edks) dictionary.add(one)
  return dictionary
}

export interface SealOptions {
  readonly key: SealingKey
  readonly keyReference?: KeyReference
  readonly partitionKey?: string | Buffer
  readonly payload?: Uint8Array
  readonly salt?: Buffer
}

/** Seals into a buffer of exactly the right length. */
export function seal(options: SealOptions): Buffer {
  const { key, keyReference = { kind: 'inline' }, partitionKey = 'test', salt } = options
  const payload = options.payload ?? Buffer.from('hello world')
  const { suite } = key
  const keyBytes = Buffer.byteLength(partitionKey)
  const record = Buffer.alloc(sealedLength(suite, keyReference, key.edk.length, keyBytes, payload.length))
  sealInto(record, 0, key, context, partitionKey, payload, keyReference, salt)
  return record
}

/**
 * Opens as a consumer does: resolves the EDK, asks "KMS" for its key material
 * (every EDK decrypts to the same, the worst case for the envelope), opens.
 */
export function open(record: Buffer, inContext = context): OpenedRecord {
  const parsed = parseEnvelope(record)
  const found = resolveEdk(parsed, dictionaryOf(edk), batchTable)
  return openParsed(parsed, SealingKey.prepare(parsed.suite, keyMaterial(), found), inContext)
}
