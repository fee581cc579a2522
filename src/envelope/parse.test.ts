/**
 * Envelopes that are parsed: EDKs of all lengths, and headers that are random or nearly valid.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { open, seal } from './envelope.fixture.ts'
import { keyOf, reasonOf } from './open.fixture.ts'
import { parseEnvelope } from './parse.ts'
import { suites } from './suites/registry.ts'

describe('parseEnvelope and openParsed', () => {
  it('parses EDKs of 1 to 4096 bytes, without a copy', () => {
    const lengthsAllowed = [1, 4096].map((length) => {
      const record = seal({ key: keyOf(suites[0], Buffer.alloc(length, 5)) })
      const { keyReference } = parseEnvelope(record)
      assert.ok(keyReference.kind === 'inline')
      assert.equal(keyReference.edk.buffer, record.buffer)
      return keyReference.edk.length
    })
    assert.deepEqual(lengthsAllowed, [1, 4096])
    assert.equal(
      reasonOf(() => open(withKeyReferenceLength(0))),
      'BAD_KEYREF_LEN',
    )
    assert.equal(
      reasonOf(() => open(withKeyReferenceLength(4097))),
      'BAD_KEYREF_LEN',
    )
  })

  it('survives 20,000 headers that are random or nearly valid', () => {
    const valid = seal({ key: keyOf(suites[0]) })
    let state = 12_345
    const next = (): number => (state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0) >>> 8

    for (let round = 0; round < 20_000; round += 1) {
      const record = Buffer.from(valid.subarray(0, next() % (valid.length + 1)))
      for (let change = 0; change <= round % 4; change += 1) {
        if (record.length > 0) record[next() % Math.min(record.length, 16)] = next()
      }
      const reason = reasonOf(() => open(record))

      if (reason === 'opened') assert.deepEqual(record, valid)
    }
  })
})

function withKeyReferenceLength(length: number): Buffer {
  const record = Buffer.concat([seal({ key: keyOf(suites[0]) }), Buffer.alloc(5000)])
  record.writeUInt16BE(length, 6)
  return record
}
