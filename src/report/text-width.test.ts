import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { fontOf } from './stills/fonts.ts'
import { textColumns, textWidth } from './text-width.ts'

const fonts = { normal: fontOf('regular'), bold: fontOf('bold') } as const
const measured = [
  ...Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)),
  ...Array.from('·×±°µ²³½–—…‘’“”•≤≥≈≠−→←↑↓∞√σλμΔ'),
]

describe('textWidth', () => {
  for (const [weight, font] of Object.entries(fonts))
    it(`is that of Arimo, ${weight}`, () => {
      const wrong = measured.filter((character) => {
        const width = (font.charToGlyph(character).advanceWidth * 1000) / font.unitsPerEm
        return !font.charToGlyphIndex(character) || textWidth(character, 1000, weight) !== Math.round(width)
      })

      assert.deepEqual(wrong, [])
    })

  it('adds up, and grows with the size', () => {
    assert.equal(textWidth('Hello', 1000), 722 + 556 + 222 + 222 + 556)
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        assert.equal(textWidth(one + other, 1000), textWidth(one, 1000) + textWidth(other, 1000))
        assert.ok(textWidth(one, 13) >= textWidth(one, 12))
      }),
    )
  })

  it('is bold from a weight of 600', () => {
    assert.equal(textWidth('claim', 1000, 600), textWidth('claim', 1000, 'bold'))
    assert.equal(textWidth('claim', 1000, 599), textWidth('claim', 1000))
    assert.ok(textWidth('claim', 1000, 'bold') > textWidth('claim', 1000))
  })

  it('never underrates characters that it does not know', () => {
    assert.equal(textWidth('密鑰', 10), 20)
    assert.equal(textWidth('密鑰', 10, 'bold'), 20)
  })
})

describe('textColumns', () => {
  it('counts wide characters twice', () => {
    assert.equal(textColumns('ab✔'), 3)
    assert.equal(textColumns('密鑰'), 4)
  })
})
