import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isDeepStrictEqual } from 'node:util'

import { assert as check, constantFrom, property, string, tuple, uniqueArray } from 'fast-check'

import { canonicalBytesOf } from './encryption-context.ts'

const anyText = string({ unit: constantFrom('a', 'b', '\0', '\ud800', '\u{1f511}'), maxLength: 2 })
const anyPairs = uniqueArray(tuple(anyText, anyText), { selector: ([key]) => key, maxLength: 3 })

describe('canonicalBytesOf', () => {
  it('does not depend on the order of the pairs', () => {
    check(
      property(anyPairs, (pairs) => {
        const forwards = canonicalBytesOf(Object.fromEntries(pairs))
        const backwards = canonicalBytesOf(Object.fromEntries(pairs.toReversed()))

        assert.deepEqual(forwards, backwards)
      }),
      { seed: 20170701 },
    )
  })

  it('gives different bytes for different contexts', () => {
    check(
      property(anyPairs, anyPairs, (one, other) => {
        const areSame = isDeepStrictEqual(Object.fromEntries(one), Object.fromEntries(other))

        const bytes = [one, other].map((pairs) => canonicalBytesOf(Object.fromEntries(pairs)))

        assert.equal(bytes[0]!.equals(bytes[1]!), areSame)
      }),
      { seed: 20170701 },
    )
  })

  it('does not confuse where one string ends and the next begins', () => {
    assert.notDeepEqual(canonicalBytesOf({ ab: 'c' }), canonicalBytesOf({ a: 'bc' }))
  })

  it('tells lone surrogates apart', () => {
    assert.notDeepEqual(canonicalBytesOf({ key: '\ud800' }), canonicalBytesOf({ key: '\ud801' }))
  })

  it('gives no bytes for no context', () => {
    assert.equal(canonicalBytesOf({}).length, 0)
  })
})
