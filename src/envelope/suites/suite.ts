/**
 * What an envelope suite must be able to do, and what people choose it by. A
 * suite is a closed choice of derivation, cipher and lengths, so that no record
 * can combine primitives that were never examined together.
 *
 * @module
 */
import type { PublicInputs, RecordLayout } from '../public-inputs.ts'

export interface Suite extends RecordLayout {
  /** In scenarios and output. */
  readonly name: string
  /** One line for people who choose among suites. */
  readonly description: string
  readonly facts: SuiteFacts
  /** Why this Node cannot run the suite, in one sentence; undefined where it can. Records can be parsed all the same. */
  readonly unavailable?: string | undefined

  /** The salts are counted, so that one thread alone may seal under one key material; else they are random. */
  readonly countsSalts?: boolean
  /** Whether each record has a key of its own. Otherwise one key seals many, each under a nonce of its own. */
  readonly derivesRecordKeys: boolean
  readonly tagLength: number

  /**
   * Makes from 32 bytes of key material what is cached for many records. It
   * shares no memory with `keyMaterial`.
   */
  prepareKey(keyMaterial: Buffer): PreparedKey

  /**
   * Encrypts `inner` and writes ciphertext, as long as `inner`, and tag to
   * `target` from `offset`. `inner` may lie where the ciphertext goes.
   */
  encryptInto(secrets: Buffer, inputs: PublicInputs, inner: Buffer, target: Buffer, offset: number): void

  /**
   * Returns what was encrypted, in memory of its own.
   *
   * @throws {EnvelopeError} `AUTH`, with nothing of the plaintext released.
   */
  decrypt(secrets: Buffer, inputs: PublicInputs, ciphertext: Buffer, tag: Buffer): Buffer
}

/** Key material made ready for many records, in unpooled memory. */
export interface PreparedKey {
  /** Writes a salt that no other record under the key material has. */
  writeSalt(salt: Buffer): void

  /**
   * Derives the secrets of one record, among them the commitment. They are
   * unpooled, and the caller wipes them, unless they are the prepared key
   * itself because the suite derives nothing ({@link Suite.derivesRecordKeys}).
   */
  deriveSecrets(inputs: PublicInputs): Buffer

  /** Overwrites all that is secret, also what OpenSSL holds of it. Not to be used afterwards. */
  wipe(): void
}

/** What suites differ in for people who choose. */
export interface SuiteFacts {
  /** How a record gets its key, with the standard. */
  readonly derivation: string
  readonly cipher: string
  /** Where a record is bound to one key: in a field of its own, in its tag, or not at all. */
  readonly commitment: 'field' | 'tag' | 'none'
  /** What keeps nonces unique, and how far that reaches. */
  readonly nonceBound: string
  /**
   * Binary logarithm of the most records of one key material that a standard
   * allows. Left out where salts that collide are the only limit.
   */
  readonly recordsPerKeyLog2Max?: number
  readonly approval: Approval
}

/** Whether every part is an algorithm that FIPS 140 approves; which program was validated is another question. */
export interface Approval {
  readonly isFipsApproved: boolean
  /** The standards that approve it, or the part that none approves. */
  readonly basis: string
}
