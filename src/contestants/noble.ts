/**
 * Ciphers of `@noble/ciphers`: audited JavaScript without native code, the same
 * on every machine.
 *
 * @module
 */
import type { RecordCipher } from './contestant.ts'
import { importPackage } from './import-package.ts'
import { freshNonce, randomNonces, singleKey, singleKeyFairness } from './single-key.ts'

const packageName = '@noble/ciphers'
const fairness = `${singleKeyFairness} JavaScript against native code: it cannot use the AES instructions of the CPU.`

type NobleCipher = (
  key: Uint8Array,
  nonce: Uint8Array,
  associated: Uint8Array,
) => { encrypt(content: Uint8Array): Uint8Array; decrypt(sealed: Uint8Array): Uint8Array }

export const nobleAes256Gcm = singleKey({
  name: 'noble/aes-256-gcm',
  description: 'AES-256-GCM of @noble/ciphers, in JavaScript',
  package: packageName,
  fairness,
  cipher: 'AES-256-GCM',
  derivation: 'none',
  commitment: 'no',
  ...randomNonces[96],
  approval: 'approved algorithm (SP 800-38D), not a validated module',
  nonceLength: 12,
  cipherWith: async (key) => {
    const { gcm } = await importPackage<{ gcm: NobleCipher }>(`${packageName}/aes.js`)
    return cipherOf(gcm, key, 12)
  },
})

export const nobleXChaCha20Poly1305 = singleKey({
  name: 'noble/xchacha20-poly1305',
  description: 'XChaCha20-Poly1305 of @noble/ciphers, in JavaScript',
  package: packageName,
  fairness,
  cipher: 'XChaCha20-Poly1305',
  derivation: 'HChaCha20 of key and nonce (draft-irtf-cfrg-xchacha)',
  commitment: 'no',
  ...randomNonces[192],
  approval: 'not FIPS-approved',
  nonceLength: 24,
  cipherWith: async (key) => {
    const path = `${packageName}/chacha.js`
    const { xchacha20poly1305 } = await importPackage<{ xchacha20poly1305: NobleCipher }>(path)
    return cipherOf(xchacha20poly1305, key, 24)
  },
})

function cipherOf(cipher: NobleCipher, key: Buffer, nonceLength: number): RecordCipher {
  return {
    seal(content, { hash }) {
      const nonce = freshNonce(nonceLength)
      return Buffer.concat([nonce, cipher(key, nonce, hash).encrypt(content)])
    },

    open(sealed, { hash }) {
      const nonce = sealed.subarray(0, nonceLength)
      const { buffer, byteOffset, byteLength } = cipher(key, nonce, hash).decrypt(
        sealed.subarray(nonceLength),
      )
      return Buffer.from(buffer, byteOffset, byteLength)
    },
  }
}
