/**
 * Nonces of GCM that are counted, `u32 sender id || u64 counter`, for keys that
 * are prepared again and again from the same key material.
 *
 * A key cannot know whether its key material was prepared before: KMS decrypts
 * one EDK as often as it is asked. So each takes a sender id that no other in
 * this thread has. That rests on one thread alone sealing under one key
 * material. Random ids of 32 bits would not lift that condition: among 77,000 of
 * them, two are as likely as not to be the same.
 *
 * @module
 */
import { EnvelopeInputError } from '../envelope-error.ts'

const senderIdMax = 0xffff_ffff

/** Hands out every id once. */
export class SenderIds {
  #next: number

  constructor(first = 0) {
    this.#next = first
  }

  /** @throws {EnvelopeInputError} when there are no more. */
  take(): number {
    if (this.#next > senderIdMax) {
      throw new EnvelopeInputError(
        'NONCES_EXHAUSTED',
        'This process has used all 2^32 sender ids of counted nonces. Restart it, and seal under new key material.',
      )
    }
    const id = this.#next
    this.#next += 1
    return id
  }
}

/** The nonces of one prepared key. */
export class CountedNonces {
  readonly #ids: SenderIds
  #senderId: number | undefined
  #counter: number

  constructor(ids: SenderIds, counter = 0) {
    this.#ids = ids
    this.#counter = counter
  }

  /**
   * Writes the next nonce, 12 bytes.
   *
   * @throws {EnvelopeInputError} when there are no more.
   */
  write(nonce: Buffer): void {
    // Not before a record is sealed: opening takes none.
    this.#senderId ??= this.#ids.take()
    if (this.#counter > Number.MAX_SAFE_INTEGER) {
      throw new EnvelopeInputError(
        'NONCES_EXHAUSTED',
        'This key has counted 2^53 nonces. Seal under new key material.',
      )
    }
    nonce.writeUInt32BE(this.#senderId, 0)
    nonce.writeUInt32BE(Math.floor(this.#counter / 2 ** 32), 4)
    nonce.writeUInt32BE(this.#counter % 2 ** 32, 8)
    this.#counter += 1
  }
}
