import assert from 'node:assert/strict'
import { createDecipheriv, createHmac } from 'node:crypto'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { assertUnpooled } from '../../envelope/secret-bytes.ts'
import { branchKeyIdOf, localEdkLength, randomKeyMaterial, unwrapLocally, wrapLocally } from './local-edk.ts'

const branchKey = Buffer.alloc(32, 0x42)
const name = { id: Buffer.alloc(16, 0x17), binding: Buffer.from('orders') }
const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 })

describe('wrapLocally', () => {
  it('makes 92 bytes that unwrap to the same key material, whatever it is', () => {
    fc.assert(
      fc.property(bytes32, bytes32, fc.uint8Array({ maxLength: 200 }), (key, keyMaterial, binding) => {
        const named = { ...name, binding: Buffer.from(binding) }

        const edk = wrapLocally(Buffer.from(key), named, Buffer.from(keyMaterial))

        assert.equal(edk.length, 92)
        assert.deepEqual(unwrapLocally(Buffer.from(key), named, edk), Buffer.from(keyMaterial))
      }),
    )
  })

  it('lays them out as documented: another program opens them', () => {
    const keyMaterial = randomKeyMaterial()

    const edk = wrapLocally(branchKey, name, keyMaterial)

    const label = Buffer.from('sealbench/local-edk/v1\0')
    const wrappingKey = createHmac('sha256', branchKey)
      .update(Buffer.from([0, 0, 0, 1]))
      .update(label)
      .update(edk.subarray(0, 16))
      .update(Buffer.from([0, 0, 1, 0]))
      .digest()
    const decipher = createDecipheriv('aes-256-gcm', wrappingKey, edk.subarray(16, 28), { authTagLength: 16 })
    decipher.setAAD(Buffer.concat([label, name.id, name.binding]))
    decipher.setAuthTag(edk.subarray(76))
    assert.deepEqual(Buffer.concat([decipher.update(edk.subarray(44, 76)), decipher.final()]), keyMaterial)
    assert.deepEqual(edk.subarray(28, 44), name.id)
  })

  it('never makes the same bytes twice', () => {
    const keyMaterial = randomKeyMaterial()

    const edks = Array.from({ length: 1000 }, () => wrapLocally(branchKey, name, keyMaterial))

    // Neither salts and nonces nor what was encrypted under them.
    assert.equal(new Set(edks.map((edk) => edk.toString('hex', 0, 28))).size, 1000)
    assert.equal(new Set(edks.map((edk) => edk.toString('hex', 44))).size, 1000)
  })
})

describe('unwrapLocally', () => {
  it('refuses whatever was changed, bit by bit', () => {
    const edk = wrapLocally(branchKey, name, randomKeyMaterial())

    for (let bit = 0; bit < localEdkLength * 8; bit += 1) {
      const changed = Buffer.from(edk)
      changed[bit >> 3]! ^= 1 << (bit & 7)
      // The id names the branch key, and is authenticated by that which it names.
      const named = { ...name, id: Buffer.from(branchKeyIdOf(changed)!) }
      assert.throws(() => unwrapLocally(branchKey, named, changed), { code: 'ERR_ENVELOPE' })
    }
  })

  it('refuses what belongs to another branch key, id or binding', () => {
    const edk = wrapLocally(branchKey, name, randomKeyMaterial())

    assert.throws(() => unwrapLocally(Buffer.alloc(32, 0x43), name, edk), { code: 'ERR_ENVELOPE' })
    assert.throws(() => unwrapLocally(branchKey, { ...name, id: Buffer.alloc(16) }, edk), {
      code: 'ERR_ENVELOPE',
    })
    assert.throws(() => unwrapLocally(branchKey, { ...name, binding: Buffer.from('order') }, edk), {
      code: 'ERR_ENVELOPE',
    })
  })

  it('gives key material in memory of its own', () => {
    const keyMaterial = randomKeyMaterial()
    assertUnpooled(keyMaterial)
    assertUnpooled(unwrapLocally(branchKey, name, wrapLocally(branchKey, name, keyMaterial)))
  })
})

describe('branchKeyIdOf', () => {
  it('knows a local EDK by its 92 bytes', () => {
    assert.equal(branchKeyIdOf(Buffer.alloc(91)), undefined)
    assert.deepEqual(branchKeyIdOf(Buffer.alloc(92)), Buffer.alloc(16))
    assert.equal(branchKeyIdOf(Buffer.alloc(93)), undefined)
  })
})
