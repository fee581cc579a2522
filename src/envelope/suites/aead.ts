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
  type DecipherChaCha20Poly1305,
  type DecipherGCM,
} from 'node:crypto'

import { EnvelopeError } from '../envelope-error.ts'

export const tagLength = 16
/** Right where a key is used for one record alone. */
export const zeroNonce: Buffer = Buffer.alloc(12)

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

export const chacha20Poly1305: Aead = {
  cipher: (key, nonce) => createCipheriv('chacha20-poly1305', key, nonce, pinned),
  decipher: (key, nonce) => createDecipheriv('chacha20-poly1305', key, nonce, pinned),
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
