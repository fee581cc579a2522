/**
 * The conformance of everything that is listed, and that each way to be broken
 * is found.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'

import type { RecordCipher } from '../contestants/contestant.ts'
import { contestants } from '../contestants/registry.ts'
import { suites } from '../envelope/suites/registry.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import { checkStrategy, checkSuite } from './check-strategy.ts'
import { whyNotConforming, type ConformanceSubject } from './conformance.ts'

const [usual] = suites

describe('conformance', () => {
  for (const { name } of [...suites, ...contestants]) {
    it(`finds ${name} to be right, or not there`, async (t) => {
      const check = await checkStrategy(name)

      if (check.verdict === 'absent') t.skip(check.reason)
      else assert.deepEqual(check, { verdict: 'conforms' })
    })
  }

  describe('of a suite', () => {
    /** Broken variants of the default suite, and what is said of them. */
    const broken: readonly [title: string, changes: Partial<Suite>, reason: RegExp][] = [
      [
        'whose tag is not checked',
        { decrypt: (secrets, inputs, ciphertext) => decryptUnchecked(secrets, inputs.aad, ciphertext) },
        /authenticity: a record opens with a bit of byte \d+ changed/,
      ],
      [
        'that uses the same key and nonce for every record',
        {
          prepareKey: (keyMaterial) => {
            const prepared = usual.prepareKey(keyMaterial)
            return {
              writeSalt: (salt) => prepared.writeSalt(salt),
              deriveSecrets: () => Buffer.from(new ArrayBuffer(64)),
              wipe: () => prepared.wipe(),
            }
          },
        },
        /uniqueness: two records are encrypted under the same key and nonce/,
      ],
      [
        'that does not encrypt',
        {
          encryptInto: (_secrets, _inputs, inner, target, offset) => {
            inner.copy(target, offset)
          },
          decrypt: (_secrets, _inputs, ciphertext) => Buffer.from(ciphertext),
        },
        /secrecy: the payload stands in the sealed record/,
      ],
      [
        'that gives back something else',
        { decrypt: (...given) => usual.decrypt(...given).fill(0x41, 2) },
        /round trip: a record of 0 payload bytes does not come back as it was/,
      ],
    ]
    for (const [title, changes, reason] of broken) {
      it(`finds one ${title}`, async () => {
        const check = await checkSuite({ ...usual, ...changes })

        assert.equal(check.verdict, 'failed')
        assert.match(check.reason, /^does not conform, and is not timed; /)
        assert.match(check.reason, reason)
      })
    }
  })

  describe('of a cipher', () => {
    const key = randomBytes(32)

    it('accepts AES-256-GCM with a fresh nonce', async () => {
      assert.equal(await whyNotConforming(subject(gcm(key, () => randomBytes(12)))), undefined)
    })

    it('finds a constant nonce', async () => {
      const nonce = randomBytes(12)

      assert.match(
        (await whyNotConforming(subject(gcm(key, () => nonce))))!,
        /after 1 records a salt or nonce came again/,
      )
    })

    it('finds a nonce that comes again after a while', async () => {
      const nonces = Array.from({ length: 40 }, () => randomBytes(12))
      let index = 0
      const next = () => nonces[(index += 1) % nonces.length]!

      assert.match(
        (await whyNotConforming(subject(gcm(key, next))))!,
        /after 40 records a salt or nonce came again/,
      )
    })

    it('finds a nonce that stands in the record and is not used', async () => {
      const inner = gcm(key, () => Buffer.alloc(12))
      const cipher: RecordCipher = {
        seal: (content, context) =>
          Buffer.concat([randomBytes(12), (inner.seal(content, context) as Buffer).subarray(12)]),
        open: (sealed, context) =>
          inner.open(Buffer.concat([Buffer.alloc(12), sealed.subarray(12)]), context),
      }

      // Tampering with it goes unnoticed.
      assert.match((await whyNotConforming(subject(cipher)))!, /authenticity: .* byte 0 changed/)
    })

    it('finds a context that is not bound', async () => {
      const cipher = gcm(key, () => randomBytes(12), false)

      assert.match(
        (await whyNotConforming(subject(cipher)))!,
        /context: a record opens as one of another shard/,
      )
    })

    it('finds a length that is not what was promised', async () => {
      assert.match(
        (await whyNotConforming({ ...subject(gcm(key, () => randomBytes(12))), sealedLength: tooLong }))!,
        /length: 5 bytes of content make 33, and should make 34/,
      )
    })

    it('finds that bytes after a record are ignored, unless that is known', async () => {
      const inner = gcm(key, () => randomBytes(12))
      const cipher: RecordCipher = {
        seal: (content, context) => {
          const sealed = inner.seal(content, context) as Buffer
          const length = Buffer.alloc(4)
          length.writeUInt32BE(sealed.length)
          return Buffer.concat([length, sealed])
        },
        open: (sealed, context) => {
          const end = 4 + sealed.readUInt32BE(0)
          assert.ok(end <= sealed.length)
          return inner.open(sealed.subarray(4, end), context)
        },
      }

      assert.match(
        (await whyNotConforming({ ...subject(cipher), uniquePart: afterLength }))!,
        /authenticity: a record of 337 bytes opens with 338/,
      )
      assert.equal(
        await whyNotConforming({ ...subject(cipher), uniquePart: afterLength, ignoresTrailingBytes: true }),
        undefined,
      )
    })

    it('asks of who seals nothing that records come back, and no more', async () => {
      const copying: RecordCipher = { seal: (content) => Buffer.from(content), open: (sealed) => sealed }
      const losing: RecordCipher = { ...copying, open: (sealed) => sealed.subarray(1) }

      assert.equal(await whyNotConforming({ ...subject(copying), isSealing: false }), undefined)
      assert.match((await whyNotConforming({ ...subject(losing), isSealing: false }))!, /round trip/)
      assert.match((await whyNotConforming(subject(copying)))!, /secrecy/)
    })
  })
})

/** By one byte. */
function tooLong(contentBytes: number): number {
  return contentBytes + 29
}

function afterLength(sealed: Buffer): Buffer {
  return sealed.subarray(4, 16)
}

function subject(cipher: RecordCipher): ConformanceSubject {
  return { cipher, isSealing: true, uniquePart: (sealed) => sealed.subarray(0, 12) }
}

function gcm(key: Buffer, nextNonce: () => Buffer, isBound = true): RecordCipher {
  return {
    seal(content, { hash }) {
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      if (isBound) cipher.setAAD(hash)
      return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, { hash }) {
      const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, 12), { authTagLength: 16 })
      if (isBound) decipher.setAAD(hash)
      decipher.setAuthTag(sealed.subarray(-16))
      return Buffer.concat([decipher.update(sealed.subarray(12, -16)), decipher.final()])
    },
  }
}

/** What a careless reader would do: it takes what update() gives and never asks for the tag. */
function decryptUnchecked(secrets: Buffer, aad: Buffer, ciphertext: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', secrets.subarray(0, 32), Buffer.alloc(12))
  decipher.setAAD(aad)
  return decipher.update(ciphertext)
}
