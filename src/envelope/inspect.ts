/**
 * Describes a record field by field, for people who implement the format
 * elsewhere and compare bytes.
 *
 * @module
 */
import { edkHashOf } from './edk-hash.ts'
import { edkIdLength, fixedHeaderLength } from './layout.ts'
import { parseEnvelope, type CarriedKeyReference } from './parse.ts'

/** One field: where it lies, in bytes, and its bytes in hex. */
export interface EnvelopeField {
  readonly name: string
  readonly offset: number
  readonly length: number
  readonly hex: string
  /** What the bytes mean, where that is not the bytes themselves. */
  readonly meaning?: string
}

export interface EnvelopeDescription {
  readonly length: number
  readonly version: number
  readonly suite: { readonly id: string; readonly name: string; readonly description: string }
  readonly keyReference: CarriedKeyReference['kind']
  /** Hash of the EDK in hex, as far as the record tells. */
  readonly edkHash?: string
  /** What partition key and payload take together, in bytes. */
  readonly contentLength: number
  /** What the envelope adds to them, in bytes. */
  readonly overheadLength: number
  readonly fields: readonly EnvelopeField[]
}

/** @throws {EnvelopeError} where the record is not sound; needs no key. */
export function inspectEnvelope(record: Buffer): EnvelopeDescription {
  const parsed = parseEnvelope(record)
  const { suite, keyReference, saltAt, commitmentAt, ciphertextAt, ciphertextLength, tagAt } = parsed
  const id = `0x${record.toString('hex', 4, 6)}`
  const contentLength = ciphertextLength - 2
  const field = (name: string, offset: number, end: number, meaning?: string): EnvelopeField => ({
    name,
    offset,
    length: end - offset,
    hex: record.toString('hex', offset, end),
    ...(meaning === undefined ? {} : { meaning }),
  })
  const fields = [
    field('magic', 0, 2, 'KS'),
    field('version', 2, 3, String(record[2])),
    field('key reference type', 3, 4, keyReference.kind),
    field('suite', 4, 6, suite.name),
    field('key reference length', 6, fixedHeaderLength, `${saltAt - fixedHeaderLength} bytes`),
    field('key reference', fixedHeaderLength, saltAt, meaningOf(keyReference)),
    field('salt', saltAt, commitmentAt),
    field('commitment', commitmentAt, ciphertextAt - 4),
    field('ciphertext length', ciphertextAt - 4, ciphertextAt, `${ciphertextLength} bytes`),
    field(
      'ciphertext',
      ciphertextAt,
      tagAt,
      `partition key and payload, ${contentLength} bytes, with a length`,
    ),
    field('tag', tagAt, record.length),
  ]
  return {
    length: record.length,
    version: record[2] as number,
    suite: { id, name: suite.name, description: suite.description },
    keyReference: keyReference.kind,
    ...(keyReference.kind === 'inline' ? { edkHash: edkHashOf(keyReference.edk).toString('hex') } : {}),
    contentLength,
    overheadLength: record.length - contentLength,
    fields: fields.filter(({ length }) => length > 0),
  }
}

function meaningOf(keyReference: CarriedKeyReference): string {
  switch (keyReference.kind) {
    case 'inline':
      return 'the EDK'
    case 'edk-id':
      return `the first ${edkIdLength} bytes of the EDK's hash`
    case 'batch-index':
      return `EDK ${keyReference.index} of the batch`
    default:
      return keyReference satisfies never
  }
}
