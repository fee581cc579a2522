import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../../random.ts'
import { meanUnits } from './rounded-size.ts'

describe('meanUnits', () => {
  it('rounds up where all records are alike', () => {
    assert.equal(meanUnits({ mean: 25_600, sd: 0 }, 25_600), 1)
    assert.equal(meanUnits({ mean: 25_601, sd: 0 }, 25_600), 2)
    assert.equal(meanUnits({ mean: 0.5, sd: 0 }, 25_600), 1)
  })

  it('is what drawn lognormal sizes take on average', () => {
    const random = randomStream(7, 'sizes')
    const [median, sigma, unit, draws] = [3000, 0.9, 1024, 200_000]
    const mean = median * Math.exp(sigma ** 2 / 2)
    const sd = mean * Math.sqrt(Math.expm1(sigma ** 2))
    let units = 0
    for (let draw = 0; draw < draws; draw += 1)
      units += Math.ceil((median * Math.exp(sigma * random.normal())) / unit)

    const expected = meanUnits({ mean, sd }, unit)

    // A standard error of some sd / unit / sqrt(draws) = 0.009.
    assert.ok(Math.abs(units / draws - expected) < 0.04, `${units / draws} of ${expected}`)
  })

  it('is at least the size and at most one unit more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.constantFrom(1024, 25_600),
        (mean, share, unit) => {
          const units = meanUnits({ mean, sd: share * mean }, unit)

          assert.ok(units >= Math.max(1, mean / unit) * (1 - 1e-4), `${units}`)
          assert.ok(units <= mean / unit + 1 + 1e-6, `${units}`)
        },
      ),
    )
  })
})
