/**
 * A baseline that derives nothing: the key material itself seals every record,
 * each under a random nonce, so that the price of derivation can be seen.
 *
 * @module
 */
import { unpooledCopy } from '../secret-bytes.ts'
import { aeadDecrypt, aeadEncryptInto, aes256Gcm, tagLength } from './aead.ts'
import type { Suite } from './suite.ts'

export const aes256GcmRandomNonce = {
  id: 0x0110,
  name: 'aes-256-gcm+random-nonce',
  description: 'AES-256-GCM under the key material itself, with a random nonce; no derivation, no commitment',
  // The salt is the nonce.
  saltLength: 12,
  derivesRecordKeys: false,
  commitmentLength: 0,
  commitmentOffset: 0,
  tagLength,

  prepareKey: (keyMaterial) => unpooledCopy(keyMaterial),

  deriveSecrets: (preparedKey) => preparedKey,

  encryptInto(key, { aad, salt: nonce }, inner, target, offset) {
    aeadEncryptInto(aes256Gcm, { key, nonce, aad }, inner, target, offset)
  },

  decrypt: (key, { aad, salt: nonce }, ciphertext, tag) =>
    aeadDecrypt(aes256Gcm, { key, nonce, aad }, ciphertext, tag),
} as const satisfies Suite
