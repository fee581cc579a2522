/**
 * What an envelope suite must be able to do. A suite is a closed choice of
 * derivation, cipher and lengths, so that no record can combine primitives
 * that were never examined together.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'

export interface Suite {
  /** On the wire; 0 is reserved. */
  readonly id: number
  /** In scenarios and output. */
  readonly name: string
  /** One line for people who choose among suites. */
  readonly description: string
  readonly saltLength: number
  /** Whether each record has a key of its own. Otherwise one key seals many, each under a random nonce. */
  readonly derivesRecordKeys: boolean
  /** 0 where the suite does not commit to its key in a field of its own. */
  readonly commitmentLength: number
  /** Where the commitment lies in what {@link deriveSecrets} returns. */
  readonly commitmentOffset: number
  readonly tagLength: number

  /**
   * Makes from 32 bytes of key material what is cached for many records:
   * unpooled bytes that share no memory with `keyMaterial` and that the caller
   * wipes.
   */
  prepareKey(keyMaterial: Buffer): Buffer

  /**
   * Derives the secrets of one record, among them the commitment. They are
   * unpooled and the caller wipes them, unless they are `preparedKey` itself
   * because the suite derives nothing.
   */
  deriveSecrets(preparedKey: Buffer, inputs: PublicInputs): Buffer

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
