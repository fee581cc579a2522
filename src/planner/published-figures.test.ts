import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { publishedFigures } from './published-figures.ts'

describe('publishedFigures', () => {
  const figures = publishedFigures()

  for (const { what, published, computed, unit } of figures)
    it(`comes within 0.5 % of ${published} ${unit}: ${what}`, () => {
      assert(Math.abs(computed / published - 1) < 0.005, `${computed}`)
    })

  it('cites all of them', () => {
    assert.deepEqual(
      figures.filter(({ source }) => !/https:\/\/|\d{4}|\d records\/s|pricing/.test(source)),
      [],
    )
  })

  it('has whole examples of AWS as they are', () => {
    const examples = figures.filter(({ what }) => /example|producers|consumers/.test(what))

    assert(examples.length >= 6)
    for (const { published, computed } of examples) assert(Math.abs(computed - published) < 1e-6 * published)
  })
})
