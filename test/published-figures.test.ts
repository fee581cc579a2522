import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { publishedFigures } from '../scripts/published-figures.ts'
import { sqsAsCaches } from '../scripts/sqs-as-caches.ts'

describe('publishedFigures', () => {
  const figures = publishedFigures()

  for (const { what, expected, computed, unit } of figures)
    it(`comes within 0.5 % of ${expected} ${unit}: ${what}`, () => {
      assert(Math.abs(computed / expected - 1) < 0.005, `${computed}`)
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
    for (const { expected, computed } of examples) assert(Math.abs(computed - expected) < 1e-6 * expected)
  })
})

describe('sqsAsCaches', () => {
  it('has a call of each producer, and one of each consumer for each of them', () => {
    for (const { producers, consumers, byCaches } of sqsAsCaches()) {
      const expected = producers * (1 + consumers)
      assert(Math.abs(byCaches / expected - 1) < 0.001, `${byCaches}`)
    }
  })

  it('has other calls than the formula of AWS, which counts producers twice and consumers once', () => {
    assert.deepEqual(
      sqsAsCaches().map(({ byFormula, byCaches }) => [byFormula, Math.round(byCaches)]),
      [
        [3, 2],
        [7, 6],
        [12, 15],
      ],
    )
  })
})
