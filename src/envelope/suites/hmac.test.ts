/**
 * HMAC beside that of Node, and what it leaves in memory.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { extract } from './hkdf.ts'
import { Hmac, sha256, sha512 } from './hmac.ts'
import { hmac } from './vectors.fixture.ts'

for (const sha of [sha256, sha512]) {
  describe(`Hmac with ${sha.algorithm}`, () => {
    it('is HMAC, whatever the lengths of key and message', () => {
      const keys = fc.uint8Array({ maxLength: sha.blockLength })
      fc.assert(
        fc.property(keys, fc.uint8Array({ maxLength: 300 }), (key, message) => {
          const expected = createHmac(sha.algorithm, key).update(message).digest()

          assert.deepEqual(hmac(sha, Buffer.from(key), Buffer.from(message)), expected)
        }),
        { seed: 2104, numRuns: 500 },
      )
    })

    it('is the same where the message is the secret, again and again', () => {
      const one = new Hmac(sha, 32)
      one.setKey(Buffer.from('salt'))

      for (const byte of [1, 2]) {
        const expected = createHmac(sha.algorithm, 'salt').update(one.message.fill(byte)).digest()
        assert.deepEqual(one.digestSecret(), expected)
      }
    })

    it('writes a public digest of a part of the message', () => {
      const one = new Hmac(sha, 100)
      one.setKey(Buffer.alloc(32, 9))
      one.message.fill(7)
      const target = Buffer.alloc(sha.digestLength + 2)

      one.writeDigest(60, target, 1)

      const digest = createHmac(sha.algorithm, Buffer.alloc(32, 9)).update(Buffer.alloc(60, 7)).digest()
      assert.deepEqual(target, Buffer.concat([Buffer.alloc(1), digest, Buffer.alloc(1)]))
    })

    it('forgets its key, and takes another', () => {
      const one = new Hmac(sha, 4)
      one.setKey(Buffer.alloc(sha.blockLength, 1))
      one.forgetKey()
      one.setKey(Buffer.from('key'))
      one.message.set(Buffer.from('text'))

      assert.deepEqual(one.digest(), createHmac(sha.algorithm, 'key').update('text').digest())
    })

    it('takes a key of one block and refuses a longer one', () => {
      const one = new Hmac(sha, 1)

      one.setKey(Buffer.alloc(sha.blockLength))
      assert.throws(() => one.setKey(Buffer.alloc(sha.blockLength + 1)), { code: 'ERR_ASSERTION' })
    })

    it('returns memory that nothing else shares', () => {
      const digests = [
        hmac(sha, Buffer.alloc(32), Buffer.alloc(55)),
        extract(sha, Buffer.alloc(32), Buffer.alloc(55)),
      ]

      for (const digest of digests) assert.equal(digest.buffer.byteLength, digest.length)
    })
  })
}
