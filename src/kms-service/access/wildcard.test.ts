import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, property, string } from 'fast-check'

import { compileWildcard, compileWildcards } from './wildcard.ts'

const run = { seed: 20170701, numRuns: 2000 }
const anyText = string({ unit: constantFrom('a', 'b', ':'), maxLength: 12 })
const anyPattern = string({ unit: constantFrom('a', 'b', ':', '?', '*'), maxLength: 8 })

describe('compileWildcard', () => {
  it('agrees with a matcher that tries everything', () => {
    check(
      property(anyPattern, anyText, (pattern, text) => {
        assert.equal(compileWildcard(pattern)(text), matchesNaively(pattern, text))
      }),
      run,
    )
  })

  it('takes every text for itself where it has no wildcard, and no other', () => {
    check(
      property(anyText, anyText, (pattern, text) => {
        assert.equal(compileWildcard(pattern)(text), pattern === text)
      }),
      run,
    )
  })

  for (const [pattern, matching, other] of [
    ['*', '', undefined],
    ['kms:*', 'kms:Decrypt', 'km:Decrypt'],
    ['kms:ReEncrypt*', 'kms:ReEncryptFrom', 'kms:Encrypt'],
    ['ab*ba', 'abba', 'aba'],
    ['*aa*aa*', 'aaaa', 'aaa'],
    ['a?c', 'abc', 'ac'],
    ['?', 'a', ''],
    ['??', '\u{1f511}', 'a'],
    ['a.c', 'a.c', 'abc'],
    ['*?*', 'a', ''],
    ['*b?d*', 'abbcbcd', 'abbccd'],
    ['a\n*', 'a\n\n', 'a'],
  ] as const)
    it(`takes ${JSON.stringify(matching)} for ${JSON.stringify(pattern)} and not ${JSON.stringify(other)}`, () => {
      const matches = compileWildcard(pattern)

      assert.equal(matches(matching), true)
      if (other !== undefined) assert.equal(matches(other), false)
    })

  it('stays quick where backtracking would never end', () => {
    const matches = compileWildcard('*a?'.repeat(40) + 'b')

    assert.equal(matches('a'.repeat(4000)), false)
  })
})

describe('compileWildcards', () => {
  it('matches what any of its patterns matches', () => {
    check(
      property(array(anyPattern, { maxLength: 4 }), anyText, (patterns, text) => {
        const expected = patterns.some((pattern) => compileWildcard(pattern)(text))

        assert.equal(compileWildcards(patterns)(text), expected)
      }),
      run,
    )
  })

  it('matches nothing without patterns', () => {
    assert.equal(compileWildcards([])(''), false)
  })
})

function matchesNaively(pattern: string, text: string): boolean {
  if (pattern === '') return text === ''
  if (pattern[0] === '*')
    return matchesNaively(pattern.slice(1), text) || (text !== '' && matchesNaively(pattern, text.slice(1)))
  return (
    text !== '' &&
    (pattern[0] === '?' || pattern[0] === text[0]) &&
    matchesNaively(pattern.slice(1), text.slice(1))
  )
}
