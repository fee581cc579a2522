/**
 * Gives a record another key reference without any key. Ciphertext and tag
 * stay as they are, because the EDK is authenticated by its hash and not by
 * the way in which it is carried.
 *
 * @module
 */
import { edkHashOf } from './edk-hash.ts'
import { EnvelopeError } from './envelope-error.ts'
import {
  edkIdLength,
  fixedHeaderLength,
  keyReferenceLength,
  writeKeyReference,
  type KeyReference,
} from './layout.ts'
import { parseEnvelope, type CarriedKeyReference } from './parse.ts'

/**
 * Returns the record with `keyReference`, in memory of its own. `edk` is that
 * of the record, which an inline record carries itself ({@link resolveEdk}).
 *
 * @throws {EnvelopeError} where the record is not sound or `edk` is not its EDK.
 */
export function transcode(record: Buffer, keyReference: KeyReference, edk: Buffer): Buffer {
  const { suite, saltAt, keyReference: carried } = parseEnvelope(record)
  const edkHash = edkHashOf(edk)
  if (!isEdkOf(carried, edk, edkHash)) {
    throw new EnvelopeError(
      'UNKNOWN_EDK',
      'The record refers to another EDK than the one it was to be transcoded with. Resolve its own.',
    )
  }
  const newSaltAt = fixedHeaderLength + keyReferenceLength(keyReference, edk.length)
  const transcoded = Buffer.allocUnsafeSlow(record.length - saltAt + newSaltAt)
  writeKeyReference(transcoded, 0, suite, keyReference, { edk, edkHash })
  record.copy(transcoded, newSaltAt, saltAt)
  return transcoded
}

function isEdkOf(carried: CarriedKeyReference, edk: Buffer, edkHash: Buffer): boolean {
  switch (carried.kind) {
    case 'inline':
      return carried.edk.equals(edk)
    case 'edk-id':
      return edkHash.subarray(0, edkIdLength).equals(carried.id)
    case 'batch-index':
      return true
    default:
      return carried satisfies never
  }
}
