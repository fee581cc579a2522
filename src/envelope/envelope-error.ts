/**
 * Everything that can be wrong with a record or with what it is to be sealed
 * from. Readers count failures by reason; people outside the process see one
 * message for every failure to decrypt, so that it tells an attacker nothing.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'

/** Why a record was not opened, in the order in which a reader looks. */
export type EnvelopeFailure =
  | 'TOO_SHORT'
  | 'BAD_MAGIC'
  | 'BAD_VERSION'
  | 'BAD_KEYREF_TYPE'
  | 'BAD_KEYREF_LEN'
  | 'BAD_SUITE'
  | 'BAD_CT_LEN'
  | 'TRAILING_OR_TRUNCATED'
  | 'SUITE_NOT_ALLOWED'
  /** The record names its EDK by id or index, and the reader holds no such EDK. */
  | 'UNKNOWN_EDK'
  | 'COMMITMENT'
  | 'AUTH'
  | 'BAD_INNER'

/** The one message of every failure that comes after a key was used. */
export const cannotDecrypt = 'cannot decrypt'

/** A record that cannot be opened. */
export class EnvelopeError extends SealbenchError {
  readonly code = 'ERR_ENVELOPE'
  readonly reason: EnvelopeFailure

  constructor(reason: EnvelopeFailure, message: string = cannotDecrypt) {
    super(message)
    this.reason = reason
  }
}

/** What makes sealing impossible before it begins. */
export type EnvelopeInputFailure =
  | 'KEY_MATERIAL_LENGTH'
  | 'EDK_LENGTH'
  | 'CONTEXT'
  | 'PARTITION_KEY_LENGTH'
  | 'PARTITION_KEY_NOT_UTF8'
  | 'RECORD_TOO_LARGE'
  | 'KEY_REFERENCE'
  /** This Node lacks a primitive of the suite. */
  | 'SUITE_UNAVAILABLE'
  | 'NONCES_EXHAUSTED'

/** Key material, a context or a record that the envelope cannot carry. */
export class EnvelopeInputError extends SealbenchError {
  readonly code = 'ERR_ENVELOPE'
  readonly reason: EnvelopeInputFailure

  constructor(reason: EnvelopeInputFailure, message: string) {
    super(message)
    this.reason = reason
  }
}
