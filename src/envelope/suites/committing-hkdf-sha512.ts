/**
 * The derivation that committing suites share: one HMAC per record yields the
 * record key and, beside it, a commitment to that key.
 *
 * @module
 */
import type { PublicInputs } from '../public-inputs.ts'
import { aeadDecrypt, aeadEncryptInto, tagLength, zeroNonce, type Aead, type AeadInputs } from './aead.ts'
import { expandBlockSha512, extractSalt, extractSha512 } from './hkdf-sha512.ts'

/** The derived block is `record key || commitment`. */
const recordKeyLength = 32

const derivation = {
  saltLength: 16,
  derivesRecordKeys: true,
  commitmentLength: 32,
  commitmentOffset: recordKeyLength,
  prepareKey: (keyMaterial: Buffer): Buffer => extractSha512(extractSalt, keyMaterial),
  deriveSecrets: (preparedKey: Buffer, { infoBlock }: PublicInputs): Buffer =>
    expandBlockSha512(preparedKey, infoBlock),
}

/** What a committing suite is besides its id, name and description: the derivation and one AEAD `cipher`. */
export function committingHkdfSha512(cipher: Aead) {
  return {
    ...derivation,
    tagLength,

    encryptInto(secrets: Buffer, { aad }: PublicInputs, inner: Buffer, target: Buffer, offset: number): void {
      aeadEncryptInto(cipher, inputsOf(secrets, aad), inner, target, offset)
    },

    decrypt: (secrets: Buffer, { aad }: PublicInputs, ciphertext: Buffer, tag: Buffer): Buffer =>
      aeadDecrypt(cipher, inputsOf(secrets, aad), ciphertext, tag),
  }
}

/** Each record key is used once, so that the nonce may be zero. */
function inputsOf(secrets: Buffer, aad: Buffer): AeadInputs {
  return { key: secrets.subarray(0, recordKeyLength), nonce: zeroNonce, aad }
}
