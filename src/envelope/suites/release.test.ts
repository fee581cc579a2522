import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EnvelopeError } from '../envelope-error.ts'
import { context, edk, keyMaterial, saltOf, seal } from '../envelope.fixture.ts'
import { SealingKey } from '../key-material.ts'
import { parseEnvelope } from '../parse.ts'
import { PublicInputs } from '../public-inputs.ts'
import { aeadDecrypt, aes128Gcm, aes256Gcm, aes256GcmSiv, chacha20Poly1305, type Aead } from './aead.ts'
import { aes256CtrHmacHkdfSha512 } from './aes-256-ctr-hmac-hkdf-sha512.ts'
import { aes256GcmSiv as gcmSivSuite } from './aes-256-gcm-siv.ts'
import { suites } from './registry.ts'
import type { Suite } from './suite.ts'

const isAuth = (error: unknown): boolean => error instanceof EnvelopeError && error.reason === 'AUTH'

describe('aeadDecrypt', () => {
  const aeads: readonly (readonly [string, Aead, number])[] = [
    ['aes-256-gcm', aes256Gcm, 32],
    ['aes-128-gcm', aes128Gcm, 16],
    ['chacha20-poly1305', chacha20Poly1305, 32],
    ...(gcmSivSuite.unavailable === undefined ? [['aes-256-gcm-siv', aes256GcmSiv, 32] as const] : []),
  ]

  for (const [name, aead, keyLength] of aeads) {
    it(`wipes what ${name} gave out before the tag turned out wrong`, () => {
      const [key, nonce, aad] = [Buffer.alloc(keyLength, 1), Buffer.alloc(12, 2), Buffer.from('aad')]
      const cipher = aead.cipher(key, nonce)
      cipher.setAAD(aad)
      const ciphertext = cipher.update(Buffer.from('a plaintext that nobody may see'))
      cipher.final()
      const tag = cipher.getAuthTag()
      tag[15]! ^= 1
      const given: Buffer[] = []
      const watched: Aead = {
        ...aead,
        decipher: (...inputs) => {
          const decipher = aead.decipher(...inputs)
          const update = decipher.update.bind(decipher) as (data: Buffer) => Buffer
          const watch = (data: Buffer): Buffer => {
            const plaintext = update(data)
            given.push(plaintext)
            return plaintext
          }
          return Object.assign(decipher, { update: watch })
        },
      }

      assert.throws(() => aeadDecrypt(watched, { key, nonce, aad }, ciphertext, tag), isAuth)

      assert.deepEqual(given, [Buffer.alloc(ciphertext.length)])
    })
  }
})

describe('aes-256-ctr-hmac+hkdf-sha512', () => {
  it('decrypts nothing before the tag is checked', () => {
    const suite = aes256CtrHmacHkdfSha512
    const record = seal({ key: SealingKey.prepare(suite, keyMaterial(), edk), salt: saltOf(suite) })
    const { saltAt, ciphertextAt, tagAt } = parseEnvelope(record)
    const inputs = new PublicInputs(suite, SealingKey.prepare(suite, keyMaterial(), edk).edkHash)
    inputs.bindContext(context.hash)
    inputs.takeHeader(record, saltAt, ciphertextAt)
    // Without a key to decrypt with: only one who decrypts would notice.
    const prepared = suite.prepareKey(keyMaterial())
    const macKeyAlone = Object.assign(prepared.deriveSecrets(inputs), {
      subarray(this: Buffer, start?: number, end?: number): Buffer {
        if (start === 0) throw new Error('asked for the encryption key')
        return Buffer.prototype.subarray.call(this, start, end)
      },
    })
    const [ciphertext, tag] = [record.subarray(ciphertextAt, tagAt), Buffer.from(record.subarray(tagAt))]

    assert.throws(() => suite.decrypt(macKeyAlone, inputs, ciphertext, tag), /asked for the encryption key/)
    for (let bit = 0; bit < 8 * tag.length; bit += 1) {
      tag[bit >> 3]! ^= 1 << (bit & 7)
      assert.throws(() => suite.decrypt(macKeyAlone, inputs, ciphertext, tag), isAuth)
      tag[bit >> 3]! ^= 1 << (bit & 7)
    }
  })

  it('seals and opens on both sides of the length up to which it copies', () => {
    const key = SealingKey.prepare(aes256CtrHmacHkdfSha512, keyMaterial(), edk)
    const inputs = key.inputs
    const secrets = Buffer.alloc(64, 3)

    for (const length of [3, 4096, 64 * 1024 - 130 - 1, 64 * 1024 - 130, 64 * 1024, 200_000]) {
      const plaintext = Buffer.alloc(length, 5)
      const target = Buffer.alloc(length + 32)
      aes256CtrHmacHkdfSha512.encryptInto(secrets, inputs, plaintext, target, 0)
      const [ciphertext, tag] = [target.subarray(0, length), target.subarray(length)]

      assert.deepEqual(aes256CtrHmacHkdfSha512.decrypt(secrets, inputs, ciphertext, tag), plaintext)
    }
  })
})

describe('a prepared key', () => {
  for (const suite of suites as readonly Suite[]) {
    it(`of ${suite.name} derives in unpooled memory, unless it is the record key itself`, () => {
      const prepared = suite.prepareKey(keyMaterial())
      const inputs = new PublicInputs(suite, Buffer.alloc(32))
      inputs.bindContext(context.hash)

      const [one, other] = [prepared.deriveSecrets(inputs), prepared.deriveSecrets(inputs)]

      assert.equal(one.buffer.byteLength, one.length)
      assert.deepEqual(one, other)
      assert.equal(one === other, !suite.derivesRecordKeys)
      assert.ok(one.length >= suite.commitmentOffset + suite.commitmentLength)
    })
  }
})
