import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { edk, keyMaterial, keyReferences, seal } from './envelope.fixture.ts'
import { inspectEnvelope } from './inspect.ts'
import { SealingKey } from './key-material.ts'
import { suites } from './suites/registry.ts'

describe('inspectEnvelope', () => {
  it('describes every byte of a record exactly once', () => {
    for (const suite of suites) {
      const key = SealingKey.prepare(suite, keyMaterial(), edk)
      for (const keyReference of keyReferences) {
        const record = seal({ key, keyReference })

        const { fields, length } = inspectEnvelope(record)

        assert.equal(length, record.length)
        assert.equal(fields.map(({ hex }) => hex).join(''), record.toString('hex'))
        let end = 0
        for (const field of fields) {
          assert.equal(field.offset, end, field.name)
          end += field.length
        }
      }
    }
  })

  it('names suite, key reference, EDK and overhead', () => {
    const key = SealingKey.prepare(suites[0], keyMaterial(), edk)

    const description = inspectEnvelope(seal({ key }))

    assert.equal(description.suite.id, '0x0101')
    assert.equal(description.suite.name, 'aes-256-gcm+hkdf-sha512')
    assert.equal(description.keyReference, 'inline')
    assert.match(description.edkHash ?? '', /^2e1b4a9e/)
    assert.equal(description.contentLength, 15)
    assert.equal(description.overheadLength, 262)
  })

  it('refuses what is not a record', () => {
    assert.throws(() => inspectEnvelope(Buffer.from('not a record')), {
      code: 'ERR_ENVELOPE',
      reason: 'BAD_MAGIC',
    })
  })
})
