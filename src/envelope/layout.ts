/**
 * Where each field of a KSE1 record lies and which lengths are allowed: the
 * one place that writer, reader, transcoder and inspector agree on.
 *
 * ```
 * magic 2 | version 1 | key reference type 1 | suite 2 | key reference length 2
 * | key reference | salt | commitment | ciphertext length 4 | ciphertext | tag
 * ```
 *
 * @module
 */
import { EnvelopeInputError } from './envelope-error.ts'
import type { Suite } from './suites/suite.ts'

/** How a record names the EDK that it was sealed under. */
export type KeyReference =
  /** The EDK itself, as AWS describes it. */
  | { readonly kind: 'inline' }
  /** The first 16 bytes of the EDK's hash, to be looked up in a dictionary. */
  | { readonly kind: 'edk-id' }
  /** A place in the table of EDKs that the record's batch carries. */
  | { readonly kind: 'batch-index'; readonly index: number }

/** `KS` */
export const magic = 0x4b53
export const version = 1
/** Magic, version, key reference type, suite, key reference length. */
export const fixedHeaderLength = 8
/** What the header holds beside key reference, salt and commitment. */
export const framingLength = 12

export const keyReferenceTypes = { inline: 1, 'edk-id': 2, 'batch-index': 3 } as const

export const edkLengthMax = 4096
export const edkIdLength = 16
export const batchIndexLength = 2
export const batchIndexMax = 0xffff

export const partitionKeyLengthMax = 1024
export const partitionKeyLengthField = 2
/** Partition key length, and a partition key of one byte. */
export const innerLengthMin = 3
export const innerLengthMax = 10 * 1024 * 1024 + partitionKeyLengthField

/** Length in bytes of the key reference field. */
export function keyReferenceLength(keyReference: KeyReference, edkLength: number): number {
  switch (keyReference.kind) {
    case 'inline':
      return edkLength
    case 'edk-id':
      return edkIdLength
    case 'batch-index':
      return batchIndexLength
    default:
      return keyReference satisfies never
  }
}

/**
 * Writes the fixed header and the key reference.
 *
 * @returns the offset after them.
 */
export function writeKeyReference(
  target: Buffer,
  offset: number,
  suite: Suite,
  keyReference: KeyReference,
  edk: { readonly edk: Buffer; readonly edkHash: Buffer },
): number {
  const { kind } = keyReference
  const index = kind === 'batch-index' ? checkedIndex(keyReference.index) : 0
  const length = keyReferenceLength(keyReference, edk.edk.length)
  const at = offset + fixedHeaderLength
  target.writeUInt32BE(((magic << 16) | (version << 8) | keyReferenceTypes[kind]) >>> 0, offset)
  target.writeUInt16BE(suite.id, offset + 4)
  target.writeUInt16BE(length, offset + 6)
  if (kind === 'inline') target.set(edk.edk, at)
  else if (kind === 'edk-id') edk.edkHash.copy(target, at, 0, edkIdLength)
  else target.writeUInt16BE(index, at)
  return at + length
}

function checkedIndex(index: number): number {
  if (Number.isInteger(index) && index >= 0 && index <= batchIndexMax) return index
  throw new EnvelopeInputError(
    'KEY_REFERENCE',
    `A batch holds EDKs 0 to ${batchIndexMax}, but the record refers to ${index}. Begin another batch.`,
  )
}
