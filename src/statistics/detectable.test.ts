import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { lengthFactor, minimumDetectable } from './detectable.ts'
import { studentQuantile } from './special-functions.ts'

describe('minimumDetectable', () => {
  it('is 2.8 standard errors where these are well known', () => {
    const detectable = minimumDetectable({ standardError: 10, degrees: 1e6 })

    // Bloom 1995, table 1: a multiplier of 2.80 for 5 %, two-sided, and a power of 80 %.
    assert.ok(Math.abs(detectable - 28.016) < 0.001, `${detectable}`)
  })

  it('grows with the standard error in proportion, and with fewer degrees of freedom', () => {
    const error = fc.double({ min: 0.001, max: 1e9, noNaN: true })
    fc.assert(
      fc.property(error, fc.double({ min: 1, max: 200, noNaN: true }), (standardError, degrees) => {
        const one = minimumDetectable({ standardError, degrees })

        assert.ok(Math.abs(minimumDetectable({ standardError: 3 * standardError, degrees }) / one - 3) < 1e-9)
        assert.ok(minimumDetectable({ standardError, degrees: degrees + 1 }) < one)
      }),
    )
    assert.equal(minimumDetectable({ standardError: 0, degrees: 10 }), 0)
  })

  it('is found by a t-test in about 80 of 100 measurements', () => {
    const random = randomStream(20261126, 'power')
    const [size, trials] = [20, 2000]
    const detectable = minimumDetectable({ standardError: 1 / Math.sqrt(size), degrees: size - 1 })
    const critical = studentQuantile(0.975, size - 1)
    let found = 0
    for (let trial = 0; trial < trials; trial += 1) {
      const sample = Array.from({ length: size }, () => detectable + random.normal())
      const centre = sample.reduce((sum, value) => sum + value, 0) / size
      const variance = sample.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (size - 1)
      if (Math.abs(centre) > critical * Math.sqrt(variance / size)) found += 1
    }

    // The formula is that of the shifted t, not of the noncentral one: right to about a hundredth.
    assert.ok(Math.abs(found / trials - 0.8) < 0.01 + 3 * Math.sqrt(0.16 / trials), `${found} of ${trials}`)
  })
})

describe('lengthFactor', () => {
  it('grows as the square', () => {
    assert.equal(lengthFactor(20, 20), 1)
    assert.equal(lengthFactor(20, 10), 4)
    assert.equal(lengthFactor(20, 40), 0.25)
  })

  it('is infinite for no effect, and refuses a size below 0', () => {
    assert.equal(lengthFactor(20, 0), Infinity)
    assert.throws(() => lengthFactor(20, -1), { code: 'ERR_ASSERTION' })
    assert.throws(() => lengthFactor(-1, 20), { code: 'ERR_ASSERTION' })
  })
})
