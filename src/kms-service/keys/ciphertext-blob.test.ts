import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { describe, it } from 'node:test'

import { backingKeyOf, openBlob, sealBlob } from './ciphertext-blob.ts'

describe('sealBlob', () => {
  it('gives exactly 184 bytes for a key of 32, and 152 more than any other plaintext', () => {
    const { blob, backingKey, context } = setUp()

    assert.equal(blob.length, 184)
    for (const length of [1, 31, 33, 4096])
      assert.equal(sealBlob(backingKey, Buffer.alloc(length), context).length, length + 152)
  })

  it('shows no part of the key material', () => {
    const { blob, keyMaterial } = setUp()

    for (let offset = 0; offset + 8 <= keyMaterial.length; offset += 1) {
      assert.equal(blob.includes(keyMaterial.subarray(offset, offset + 8)), false)
    }
  })

  it('shows neither backing key nor context', () => {
    const { blob, backingKey, context } = setUp()

    assert.equal(blob.includes(backingKey.secret), false)
    assert.equal(blob.includes(context), false)
  })

  it('gives another ciphertext each time', () => {
    const { backingKey, keyMaterial, context } = setUp()

    const bodies = Array.from({ length: 100 }, () =>
      sealBlob(backingKey, keyMaterial, context).toString('hex', 21),
    )

    assert.equal(new Set(bodies).size, 100)
  })

  it('leaves the key material as it was', () => {
    const { keyMaterial, copy } = setUp()

    assert.deepEqual(keyMaterial, copy)
  })

  it('takes 1 to 4096 bytes and no others', () => {
    const { backingKey, context } = setUp()

    assert.doesNotThrow(() => sealBlob(backingKey, Buffer.alloc(1), context))
    assert.doesNotThrow(() => sealBlob(backingKey, Buffer.alloc(4096), context))
    assert.throws(() => sealBlob(backingKey, Buffer.alloc(0), context), /1 to 4096 bytes/)
    assert.throws(() => sealBlob(backingKey, Buffer.alloc(4097), context), /1 to 4096 bytes/)
  })
})

describe('openBlob', () => {
  it('gives back the key material, unpooled', () => {
    const { blob, backingKey, keyMaterial, context } = setUp()

    const opened = openBlob(blob, backingKey.secret, context)

    assert.deepEqual(opened, keyMaterial)
    assert.equal(opened?.buffer.byteLength, 32)
  })

  it('gives back a plaintext of any length, without a byte of padding', () => {
    const { backingKey, context } = setUp()

    for (const length of [1, 16, 31, 33, 87, 88, 4096]) {
      const plaintext = randomBytes(length)
      const blob = sealBlob(backingKey, plaintext, context)
      assert.deepEqual(openBlob(blob, backingKey.secret, context), plaintext, `${length} bytes`)
    }
  })

  it('rejects every other length', () => {
    const { blob, backingKey, context } = setUp()
    const longer = Buffer.concat([blob, Buffer.alloc(1)])

    for (let length = 153; length < blob.length; length += 1)
      assert.equal(openBlob(blob.subarray(0, length), backingKey.secret, context), undefined)
    assert.equal(openBlob(longer, backingKey.secret, context), undefined)
  })

  it('opens a blob that lies inside a larger buffer', () => {
    const { blob, backingKey, keyMaterial, context } = setUp()
    const larger = new Uint8Array(300)
    larger.set(blob, 57)

    const opened = openBlob(larger.subarray(57, 57 + 184), backingKey.secret, context)

    assert.deepEqual(opened, keyMaterial)
  })

  it('rejects every flipped bit', () => {
    const { blob, backingKey, context } = setUp()

    for (let bit = 0; bit < blob.length * 8; bit += 1) {
      const flipped = Buffer.from(blob)
      flipped[bit >> 3]! ^= 1 << (bit & 7)

      assert.equal(openBlob(flipped, backingKey.secret, context), undefined, `bit ${bit}`)
    }
  })

  it('rejects another context and another backing key', () => {
    const { blob, backingKey, context } = setUp()

    assert.equal(openBlob(blob, backingKey.secret, Buffer.from('another')), undefined)
    assert.equal(openBlob(blob, backingKey.secret, Buffer.alloc(0)), undefined)
    assert.equal(openBlob(blob, randomBytes(32), context), undefined)
  })
})

describe('backingKeyOf', () => {
  it('reads key id and version', () => {
    const { blob, backingKey } = setUp()

    const reference = backingKeyOf(blob)

    assert.deepEqual(reference && Buffer.from(reference.keyId), backingKey.keyId)
    assert.equal(reference?.version, backingKey.version)
  })

  it('refuses any length that leaves no room for a plaintext', () => {
    const { blob, backingKey } = setUp()

    for (let length = 0; length <= 152; length += 1) {
      assert.equal(backingKeyOf(blob.subarray(0, length)), undefined, `${length} bytes`)
    }
    assert.equal(backingKeyOf(blob.subarray(0, 153))?.version, backingKey.version)
  })

  it('refuses any other format', () => {
    const { blob } = setUp()
    blob[0] = 2

    assert.equal(backingKeyOf(blob), undefined)
  })
})

function setUp() {
  const backingKey = { keyId: randomBytes(16), version: 3, secret: randomBytes(32) }
  const keyMaterial = randomBytes(32)
  const copy = Buffer.from(keyMaterial)
  const context = Buffer.from('the encryption context')
  const blob = sealBlob(backingKey, keyMaterial, context)
  return { backingKey, keyMaterial, copy, context, blob }
}
