/**
 * The default suite with another cipher, one without a key schedule, so that re-keying per record is cheap.
 *
 * @module
 */
import {
  chacha20Poly1305,
  aeadDecrypt,
  aeadEncryptInto,
  tagLength,
  zeroNonce,
  type AeadInputs,
} from './aead.ts'
import { committingHkdfSha512, recordKeyLength } from './committing-hkdf-sha512.ts'
import type { Suite } from './suite.ts'

export const chacha20Poly1305HkdfSha512 = {
  ...committingHkdfSha512,
  id: 0x0201,
  name: 'chacha20-poly1305+hkdf-sha512',
  description: 'ChaCha20-Poly1305 under a key derived for each record, with key commitment',
  tagLength,

  encryptInto(secrets, { aad }, inner, target, offset) {
    aeadEncryptInto(chacha20Poly1305, inputsOf(secrets, aad), inner, target, offset)
  },

  decrypt: (secrets, { aad }, ciphertext, tag) =>
    aeadDecrypt(chacha20Poly1305, inputsOf(secrets, aad), ciphertext, tag),
} as const satisfies Suite

function inputsOf(secrets: Buffer, aad: Buffer): AeadInputs {
  return { key: secrets.subarray(0, recordKeyLength), nonce: zeroNonce, aad }
}
