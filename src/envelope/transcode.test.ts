import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { edk, keyMaterial, keyReferences, open, otherEdk, saltOf, seal } from './envelope.fixture.ts'
import { SealingKey } from './key-material.ts'
import { suites } from './suites/registry.ts'
import { transcode } from './transcode.ts'

describe('transcode', () => {
  it('gives what sealing with that key reference would have given', () => {
    for (const suite of suites) {
      const key = SealingKey.prepare(suite, keyMaterial(), edk)
      const salt = saltOf(suite)
      for (const from of keyReferences) {
        for (const to of keyReferences) {
          const transcoded = transcode(seal({ key, salt, keyReference: from }), to, edk)

          assert.deepEqual(transcoded, seal({ key, salt, keyReference: to }))
        }
      }
    }
  })

  it('is the identity there and back, and leaves the record readable', () => {
    const keys = suites.map((suite) => SealingKey.prepare(suite, keyMaterial(), edk))
    const [key, reference] = [fc.constantFrom(...keys), fc.constantFrom(...keyReferences)]
    fc.assert(
      fc.property(key, reference, reference, fc.uint8Array(), (anyKey, from, to, payload) => {
        const record = seal({ key: anyKey, keyReference: from, payload })

        const there = transcode(record, to, edk)

        assert.deepEqual(transcode(there, from, edk), record)
        assert.deepEqual(open(there).payload, Buffer.from(payload))
      }),
      { seed: 1066, numRuns: 300 },
    )
  })

  it('refuses another EDK than that of the record', () => {
    const key = SealingKey.prepare(suites[0], keyMaterial(), edk)

    for (const keyReference of keyReferences.slice(0, 2)) {
      assert.throws(() => transcode(seal({ key, keyReference }), { kind: 'inline' }, otherEdk), {
        code: 'ERR_ENVELOPE',
        reason: 'UNKNOWN_EDK',
      })
    }
  })

  it('makes a record unreadable where a batch index was given the wrong EDK', () => {
    const key = SealingKey.prepare(suites[0], keyMaterial(), edk)
    const record = seal({ key, keyReference: { kind: 'batch-index', index: 1 } })

    const transcoded = transcode(record, { kind: 'inline' }, otherEdk)

    assert.throws(() => open(transcoded), { code: 'ERR_ENVELOPE', reason: 'AUTH' })
  })
})
