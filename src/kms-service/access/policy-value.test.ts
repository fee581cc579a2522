import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { KmsException } from '../kms-exception.ts'
import { kindOf, malformed, membersOf, stringOf, stringsOf } from './policy-value.ts'

describe('malformed', () => {
  it('says where and what under the name that AWS has for it', () => {
    const error = malformed('Statement[2].Effect', 'is wrong.')

    assert.ok(error instanceof KmsException)
    assert.equal(error.errorName, 'MalformedPolicyDocumentException')
    assert.equal(error.message, 'Statement[2].Effect is wrong.')
  })
})

describe('membersOf', () => {
  it('gives the members of an object', () => {
    assert.deepEqual(membersOf({ a: 1, b: null }, 'Here'), [
      ['a', 1],
      ['b', null],
    ])
  })

  for (const value of [null, undefined, [], 'text', 1])
    it(`refuses ${kindOf(value)}`, () => {
      assert.throws(() => membersOf(value, 'Here'), {
        errorName: 'MalformedPolicyDocumentException',
        message: `Here must be an object, not ${kindOf(value)}.`,
      })
    })
})

describe('stringsOf', () => {
  it('makes a list of one string and leaves a list as it is', () => {
    assert.deepEqual(stringsOf('a', 'Here'), ['a'])
    assert.deepEqual(stringsOf(['a', 'b'], 'Here'), ['a', 'b'])
  })

  for (const value of [[], [''], ['a', 1], {}, undefined, ''])
    it(`refuses ${JSON.stringify(value)}`, () => {
      assert.throws(() => stringsOf(value, 'Here'), { errorName: 'MalformedPolicyDocumentException' })
    })
})

describe('stringOf', () => {
  it('gives a string back', () => {
    assert.equal(stringOf('a', 'Here'), 'a')
  })

  it('refuses what is empty or no string', () => {
    assert.throws(() => stringOf('', 'Here'), { message: 'Here must not be empty.' })
    assert.throws(() => stringOf(1, 'Here'), { message: 'Here must be a string, not a number.' })
  })
})
