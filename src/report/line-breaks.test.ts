import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { brokenLines, cutInside } from './line-breaks.ts'

const length = (text: string) => text.length

describe('brokenLines', () => {
  it('keeps on one line what just fits', () => {
    assert.deepEqual(brokenLines('ttl 5 min', 9, length), ['ttl 5 min'])
    assert.deepEqual(brokenLines('ttl 5 min', 8, length), ['ttl 5', 'min'])
  })

  it('breaks after commas rather than between a setting and its value', () => {
    assert.deepEqual(brokenLines('ttl 5 min, policy independent', 20, length), [
      'ttl 5 min,',
      'policy independent',
    ])
  })

  it('cuts the last line that it may have, and words that are too long', () => {
    assert.deepEqual(brokenLines('one two three four', 8, length, 2), ['one two', 'three f…'])
    assert.deepEqual(brokenLines('abcdefghij', 4, length), ['abc…'])
  })

  it('asks for few widths, however long words are', () => {
    for (const text of ['a'.repeat(20_000), 'ab '.repeat(10_000)]) {
      let asked = 0

      brokenLines(text, 40, ({ length: characters }) => ((asked += characters), characters), 3)

      assert.ok(asked < 20 * text.length, `${asked} characters measured`)
    }
  })

  it('never exceeds width or lines', () => {
    const words = fc.array(fc.constantFrom('a', 'bcd,', 'efghij', 'klmnopqrstu'), { minLength: 1 })
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 4 }),
        (list, width, most) => {
          const lines = brokenLines(list.join(' '), width, length, most)

          assert.ok(lines.length <= most)
          assert.ok(lines.every((line) => line.length <= width))
        },
      ),
    )
  })
})

describe('cutInside', () => {
  it('keeps both ends, and whole what just fits', () => {
    assert.equal(cutInside('abcdefghij', 10, length), 'abcdefghij')
    assert.equal(cutInside('abcdefghij', 9, length), 'abcd…ghij')
    assert.equal(cutInside('abcdefghij', 8, length), 'abcd…hij')
    assert.equal(cutInside('abcdefghij', 1, length), '…')
  })

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 40 }),
        fc.integer({ min: 1, max: 30 }),
        (text, width) => {
          const cut = cutInside(text, width, length)

          assert.ok(cut.length <= width)
          assert.equal(cut === text, text.length <= width)
        },
      ),
    )
  })
})
