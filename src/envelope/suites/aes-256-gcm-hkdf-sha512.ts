/**
 * The default suite: what AWS describes, made from the primitives of the AWS Encryption SDK.
 *
 * @module
 */
import { aes256Gcm, aeadDecrypt, aeadEncryptInto, tagLength, zeroNonce, type AeadInputs } from './aead.ts'
import { committingHkdfSha512, recordKeyLength } from './committing-hkdf-sha512.ts'
import type { Suite } from './suite.ts'

export const aes256GcmHkdfSha512 = {
  ...committingHkdfSha512,
  id: 0x0101,
  name: 'aes-256-gcm+hkdf-sha512',
  description: 'AES-256-GCM under a key derived for each record, with key commitment',
  tagLength,

  encryptInto(secrets, { aad }, inner, target, offset) {
    aeadEncryptInto(aes256Gcm, inputsOf(secrets, aad), inner, target, offset)
  },

  decrypt: (secrets, { aad }, ciphertext, tag) =>
    aeadDecrypt(aes256Gcm, inputsOf(secrets, aad), ciphertext, tag),
} as const satisfies Suite

function inputsOf(secrets: Buffer, aad: Buffer): AeadInputs {
  return { key: secrets.subarray(0, recordKeyLength), nonce: zeroNonce, aad }
}
