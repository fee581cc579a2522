/**
 * Finds the fields of a sealed record. It needs no key and no cryptography, so
 * that junk is refused before KMS is asked about it.
 *
 * @module
 */
import { EnvelopeError } from './envelope-error.ts'
import {
  batchIndexLength,
  edkIdLength,
  edkLengthMax,
  fixedHeaderLength,
  framingLength,
  innerLengthMax,
  innerLengthMin,
  keyReferenceTypes,
  magic,
  version,
} from './layout.ts'
import { suiteWithId } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

/** How a record names its EDK, with what it names it by: views into the record. */
export type CarriedKeyReference =
  | { readonly kind: 'inline'; readonly edk: Buffer }
  | { readonly kind: 'edk-id'; readonly id: Buffer }
  | { readonly kind: 'batch-index'; readonly index: number }

/** A record whose layout is sound; nothing in it is authenticated yet. */
export interface ParsedEnvelope {
  readonly record: Buffer
  readonly suite: Suite
  readonly keyReference: CarriedKeyReference
  readonly saltAt: number
  readonly commitmentAt: number
  readonly ciphertextAt: number
  readonly ciphertextLength: number
  readonly tagAt: number
}

/**
 * Pure function of the bytes; copies none of them.
 *
 * @throws {EnvelopeError}
 */
export function parseEnvelope(record: Buffer): ParsedEnvelope {
  const { suite, keyReference, saltAt } = parseHeader(record)
  const commitmentAt = saltAt + suite.saltLength
  const lengthAt = commitmentAt + suite.commitmentLength
  const ciphertextAt = lengthAt + 4
  if (record.length < ciphertextAt) throw tooShort(record, ciphertextAt)

  const ciphertextLength = record.readUInt32BE(lengthAt)
  if (ciphertextLength < innerLengthMin || ciphertextLength > innerLengthMax) {
    throw new EnvelopeError(
      'BAD_CT_LEN',
      `The ciphertext claims ${ciphertextLength} bytes, but must have ${innerLengthMin} to ${innerLengthMax}. ` +
        'The record is damaged.',
    )
  }
  const tagAt = ciphertextAt + ciphertextLength
  if (record.length !== tagAt + suite.tagLength) {
    throw new EnvelopeError(
      'TRAILING_OR_TRUNCATED',
      `The record is ${record.length} bytes, but its header promises ${tagAt + suite.tagLength}. ` +
        'Fetch it again, whole and alone.',
    )
  }
  return { record, suite, keyReference, saltAt, commitmentAt, ciphertextAt, ciphertextLength, tagAt }
}

function parseHeader(record: Buffer): { suite: Suite; keyReference: CarriedKeyReference; saltAt: number } {
  if (record.length < fixedHeaderLength) throw tooShort(record, fixedHeaderLength)
  if (record.readUInt16BE(0) !== magic) {
    throw new EnvelopeError(
      'BAD_MAGIC',
      'The record does not begin with "KS". It is not sealed by sealbench.',
    )
  }
  if (record[2] !== version) {
    throw new EnvelopeError(
      'BAD_VERSION',
      `The record has version ${record[2]} of the envelope. This reader knows version ${version}.`,
    )
  }
  const type = record[3] as number
  const length = record.readUInt16BE(6)
  checkKeyReference(type, length)
  const suite = suiteWithId(record.readUInt16BE(4))
  if (suite === undefined) {
    throw new EnvelopeError(
      'BAD_SUITE',
      `The record has the suite 0x${record.toString('hex', 4, 6)}, which this reader does not know.`,
    )
  }
  const saltAt = fixedHeaderLength + length
  const headerLength = framingLength + length + suite.saltLength + suite.commitmentLength
  if (record.length < headerLength) throw tooShort(record, headerLength)
  return { suite, keyReference: carriedKeyReference(record, type, saltAt), saltAt }
}

function checkKeyReference(type: number, length: number): void {
  switch (type) {
    case keyReferenceTypes.inline:
      if (length >= 1 && length <= edkLengthMax) return
      break
    case keyReferenceTypes['edk-id']:
      if (length === edkIdLength) return
      break
    case keyReferenceTypes['batch-index']:
      if (length === batchIndexLength) return
      break
    default:
      throw new EnvelopeError('BAD_KEYREF_TYPE', `The record has the unknown key reference type ${type}.`)
  }
  throw new EnvelopeError(
    'BAD_KEYREF_LEN',
    `The record has a key reference of type ${type} and ${length} bytes, which that type does not allow.`,
  )
}

function carriedKeyReference(record: Buffer, type: number, end: number): CarriedKeyReference {
  switch (type) {
    case keyReferenceTypes.inline:
      return { kind: 'inline', edk: record.subarray(fixedHeaderLength, end) }
    case keyReferenceTypes['edk-id']:
      return { kind: 'edk-id', id: record.subarray(fixedHeaderLength, end) }
    default:
      return { kind: 'batch-index', index: record.readUInt16BE(fixedHeaderLength) }
  }
}

function tooShort(record: Buffer, headerLength: number): EnvelopeError {
  return new EnvelopeError(
    'TOO_SHORT',
    `The record is ${record.length} bytes, but its header alone needs ${headerLength}. Fetch it again, whole.`,
  )
}
