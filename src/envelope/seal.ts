/**
 * Seals one record: payload and partition key together, in one pass of the
 * suite's cipher and without any buffer but the caller's.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { isUtf8 } from 'node:buffer'

import { EnvelopeInputError } from './envelope-error.ts'
import type { SealingKey } from './key-material.ts'
import {
  framingLength,
  innerLengthMax,
  keyReferenceLength,
  partitionKeyLengthField,
  partitionKeyLengthMax,
  writeKeyReference,
  type KeyReference,
} from './layout.ts'
import type { PublicInputs } from './public-inputs.ts'
import type { RecordContext } from './record-context.ts'
import { wipe } from './secret-bytes.ts'
import type { Suite } from './suites/suite.ts'

/**
 * Seals into `target` at `offset` and returns the number of bytes written,
 * which {@link sealedLength} gives beforehand.
 *
 * `payload` must not overlap with `target`, which holds it until it is
 * encrypted. `salt` is for known answers: two records must never have the same.
 *
 * @throws {EnvelopeInputError} before anything is written.
 */
export function sealInto(
  target: Buffer,
  offset: number,
  key: SealingKey,
  context: RecordContext,
  partitionKey: string | Buffer,
  payload: Uint8Array,
  keyReference: KeyReference,
  salt?: Buffer,
): number {
  const { suite, preparedKey, inputs } = key
  const partitionKeyBytes = checkedLength(partitionKey)
  const innerLength = checkedInnerLength(partitionKeyBytes, payload.length)
  const length = sealedLength(suite, keyReference, key.edk.length, partitionKeyBytes, payload.length)
  assert(offset + length <= target.length, 'the target must have room for sealedLength() bytes')

  inputs.bindContext(context.hash)
  inputs.bindLength(innerLength)
  if (salt === undefined) preparedKey.writeSalt(inputs.salt)
  else setSalt(inputs, salt)
  const saltAt = writeKeyReference(target, offset, suite, keyReference, key)
  const secrets = preparedKey.deriveSecrets(inputs)
  try {
    inputs.takeCommitment(secrets)
    target.set(inputs.header, saltAt)
    const innerAt = saltAt + inputs.header.length
    const inner = target.subarray(innerAt, innerAt + innerLength)
    try {
      writeInner(inner, partitionKey, partitionKeyBytes, payload)
      suite.encryptInto(secrets, inputs, inner, target, innerAt)
    } catch (error) {
      inner.fill(0)
      throw error
    }
  } finally {
    if (suite.derivesRecordKeys) wipe(secrets)
  }
  return length
}

/** Exact length in bytes of a sealed record. */
export function sealedLength(
  suite: Suite,
  keyReference: KeyReference,
  edkLength: number,
  partitionKeyBytes: number,
  payloadBytes: number,
): number {
  return (
    framingLength +
    keyReferenceLength(keyReference, edkLength) +
    suite.saltLength +
    suite.commitmentLength +
    partitionKeyLengthField +
    partitionKeyBytes +
    payloadBytes +
    suite.tagLength
  )
}

function setSalt(inputs: PublicInputs, salt: Buffer): void {
  assert(salt.length === inputs.salt.length, 'a given salt must have the length of its suite')
  inputs.salt.set(salt)
}

/** In the place of the ciphertext, which then overwrites it: so no plaintext is left anywhere. */
function writeInner(
  inner: Buffer,
  partitionKey: string | Buffer,
  partitionKeyBytes: number,
  payload: Uint8Array,
): void {
  inner.writeUInt16BE(partitionKeyBytes, 0)
  if (typeof partitionKey === 'string') inner.write(partitionKey, partitionKeyLengthField)
  else inner.set(partitionKey, partitionKeyLengthField)
  inner.set(payload, partitionKeyLengthField + partitionKeyBytes)
}

/** Length in bytes of a partition key that can be sealed. */
function checkedLength(partitionKey: string | Buffer): number {
  const isText = typeof partitionKey === 'string'
  if (isText ? !partitionKey.isWellFormed() : !isUtf8(partitionKey)) {
    throw new EnvelopeInputError(
      'PARTITION_KEY_NOT_UTF8',
      'The partition key is not valid Unicode text. Give one that UTF-8 can encode.',
    )
  }
  const length = isText ? Buffer.byteLength(partitionKey) : partitionKey.length
  if (length < 1 || length > partitionKeyLengthMax) {
    throw new EnvelopeInputError(
      'PARTITION_KEY_LENGTH',
      `The partition key is ${length} bytes in UTF-8, but must be 1 to ${partitionKeyLengthMax}. Shorten it.`,
    )
  }
  return length
}

function checkedInnerLength(partitionKeyBytes: number, payloadBytes: number): number {
  const length = partitionKeyLengthField + partitionKeyBytes + payloadBytes
  if (length <= innerLengthMax) return length
  throw new EnvelopeInputError(
    'RECORD_TOO_LARGE',
    `Partition key and payload are ${length - partitionKeyLengthField} bytes together, ` +
      `but a record holds at most ${innerLengthMax - partitionKeyLengthField}. Split it.`,
  )
}
