/**
 * Ciphers of node:crypto that authenticate, with the tag length pinned and
 * nothing released before the tag was checked.
 *
 * @module
 */
import {
  createCipheriv,
  createDecipheriv,
  type CipherChaCha20Poly1305,
  type CipherGCM,
  type CipherGCMTypes,
  type DecipherChaCha20Poly1305,
  type DecipherGCM,
} from 'node:crypto'

import { EnvelopeError } from '../envelope-error.ts'
import type { PublicInputs } from '../public-inputs.ts'

export const tagLength = 16
const zeroNonce = Buffer.alloc(12)
// @types/node does not know it yet.
const gcmSiv = 'aes-256-gcm-siv' as CipherGCMTypes

// Without it some versions of Node accept tags of 4 bytes.
const pinned = { authTagLength: tagLength }

export interface Aead {
  cipher(key: Buffer, nonce: Buffer): CipherGCM | CipherChaCha20Poly1305
  decipher(key: Buffer, nonce: Buffer): DecipherGCM | DecipherChaCha20Poly1305
}

export const aes256Gcm: Aead = {
  cipher: (key, nonce) => createCipheriv('aes-256-gcm', key, nonce, pinned),
  decipher: (key, nonce) => createDecipheriv('aes-256-gcm', key, nonce, pinned),
}

export const aes128Gcm: Aead = {
  cipher: (key, nonce) => createCipheriv('aes-128-gcm', key, nonce, pinned),
  decipher: (key, nonce) => createDecipheriv('aes-128-gcm', key, nonce, pinned),
}

/** Not in every Node; takes the whole text in one call. */
export const aes256GcmSiv: Aead = {
  cipher: (key, nonce) => createCipheriv(gcmSiv, key, nonce, pinned),
  decipher: (key, nonce) => createDecipheriv(gcmSiv, key, nonce, pinned),
}

export const chacha20Poly1305: Aead = {
  cipher: (key, nonce) => createCipheriv('chacha20-poly1305', key, nonce, pinned),
  decipher: (key, nonce) => createDecipheriv('chacha20-poly1305', key, nonce, pinned),
}

/** Where a suite has key and nonce of its cipher: in the derived secrets, or in the public inputs. */
export interface Placement {
  readonly key: (secrets: Buffer) => Buffer
  readonly nonce: (secrets: Buffer, inputs: PublicInputs) => Buffer
}

/** One call of `aead` for each record: what all suites do that are not encrypt-then-MAC. */
export function sealingWith(aead: Aead, { key, nonce }: Placement) {
  return {
    tagLength,

    encryptInto(secrets: Buffer, inputs: PublicInputs, inner: Buffer, target: Buffer, offset: number): void {
      const call = { key: key(secrets), nonce: nonce(secrets, inputs), aad: inputs.aad }
      aeadEncryptInto(aead, call, inner, target, offset)
    },

    decrypt(secrets: Buffer, inputs: PublicInputs, ciphertext: Buffer, tag: Buffer): Buffer {
      const call = { key: key(secrets), nonce: nonce(secrets, inputs), aad: inputs.aad }
      return aeadDecrypt(aead, call, ciphertext, tag)
    },
  } as const
}

const keyLength = 32

/** A key that is derived for one record alone, so that the nonce may be zero. */
export const recordKeyAndZeroNonce: Placement = {
  key: (secrets) => (secrets.length === keyLength ? secrets : secrets.subarray(0, keyLength)),
  nonce: () => zeroNonce,
}

/** A whole key, and the nonce at the end of the salt. */
export const keyAndNonceOfSalt: Placement = {
  key: (secrets) => secrets,
  nonce: (_, inputs) => inputs.nonce,
}

/** The secret and public inputs of one AEAD call. */
export interface AeadInputs {
  readonly key: Buffer
  readonly nonce: Buffer
  readonly aad: Buffer
}

/** Writes ciphertext and tag to `target` from `offset`; `plaintext` may lie there. */
export function aeadEncryptInto(
  aead: Aead,
  { key, nonce, aad }: AeadInputs,
  plaintext: Buffer,
  target: Buffer,
  offset: number,
): void {
  const cipher = aead.cipher(key, nonce)
  try {
    cipher.setAAD(aad)
    target.set(cipher.update(plaintext), offset)
  } finally {
    // A cipher that is not finalised keeps its key until it is collected.
    cipher.final()
  }
  target.set(cipher.getAuthTag(), offset + plaintext.length)
}

/**
 * Returns the plaintext in memory of its own.
 *
 * @throws {EnvelopeError} `AUTH`, after the plaintext was wiped.
 */
export function aeadDecrypt(
  aead: Aead,
  { key, nonce, aad }: AeadInputs,
  ciphertext: Buffer,
  tag: Buffer,
): Buffer {
  const decipher = aead.decipher(key, nonce)
  let plaintext: Buffer | undefined
  try {
    decipher.setAAD(aad)
    decipher.setAuthTag(tag)
    plaintext = decipher.update(ciphertext)
  } finally {
    finish(decipher, plaintext)
  }
  return plaintext
}

function finish(decipher: DecipherGCM | DecipherChaCha20Poly1305, plaintext: Buffer | undefined): void {
  try {
    decipher.final()
  } catch {
    plaintext?.fill(0)
    throw new EnvelopeError('AUTH')
  }
}
