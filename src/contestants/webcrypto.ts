/**
 * AES-256-GCM of WebCrypto, the API that also browsers have. Each call is a job
 * for another thread.
 *
 * @module
 */
import type { RecordCipher } from './contestant.ts'
import { freshNonce, randomNonces, singleKey, singleKeyFairness } from './single-key.ts'

const nonceLength = 12

export const webcryptoAes256Gcm = singleKey({
  name: 'webcrypto/aes-256-gcm',
  description: 'AES-256-GCM of WebCrypto, asynchronous on the thread pool of Node',
  fairness: `${singleKeyFairness} Its time has the way to another thread and back in it.`,
  cipher: 'AES-256-GCM',
  derivation: 'none',
  commitment: 'no',
  ...randomNonces[96],
  approval: 'FIPS-approved (SP 800-38D)',
  nonceLength,
  cipherWith,
})

async function cipherWith(key: Buffer): Promise<RecordCipher> {
  const { subtle } = globalThis.crypto
  const imported = await subtle.importKey('raw', asView(key), 'AES-GCM', false, ['encrypt', 'decrypt'])
  const parameters = (iv: Buffer, additionalData: Buffer) => ({
    name: 'AES-GCM',
    iv: asView(iv),
    additionalData: asView(additionalData),
    tagLength: 128,
  })
  return {
    async seal(content, { hash }) {
      const nonce = freshNonce(nonceLength)
      const sealed = await subtle.encrypt(parameters(nonce, hash), imported, asView(content))
      return Buffer.concat([nonce, Buffer.from(sealed)])
    },

    async open(sealed, { hash }) {
      const nonce = sealed.subarray(0, nonceLength)
      const ciphertext = asView(sealed.subarray(nonceLength))
      return Buffer.from(await subtle.decrypt(parameters(nonce, hash), imported, ciphertext))
    },
  }
}

/** WebCrypto's types want to know that memory is not shared; ours never is. */
function asView(bytes: Buffer): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>
}
