import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { loadPlain, plainLength, storePlain } from './plain-layout.ts'

describe('the plain layout', () => {
  it('brings back any record, within exactly the length that was told', () => {
    const records = fc.record({
      partitionKey: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }),
      payload: fc.uint8Array({ maxLength: 2000 }),
    })

    fc.assert(
      fc.property(records, fc.nat(10), (record, offset) => {
        const length = plainLength(record)
        const target = Buffer.alloc(offset + length + 5, 0xaa)

        storePlain(target, offset, record)
        const { partitionKey, payload } = loadPlain(target.subarray(offset, offset + length))

        assert.equal(partitionKey, record.partitionKey)
        assert.deepEqual(payload, Buffer.from(record.payload))
        assert(target.subarray(0, offset).every((byte) => byte === 0xaa))
        assert(target.subarray(offset + length).every((byte) => byte === 0xaa))
      }),
      { seed: 20170701, numRuns: 100 },
    )
  })

  it('delivers a payload that outlives the log', () => {
    const stored = Buffer.from('\0\x03keypayload')

    const { payload } = loadPlain(stored)
    stored.fill(0)

    assert.equal(payload.toString(), 'payload')
  })
})
