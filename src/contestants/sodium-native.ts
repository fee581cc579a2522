/**
 * libsodium through `sodium-native`: XChaCha20-Poly1305 alone, and with a key
 * and a commitment derived for each record by keyed BLAKE2b, which is what the
 * envelope's default suite does, with other primitives.
 *
 * @module
 */
import { timingSafeEqual } from 'node:crypto'

import { unpooledBytes, wipe } from '../envelope/secret-bytes.ts'
import type { RecordCipher } from './contestant.ts'
import { importPackage } from './import-package.ts'
import { freshNonce, randomNonces, singleKey, singleKeyFairness } from './single-key.ts'

const packageName = 'sodium-native'
const nonceLength = 24
const tagLength = 16
const saltLength = 16
const commitmentLength = 32
const headLength = saltLength + commitmentLength

/** As much of the package as is used; lengths in bytes, results into the first argument. */
interface Sodium {
  crypto_aead_xchacha20poly1305_ietf_encrypt(
    sealed: Buffer,
    content: Buffer,
    associated: Buffer,
    unused: null,
    nonce: Buffer,
    key: Buffer,
  ): number
  crypto_aead_xchacha20poly1305_ietf_decrypt(
    content: Buffer,
    unused: null,
    sealed: Buffer,
    associated: Buffer,
    nonce: Buffer,
    key: Buffer,
  ): number
  crypto_generichash_batch(digest: Buffer, parts: readonly Buffer[], key: Buffer): void
}

const shared = {
  package: packageName,
  cipher: 'XChaCha20-Poly1305',
  ...randomNonces[192],
  approval: 'not FIPS-approved',
}

export const sodiumXChaCha20Poly1305 = singleKey({
  ...shared,
  name: 'sodium-native/xchacha20-poly1305',
  description: 'XChaCha20-Poly1305 of libsodium, native and synchronous',
  fairness: singleKeyFairness,
  derivation: 'HChaCha20 of key and nonce (draft-irtf-cfrg-xchacha)',
  commitment: 'no',
  nonceLength,
  cipherWith: async (key) => bareCipher(await loadSodium(), key),
})

export const sodiumXChaCha20Blake2b = singleKey({
  ...shared,
  name: 'sodium-native/xchacha20-poly1305+blake2b',
  description: 'The same under a key derived for each record by keyed BLAKE2b, with key commitment',
  fairness: 'One key for the whole run: no KMS, no rotation and no EDK in the record.',
  derivation: 'keyed BLAKE2b-512 of context and a 128-bit salt (RFC 7693)',
  commitment: 'yes, 32 B',
  nonceBound: '128-bit salts: 2^48.5 records per key before a collision is likelier than 2^-32',
  recordsPerKeyLog2: 48.5,
  derivesRecordKeys: true,
  nonceLength: saltLength,
  cipherWith: async (key) => derivingCipher(await loadSodium(), key),
})

async function loadSodium(): Promise<Sodium> {
  const { default: sodium } = await importPackage<{ default: Sodium }>(packageName)
  return sodium
}

function bareCipher(sodium: Sodium, key: Buffer): RecordCipher {
  return {
    seal(content, { hash }) {
      const sealed = Buffer.allocUnsafe(nonceLength + content.length + tagLength)
      const nonce = sealed.subarray(0, nonceLength)
      freshNonce(nonceLength).copy(nonce)
      const body = sealed.subarray(nonceLength)
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, content, hash, null, nonce, key)
      return sealed
    },

    open(sealed, { hash }) {
      const nonce = sealed.subarray(0, nonceLength)
      return openBody(sodium, sealed.subarray(nonceLength), hash, nonce, key)
    },
  }
}

/** Each derived key is used once, so that the nonce may be zero. */
const zeroNonce = Buffer.alloc(nonceLength)

function derivingCipher(sodium: Sodium, key: Buffer): RecordCipher {
  const secrets = unpooledBytes(64)
  const recordKey = secrets.subarray(0, 32)
  const commitment = secrets.subarray(32)
  return {
    seal(content, { hash }) {
      const sealed = Buffer.allocUnsafe(headLength + content.length + tagLength)
      const salt = sealed.subarray(0, saltLength)
      freshNonce(saltLength).copy(salt)
      sodium.crypto_generichash_batch(secrets, [hash, salt], key)
      commitment.copy(sealed, saltLength)
      const body = sealed.subarray(headLength)
      sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(body, content, hash, null, zeroNonce, recordKey)
      wipe(secrets)
      return sealed
    },

    open(sealed, { hash }) {
      const salt = sealed.subarray(0, saltLength)
      sodium.crypto_generichash_batch(secrets, [hash, salt], key)
      try {
        if (!timingSafeEqual(commitment, sealed.subarray(saltLength, headLength))) {
          throw new Error('the commitment differs')
        }
        return openBody(sodium, sealed.subarray(headLength), hash, zeroNonce, recordKey)
      } finally {
        wipe(secrets)
      }
    },
  }
}

function openBody(sodium: Sodium, body: Buffer, hash: Buffer, nonce: Buffer, key: Buffer): Buffer {
  const content = Buffer.allocUnsafe(Math.max(0, body.length - tagLength))
  sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(content, null, body, hash, nonce, key)
  return content
}
