import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { edk, keyMaterial, open, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { unpooledCopy } from './secret-bytes.ts'
import { suites } from './suites/registry.ts'
import type { Suite } from './suites/suite.ts'

const assertion = { code: 'ERR_ASSERTION' }
const prepare = (): SealingKey => SealingKey.prepare(suites[0], keyMaterial(), edk)

describe('SealingKey', () => {
  for (const suite of suites) {
    it(`keeps for ${suite.name} nothing of the memory it was given`, () => {
      const given = keyMaterial()

      const key = SealingKey.prepare(suite, given, edk)

      assert.deepEqual(given, Buffer.alloc(32))
      assert.deepEqual(open(seal({ key })).payload, Buffer.from('hello world'))
    })
  }

  it('says why a suite cannot be used here, and wipes the key material', () => {
    const unavailable: Suite = { ...suites[0], unavailable: 'No such cipher today.' }
    const given = keyMaterial()

    assert.throws(() => SealingKey.prepare(unavailable, given, edk), {
      code: 'ERR_ENVELOPE',
      reason: 'SUITE_UNAVAILABLE',
      message: 'The suite aes-256-gcm+hkdf-sha512 cannot be used here. No such cipher today. Choose another.',
    })
    assert.deepEqual(given, Buffer.alloc(32))
  })

  it('takes key material of 32 bytes and wipes what it refuses', () => {
    assert.ok(prepare())
    for (const length of [0, 31, 33, 64]) {
      const wrong = unpooledCopy(Buffer.alloc(length, 1))

      assert.throws(() => SealingKey.prepare(suites[0], wrong, edk), {
        code: 'ERR_ENVELOPE',
        reason: 'KEY_MATERIAL_LENGTH',
      })
      assert.deepEqual(wrong, Buffer.alloc(length))
    }
  })

  it('refuses key material in pooled memory', () => {
    assert.throws(() => SealingKey.prepare(suites[0], Buffer.from(keyMaterial()), edk), assertion)
  })

  it('takes EDKs of 1 to 4096 bytes', () => {
    for (const length of [1, 4096]) {
      assert.equal(SealingKey.prepare(suites[0], keyMaterial(), Buffer.alloc(length)).edk.length, length)
    }
    for (const length of [0, 4097]) {
      assert.throws(() => SealingKey.prepare(suites[0], keyMaterial(), Buffer.alloc(length)), {
        code: 'ERR_ENVELOPE',
        reason: 'EDK_LENGTH',
      })
    }
  })

  it('keeps its own copy of the EDK', () => {
    const given = Buffer.from(edk)
    const key = SealingKey.prepare(suites[0], keyMaterial(), given)

    given.fill(0)

    assert.deepEqual(key.edk, edk)
  })

  it('is wiped at once when nobody has a lease, and only once', () => {
    const key = prepare()
    assert.equal(key.isWiped, false)

    key.wipe()
    key.wipe()

    assert.equal(key.isWiped, true)
  })

  it('is wiped with the end of the last lease', () => {
    const key = prepare()
    key.retain()
    key.retain()

    key.wipe()
    key.release()
    assert.equal(key.isWiped, false)
    assert.ok(seal({ key }))

    key.release()
    assert.equal(key.isWiped, true)
  })

  it('is neither used nor lent out after it was wiped', () => {
    const wiped = prepare()
    wiped.wipe()
    const retired = prepare()
    retired.retain()
    retired.wipe()

    assert.throws(() => seal({ key: wiped }), assertion)
    assert.throws(() => wiped.retain(), assertion)
    assert.throws(() => retired.retain(), assertion)
  })

  it('is not released more often than retained', () => {
    const key = prepare()
    key.retain()
    key.release()

    assert.throws(() => key.release(), assertion)
  })
})
