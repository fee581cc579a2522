/**
 * Bare AES-256-GCM of node:crypto, as anybody would write it who has a key and
 * no envelope: what every suite is measured against.
 *
 * @module
 */
import { createCipheriv, createDecipheriv } from 'node:crypto'

import type { RecordCipher } from './contestant.ts'
import { freshNonce, randomNonces, singleKey, singleKeyFairness } from './single-key.ts'

const nonceLength = 12
const tagLength = 16
const pinned = { authTagLength: tagLength }

export const nodeCryptoAes256Gcm = singleKey({
  name: 'node-crypto/aes-256-gcm',
  description: 'Bare AES-256-GCM of node:crypto, synchronous',
  fairness: singleKeyFairness,
  cipher: 'AES-256-GCM',
  derivation: 'none',
  commitment: 'no',
  ...randomNonces[96],
  approval: 'FIPS-approved (SP 800-38D)',
  nonceLength,
  cipherWith: async (key) => cipherOf(key),
})

function cipherOf(key: Buffer): RecordCipher {
  return {
    seal(content, { hash }) {
      const nonce = freshNonce(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', key, nonce, pinned)
      cipher.setAAD(hash)
      const ciphertext = cipher.update(content)
      cipher.final()
      return Buffer.concat([nonce, ciphertext, cipher.getAuthTag()])
    },

    open(sealed, { hash }) {
      const tagAt = sealed.length - tagLength
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceLength), pinned)
      decipher.setAAD(hash)
      decipher.setAuthTag(sealed.subarray(tagAt))
      const content = decipher.update(sealed.subarray(nonceLength, tagAt))
      decipher.final()
      return content
    },
  }
}
