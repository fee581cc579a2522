import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as assertLaw, constantFrom, property, string } from 'fast-check'

import { printable } from '../text.ts'
import { printableJson } from './printable-json.ts'

describe('printableJson', () => {
  it('leaves printable data as they are', () => {
    const data = { a: ['x', 1, null, { 'b.c': true }], missing: undefined }

    assert.equal(printableJson(data), JSON.stringify(data))
  })

  it('makes names and texts printable, the same in both places', () => {
    const data = { cells: [{ params: { 'ttl\u202e': '5\u0000min' } }], sweep: ['ttl\u202e'] }

    assert.deepEqual(JSON.parse(printableJson(data)), {
      cells: [{ params: { 'ttl ': '5 min' } }],
      sweep: ['ttl '],
    })
  })

  it('keeps apart what differs in such characters alone', () => {
    const data = [{ id: 'a\u202eb' }, { id: 'a\u200fb' }, { id: 'a b' }, { id: 'a\u202eb' }]

    assert.deepEqual(JSON.parse(printableJson(data)), [
      { id: 'a b (2)' },
      { id: 'a b (3)' },
      { id: 'a b' },
      { id: 'a b (2)' },
    ])
  })

  it('gives any texts one to one, and all printable', () => {
    const text = string({ unit: constantFrom('a', ' ', '\u0007', '\u202e', '\u200e', ' (2)') })
    assertLaw(
      property(array(text), (texts) => {
        const shown = JSON.parse(printableJson(texts)) as string[]

        assert.ok(shown.every((one) => printable(one) === one))
        assert.deepEqual(
          shown.map((one) => shown.indexOf(one)),
          texts.map((one) => texts.indexOf(one)),
        )
      }),
    )
  })
})
