import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { verdictMarks } from '../overview.ts'
import { charactersWithoutGlyph } from './fonts.ts'

describe('charactersWithoutGlyph', () => {
  it('finds none among what people write, and none among our own marks', () => {
    assert.deepEqual(
      charactersWithoutGlyph('Grüße, naïve Łódź Ελλάδα Привет 0.5 µs ≤ 1 ms – × … ✔✘◆■·=↓'),
      [],
    )
    assert.deepEqual(charactersWithoutGlyph(Object.values(verdictMarks).join(' ')), [])
    assert.deepEqual(charactersWithoutGlyph(''), [])
  })

  it('gives each that is missing once, in the order of the text', () => {
    assert.deepEqual(charactersWithoutGlyph('鑰 a 密 鑰 😀'), ['鑰', '密', '😀'])
  })
})
