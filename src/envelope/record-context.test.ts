import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { recordContext, recordContextOf } from './record-context.ts'

describe('recordContextOf', () => {
  it('is that of the stream and shard for their two entries, in any order', () => {
    const expected = recordContext('arn', 'shard')

    assert.deepEqual(recordContextOf({ 'kse:shard': 'shard', 'aws:kinesis:arn': 'arn' }), expected)
    assert.equal(expected.hash.length, 32)
  })

  it('sorts by the bytes of UTF-8, which differ from those of UTF-16', () => {
    const { serialized } = recordContextOf({ '\u{1F511}': 'late', '\uFF5E': 'early' })

    assert.ok(serialized.indexOf('early') < serialized.indexOf('late'))
  })

  it('tells apart entries that would be the same when strung together', () => {
    assert.notDeepEqual(recordContextOf({ ab: 'c' }).hash, recordContextOf({ a: 'bc' }).hash)
  })

  it('takes an empty context', () => {
    assert.deepEqual(recordContextOf({}).serialized, Buffer.of(0, 0))
  })

  it('takes values of 65,535 bytes and refuses longer ones', () => {
    assert.ok(recordContextOf({ key: 'v'.repeat(65_535) }))
    assert.throws(() => recordContextOf({ key: 'v'.repeat(65_536) }), {
      code: 'ERR_ENVELOPE',
      reason: 'CONTEXT',
    })
  })

  it('refuses lone surrogates, which would alias', () => {
    assert.throws(() => recordContextOf({ key: '\uD800' }), { code: 'ERR_ENVELOPE', reason: 'CONTEXT' })
    assert.throws(() => recordContextOf({ '\uDFFF': '' }), { code: 'ERR_ENVELOPE', reason: 'CONTEXT' })
  })
})
