import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { KmsException } from '../kms-exception.ts'
import { depthMax, integerOf, jsonObjectOf, typeFault, type MemberType } from './serialization.ts'

describe('jsonObjectOf', () => {
  it('reads what JSON.stringify writes', () => {
    const object = fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ maxDepth: 4 }), {
      noNullPrototype: true,
    })

    fc.assert(
      fc.property(object, (value) => {
        assert.deepEqual(jsonObjectOf(Buffer.from(JSON.stringify(value))), JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  it('reads no bytes as no members', () => {
    assert.deepEqual(jsonObjectOf(new Uint8Array()), {})
  })

  const malformed: readonly (readonly [string, string | Uint8Array])[] = [
    ['text that is no JSON', 'KeyId=k'],
    ['an object cut short', '{"KeyId":"k"'],
    ['a trailing comma', '{"KeyId":"k",}'],
    ['something after the object', '{} {}'],
    ['blanks alone', '  '],
    ['a number', '1'],
    ['a string', '"{}"'],
    ['null', 'null'],
    ['a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 0x7b, 0x7d)],
    ['a byte that UTF-8 does not have', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a character cut short', Uint8Array.of(0x7b, 0x7d, 0xe2, 0x82)],
    ['a surrogate in UTF-8', Uint8Array.of(0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d)],
    ['an overlong slash', Uint8Array.of(0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d)],
  ]
  for (const [name, body] of malformed) {
    it(`refuses ${name} without a message`, () => {
      assert.throws(() => jsonObjectOf(Buffer.from(body)), {
        errorName: 'SerializationException',
        status: 400,
        message: '',
      })
    })
  }

  it('reads on after bytes that are no UTF-8', () => {
    assert.throws(() => jsonObjectOf(Uint8Array.of(0x7b, 0xe2, 0x82)), KmsException)

    assert.deepEqual(jsonObjectOf(Buffer.from('{"a":"é"}')), { a: 'é' })
  })

  it('refuses a list at the top', () => {
    assert.throws(() => jsonObjectOf(Buffer.from('[{}]')), {
      errorName: 'SerializationException',
      message: 'Start of list found where not expected',
    })
  })

  for (const [open, close] of [
    ['[', ']'],
    ['{"a":', '}'],
  ] as const) {
    it(`takes ${depthMax} levels of ${open} and not one more`, () => {
      const deepest = nested(depthMax, open, close)
      const deeper = nested(depthMax + 1, open, close)

      assert.doesNotThrow(() => jsonObjectOf(deepest))
      assert.throws(() => jsonObjectOf(deeper), {
        errorName: 'SerializationException',
        message: 'The request is nested deeper than 32 levels.',
      })
    })
  }

  it('counts neither brackets within strings nor those side by side', () => {
    const text = `\\"${'[{'.repeat(100)}`
    const value = { [text]: text, list: Array.from({ length: 100 }, () => [{}]) }

    assert.deepEqual(jsonObjectOf(Buffer.from(JSON.stringify(value))), value)
  })

  it('survives a megabyte of brackets', () => {
    for (const bracket of ['[', '{', ']', '}', '"', '\\']) {
      const body = Buffer.from(`{"a":${bracket.repeat(1 << 20)}`)

      assert.throws(() => jsonObjectOf(body), { errorName: 'SerializationException' })
    }
  })
})

describe('typeFault', () => {
  const cases: readonly (readonly [unknown, MemberType, string])[] = [
    [1, 'String', 'NUMBER_VALUE can not be converted to a String'],
    [true, 'String', 'TRUE_VALUE can not be converted to a String'],
    [false, 'String', 'FALSE_VALUE can not be converted to a String'],
    [[], 'String', 'Start of list found where not expected'],
    [{}, 'String', 'Start of structure or map found where not expected.'],
    ['1', 'Integer', 'STRING_VALUE can not be converted to an Integer'],
    [true, 'Integer', 'TRUE_VALUE can not be converted to an Integer'],
    [1, 'Boolean', 'NUMBER_VALUE can not be converted to a Boolean'],
    ['yes', 'Boolean', 'STRING_VALUE can not be converted to an Boolean'],
    [1, 'Blob', 'NUMBER_VALUE can not be converted to a Blob'],
    ['%', 'Blob', 'STRING_VALUE can not be converted to a Blob'],
    ['a', 'List', 'Expected list or null'],
    [{}, 'List', 'Start of structure or map found where not expected.'],
    ['a', 'Map', 'Expected map or null'],
    [[], 'Map', 'Start of list found where not expected'],
    [1, 'Structure', 'Expected null'],
    [[], 'Structure', 'Start of list found where not expected'],
  ]
  for (const [value, type, message] of cases) {
    it(`says why ${JSON.stringify(value)} is no ${type}`, () => {
      assert.equal(typeFault(value, type), message)
    })
  }
})

describe('integerOf', () => {
  it('cuts off and stays within 32 bits', () => {
    assert.deepEqual(
      [1.9, -1.9, 2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 1e300].map(integerOf),
      [1, -1, 2147483647, 2147483647, -2147483648, -2147483648, 2147483647],
    )
  })
})

function nested(levels: number, open: string, close: string): Buffer {
  return Buffer.from(`{"a":${open.repeat(levels - 1)}1${close.repeat(levels - 1)}}`)
}
