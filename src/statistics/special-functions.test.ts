import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import {
  betaCdf,
  entireExponentialIntegral,
  gammaCdf,
  logGamma,
  negativeBinomialCdf,
  normalCdf,
  normalQuantile,
  poissonTail,
  scaledExponentialIntegral,
  studentCdf,
  studentQuantile,
} from './special-functions.ts'

const isNear = (actual: number, expected: number, tolerance = 1e-11): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`)

describe('logGamma', () => {
  it('knows factorials and the half', () => {
    isNear(logGamma(1), 0)
    isNear(logGamma(11), Math.log(3_628_800))
    isNear(logGamma(0.5), Math.log(Math.PI) / 2)
  })

  it('obeys Gamma(x + 1) = x Gamma(x)', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 500, noNaN: true }), (x) =>
        isNear(logGamma(x + 1), Math.log(x) + logGamma(x), 1e-10),
      ),
    )
  })
})

describe('gammaCdf', () => {
  it('is one minus the Poisson sum for whole shapes', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0.01, max: 80, noNaN: true }),
        (shape, x) => {
          let term = Math.exp(-x)
          let sum = 0
          for (let count = 0; count < shape; count += 1) {
            sum += term
            term *= x / (count + 1)
          }

          isNear(gammaCdf(shape, x), 1 - sum, 1e-12)
          isNear(poissonTail(shape, x), 1 - sum, 1e-12)
        },
      ),
    )
  })

  it('is near the normal distribution for large shapes', () => {
    isNear(gammaCdf(1e6, 1e6 + 1000), normalCdf(1), 1e-3)
    isNear(gammaCdf(1e6, 1e6 - 2000), normalCdf(-2), 1e-3)
  })

  it('is settled at once far from the mean', () => {
    assert.equal(gammaCdf(1e9, 2e9), 1)
    assert.equal(gammaCdf(1e9, 5e8), 0)
    assert.equal(gammaCdf(3, 0), 0)
    assert.equal(gammaCdf(0, 0), 1)
    assert.equal(gammaCdf(0, -1), 0)
  })
})

describe('betaCdf', () => {
  it('is a binomial tail for whole parameters', () => {
    isNear(betaCdf(2, 3, 0.3), 0.3483)
    isNear(betaCdf(2, 3, 0.9), 0.9963)
    assert.equal(betaCdf(2, 3, 0), 0)
    assert.equal(betaCdf(2, 3, 1), 1)
  })

  it('mirrors', () => {
    const parameter = fc.double({ min: 0.1, max: 200, noNaN: true })
    fc.assert(
      fc.property(parameter, parameter, fc.double({ min: 0.001, max: 0.999, noNaN: true }), (a, b, x) =>
        isNear(betaCdf(a, b, x), 1 - betaCdf(b, a, 1 - x), 1e-10),
      ),
    )
  })
})

describe('negativeBinomialCdf', () => {
  it('is geometric for one success', () => {
    isNear(negativeBinomialCdf(1, 0.25, 3), 1 - 0.75 ** 4)
    assert.equal(negativeBinomialCdf(1, 0.25, -1), 0)
    assert.equal(negativeBinomialCdf(7, 1, 0), 1)
    assert.equal(negativeBinomialCdf(0, 0.25, 0), 1)
  })
})

describe('normalQuantile', () => {
  it('knows the tables', () => {
    isNear(normalQuantile(0.975), 1.959963984540054, 1e-9)
    isNear(normalQuantile(0.99), 2.3263478740408408, 1e-9)
    isNear(normalQuantile(0.5), 0, 1e-9)
  })

  it('inverts the distribution', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1 - 1e-6, noNaN: true }), (p) =>
        isNear(normalCdf(normalQuantile(p)), p, 1e-9),
      ),
    )
  })
})

describe('studentCdf', () => {
  it('knows the tables', () => {
    // Abramowitz and Stegun, table 26.10.
    isNear(studentCdf(12.706, 1), 0.975, 1e-5)
    isNear(studentCdf(3.182, 3), 0.975, 1e-5)
    isNear(studentCdf(1.812, 10), 0.95, 1e-4)
    isNear(studentCdf(2.75, 30), 0.995, 1e-5)
    isNear(studentCdf(-2.042, 30), 0.025, 1e-4)
  })

  it('is the closed form of one and of two degrees', () => {
    fc.assert(
      fc.property(fc.double({ min: -1e6, max: 1e6, noNaN: true }), (t) => {
        isNear(studentCdf(t, 1), 0.5 + Math.atan(t) / Math.PI, 1e-10)
        isNear(studentCdf(t, 2), 0.5 + t / (2 * Math.sqrt(2 + t * t)), 1e-10)
      }),
    )
  })

  it('ends at 0 and 1, is a half in the middle, and comes near the normal distribution', () => {
    assert.equal(studentCdf(-Infinity, 5), 0)
    assert.equal(studentCdf(0, 5), 0.5)
    assert.equal(studentCdf(Infinity, 5), 1)
    isNear(studentCdf(-1.96, 1e7), normalCdf(-1.96), 1e-6)
  })

  it('is the inverse of studentQuantile', () => {
    const degrees = fc.double({ min: 1, max: 500, noNaN: true })
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1 - 1e-4, noNaN: true }), degrees, (p, freedom) =>
        isNear(studentCdf(studentQuantile(p, freedom), freedom), p, 1e-8),
      ),
    )
  })
})

describe('studentQuantile', () => {
  it('knows the tables', () => {
    isNear(studentQuantile(0.975, 1), 12.7062047, 1e-6)
    isNear(studentQuantile(0.975, 3), 3.1824463, 1e-6)
    isNear(studentQuantile(0.975, 30), 2.0422725, 1e-6)
    isNear(studentQuantile(0.025, 30), -2.0422725, 1e-6)
  })
})

describe('entireExponentialIntegral', () => {
  it('knows the tables', () => {
    // Abramowitz and Stegun, table 5.1, by Ein(x) = gamma + ln x + E1(x): E1(1) = 0.2193839344, E1(2) = 0.0489005107.
    isNear(entireExponentialIntegral(1), 0.5772156649 + 0.2193839344, 1e-9)
    isNear(entireExponentialIntegral(2), 0.5772156649 + Math.LN2 + 0.0489005107, 1e-9)
    assert.equal(entireExponentialIntegral(0), 0)
  })

  it('is the integral of (1 - e^-t) / t, on both sides of where the series ends', () => {
    for (const x of [0.5, 1.999, 2, 2.001, 7, 40]) {
      const steps = 100_000
      let integral = 0
      for (let step = 0; step < steps; step += 1) {
        const t = ((step + 0.5) / steps) * x
        integral += ((-Math.expm1(-t) / t) * x) / steps
      }
      isNear(entireExponentialIntegral(x), integral, 1e-7)
    }
  })
})

describe('scaledExponentialIntegral', () => {
  it('is between its bounds and meets Ein', () => {
    for (const x of [1, 2, 5, 30, 1000]) {
      const value = scaledExponentialIntegral(x)

      // Abramowitz and Stegun 5.1.20.
      assert.ok(value > Math.log1p(2 / x) / 2 && value < Math.log1p(1 / x), `${x}`)
      const e1 = entireExponentialIntegral(x) - 0.5772156649015329 - Math.log(x)
      isNear(value * Math.exp(-x), e1, 1e-12)
    }
  })
})
