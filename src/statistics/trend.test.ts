import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { medianOf, trendOf } from './trend.ts'

describe('trendOf', () => {
  it('agrees with known answers', () => {
    // S = 8 of 10 pairs, variance 300 / 18.
    const { p, slope } = trendOf([1, 2, 4, 3, 5])
    assert(Math.abs(p - 0.086411) < 1e-4, `${p}`)
    assert.equal(slope, 1)

    // S = 8, as two pairs are alike: variance (300 - 18 - 18) / 18.
    const tied = trendOf([2, 2, 3, 5, 5])
    assert(Math.abs(tied.p - 0.067577) < 1e-4, `${tied.p}`)
  })

  it('turns round with the series', () => {
    const series = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 30 })

    fc.assert(
      fc.property(series, (values) => {
        const forward = trendOf(values)
        const backward = trendOf(values.toReversed())

        assert(Math.abs(forward.slope + backward.slope) < 1e-9)
        assert(Math.abs(forward.p - backward.p) < 1e-9)
        assert(Math.abs(forward.pFalling + backward.pFalling - 1) < 1e-9)
      }),
      { seed: 20170701 },
    )
  })

  it('takes noise for a fall as often as it says', () => {
    const random = randomStream(20170701, 'noise')
    const series = Array.from({ length: 2000 }, () =>
      Array.from({ length: 12 }, () => Math.exp(random.normal())),
    )

    const falls = series.filter((values) => trendOf(values).pFalling < 0.05).length

    assert(falls > 60 && falls < 130, `${falls} of 2000`)
  })

  it('finds a fall in noise, and its slope in spite of a wild value', () => {
    const random = randomStream(20170701, 'fall')
    const values = Array.from({ length: 40 }, (_, index) => 100 - index + 3 * random.normal())
    values[20] = 1e6

    const { slope, pFalling } = trendOf(values)

    assert(pFalling < 1e-6)
    assert(Math.abs(slope + 1) < 0.1, `${slope}`)
  })

  it('sees no trend in one value, in none, and where all are alike', () => {
    for (const values of [[], [7], [7, 7, 7, 7]]) {
      assert.deepEqual(trendOf(values), { slope: 0, pFalling: 0.5, p: 1 })
    }
  })
})

describe('medianOf', () => {
  it('is the middle value, or the mean of the middle two', () => {
    assert.equal(medianOf([3, 1, 2]), 2)
    assert.equal(medianOf([4, 1, 2, 3]), 2.5)
    assert(Number.isNaN(medianOf([])))
  })
})
