/**
 * Opens one sealed record: derives its key again, checks the commitment to it,
 * and releases partition key and payload once they are authenticated.
 *
 * @module
 */
import { isUtf8 } from 'node:buffer'
import { timingSafeEqual } from 'node:crypto'

import { EnvelopeError } from './envelope-error.ts'
import type { SealingKey } from './key-material.ts'
import { edkIdLength, partitionKeyLengthField, partitionKeyLengthMax } from './layout.ts'
import type { CarriedKeyReference, ParsedEnvelope } from './parse.ts'
import type { PublicInputs } from './public-inputs.ts'
import type { RecordContext } from './record-context.ts'
import { wipe } from './secret-bytes.ts'
import type { Suite } from './suites/suite.ts'

export interface OpenedRecord {
  readonly partitionKey: string
  /** Its memory belongs to the caller and is shared with nothing of the record. */
  readonly payload: Buffer
}

/**
 * Opens with the key of the EDK that the record refers to.
 *
 * @throws {EnvelopeError} with one message whatever was wrong, and nothing of
 * the plaintext released.
 */
export function openParsed(parsed: ParsedEnvelope, key: SealingKey, context: RecordContext): OpenedRecord {
  const { record, suite, saltAt, ciphertextAt, tagAt } = parsed
  if (key.suite !== suite) {
    throw new EnvelopeError(
      'SUITE_NOT_ALLOWED',
      `The record is sealed with ${suite.name}, but its key was prepared for ${key.suite.name}. ` +
        'One key material serves one suite.',
    )
  }
  if (!refersTo(parsed.keyReference, key)) throw new EnvelopeError('AUTH')

  const { preparedKey, inputs } = key
  inputs.bindContext(context.hash)
  inputs.takeHeader(record, saltAt, ciphertextAt)
  const secrets = preparedKey.deriveSecrets(inputs)
  let inner: Buffer
  try {
    checkCommitment(secrets, inputs, suite)
    inner = suite.decrypt(secrets, inputs, record.subarray(ciphertextAt, tagAt), record.subarray(tagAt))
  } finally {
    if (suite.derivesRecordKeys) wipe(secrets)
  }
  return split(inner)
}

/** The carriage is not authenticated, so a caller that looked up the wrong key is stopped here. */
function refersTo(keyReference: CarriedKeyReference, key: SealingKey): boolean {
  switch (keyReference.kind) {
    case 'inline':
      return keyReference.edk.equals(key.edk)
    case 'edk-id':
      return key.edkHash.compare(keyReference.id, 0, edkIdLength, 0, edkIdLength) === 0
    case 'batch-index':
      return true
    default:
      return keyReference satisfies never
  }
}

function checkCommitment(secrets: Buffer, { commitment }: PublicInputs, suite: Suite): void {
  const { commitmentOffset: offset, commitmentLength: length } = suite
  if (length === 0) return
  if (!timingSafeEqual(commitment, secrets.subarray(offset, offset + length))) {
    throw new EnvelopeError('COMMITMENT')
  }
}

function split(inner: Buffer): OpenedRecord {
  const length = inner.readUInt16BE(0)
  const payloadAt = partitionKeyLengthField + length
  if (length >= 1 && length <= partitionKeyLengthMax && payloadAt <= inner.length) {
    const partitionKey = inner.subarray(partitionKeyLengthField, payloadAt)
    // Buffer#toString would replace what is not UTF-8, and so change the key.
    if (isUtf8(partitionKey)) {
      return { partitionKey: partitionKey.toString(), payload: inner.subarray(payloadAt) }
    }
  }
  inner.fill(0)
  throw new EnvelopeError('BAD_INNER')
}
