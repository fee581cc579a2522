/**
 * HMAC (RFC 2104) from two one-shot hashes over a key that was padded once.
 * `createHmac` makes an object with a native handle for every record, which
 * takes more time, and leaves far more garbage, than the hashing.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

import { unpooledBytes, wipe } from '../secret-bytes.ts'

export interface Sha {
  readonly algorithm: 'sha256' | 'sha512'
  /** In bytes. */
  readonly blockLength: number
  readonly digestLength: number
  readonly asText: DigestAs<'latin1'>
  readonly asBytes: DigestAs<'buffer'>
}

interface DigestAs<Encoding> {
  readonly outputEncoding: Encoding
  readonly outputLength: number
}

export const sha256: Sha = shaOf('sha256', 64, 32)
export const sha512: Sha = shaOf('sha512', 128, 64)

/** One key, or one after another, for messages of one length. */
export class Hmac {
  /** What the next digest is of; the caller writes it. */
  readonly message: Buffer
  readonly #sha: Sha
  /** The key under the inner padding, and the message. */
  readonly #inner: Buffer
  /** The key under the outer padding, and the inner digest. */
  readonly #outer: Buffer

  /** Without a key yet: {@link setKey} comes first. */
  constructor(sha: Sha, messageLength: number) {
    this.#sha = sha
    this.#inner = unpooledBytes(sha.blockLength + messageLength)
    this.#outer = unpooledBytes(sha.blockLength + sha.digestLength)
    this.message = this.#inner.subarray(sha.blockLength)
  }

  /** Takes a copy of `key`, which is at most one block long. */
  setKey(key: Buffer): void {
    const { blockLength } = this.#sha
    assert(key.length <= blockLength, 'a key longer than a block would have to be hashed first')
    this.#inner.fill(0x36, 0, blockLength)
    this.#outer.fill(0x5c, 0, blockLength)
    for (let index = 0; index < key.length; index += 1) {
      const byte = key[index] as number
      this.#inner[index] = 0x36 ^ byte
      this.#outer[index] = 0x5c ^ byte
    }
  }

  /** Only under a key that is secret. Unpooled; the caller wipes it. */
  digest(): Buffer {
    const { algorithm, blockLength, asText, asBytes } = this.#sha
    // As text it needs no native memory. Whoever has the inner digest still lacks the key of the outer one.
    this.#outer.write(hash(algorithm, this.#inner, asText), blockLength, 'latin1')
    return hash(algorithm, this.#outer, asBytes)
  }

  /**
   * The digest of a message that is the secret, under a key that anybody may
   * have: the inner digest then gives away the outer one, so it is wiped like
   * that. Unpooled; the caller wipes it.
   */
  digestSecret(): Buffer {
    const { algorithm, blockLength, asBytes } = this.#sha
    const innerDigest = hash(algorithm, this.#inner, asBytes)
    this.#outer.set(innerDigest, blockLength)
    wipe(innerDigest)
    const digest = hash(algorithm, this.#outer, asBytes)
    this.#outer.fill(0, blockLength)
    return digest
  }

  /** Writes the digest of the first `length` bytes of the message; only for one that is public, under a key that is not. */
  writeDigest(length: number, target: Buffer, offset: number): void {
    const { algorithm, blockLength, asText } = this.#sha
    const inner = this.#inner.subarray(0, blockLength + length)
    this.#outer.write(hash(algorithm, inner, asText), blockLength, 'latin1')
    target.write(hash(algorithm, this.#outer, asText), offset, 'latin1')
  }

  /** Keeps the message. */
  forgetKey(): void {
    this.#inner.fill(0, 0, this.#sha.blockLength)
    this.#outer.fill(0, 0, this.#sha.blockLength)
  }

  /** Forgets key and message. */
  wipe(): void {
    this.#inner.fill(0)
    this.#outer.fill(0)
  }
}

function shaOf(algorithm: Sha['algorithm'], blockLength: number, digestLength: number): Sha {
  return {
    algorithm,
    blockLength,
    digestLength,
    // With a length, which it has anyway, Node need not look up whether it should warn of a missing one.
    asText: { outputEncoding: 'latin1', outputLength: digestLength },
    asBytes: { outputEncoding: 'buffer', outputLength: digestLength },
  }
}
