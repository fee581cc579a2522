import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { assertClose } from './close.fixture.ts'
import {
  geometricMeanOf,
  intervalAt,
  meanOf,
  ofGroups,
  ofPairs,
  ofRepetitions,
  pValueOf,
} from './repeated.ts'

/** Hours of sleep gained by ten patients with each of two drugs: Student, The probable error of a mean, Biometrika 6, 1908. */
const dextro = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2]
const laevo = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]

const figure = fc.integer({ min: -1000, max: 1000 })
const figures = fc.array(figure, { minLength: 2, maxLength: 12 }).filter((values) => new Set(values).size > 1)
const level = fc.double({ min: 0.01, max: 0.999, noNaN: true })

describe('ofRepetitions', () => {
  for (const [degrees, t] of [
    [1, 12.706],
    [2, 4.303],
    [5, 2.571],
    [10, 2.228],
    [30, 2.042],
  ] as const)
    it(`reaches ${t} standard errors with ${degrees} degrees of freedom, as the table of the NIST handbook has it (1.3.6.7.2)`, () => {
      const [low, high] = intervalAt({ estimate: 0, standardError: 1, degrees }, 0.95)

      assertClose(high, t, 5e-4)
      assertClose(low, -t, 5e-4)
    })

  it('has the standard error of a mean, s / sqrt(n), with n - 1 degrees of freedom', () => {
    // Mean 5, squares 9 + 1 + 1 + 1 + 0 + 0 + 4 + 16 = 32.
    const measured = ofRepetitions([2, 4, 4, 4, 5, 5, 7, 9])

    assert.deepEqual(measured, { estimate: 5, standardError: Math.sqrt(32 / 7 / 8), degrees: 7 })
  })

  it('needs two observations', () => {
    assert.throws(() => ofRepetitions([]), RangeError)
    assert.throws(() => ofRepetitions([1]), RangeError)
    assert.equal(ofRepetitions([1, 3]).degrees, 1)
  })
})

describe('ofPairs', () => {
  it("finds what R's t.test(extra ~ group, sleep, paired = TRUE) finds", () => {
    const measured = ofPairs(laevo, dextro)

    const [low, high] = intervalAt(measured, 0.95)
    assertClose(measured.estimate, 1.58, 1e-12)
    assert.equal(measured.degrees, 9)
    assertClose(measured.estimate / measured.standardError, 4.0621, 5e-5)
    assertClose(pValueOf(measured, 0), 0.002833, 5e-7)
    assertClose(low, 0.7001142, 5e-7)
    assertClose(high, 2.4598858, 5e-7)
  })

  it('needs a partner for every observation', () => {
    assert.throws(() => ofPairs([1, 2, 3], [1, 2]), RangeError)
    assert.throws(() => ofPairs([1], [1]), RangeError)
  })

  it('takes a shift that every pair has for certain', () => {
    fc.assert(
      fc.property(figures, figure, (control, shift) => {
        const measured = ofPairs(
          control.map((value) => value + shift),
          control,
        )

        assert.deepEqual([measured.estimate, measured.standardError], [shift, 0])
        assert.deepEqual(intervalAt(measured, 0.95), [shift, shift])
        assert.equal(pValueOf(measured, shift), 1)
        assert.equal(pValueOf(measured, shift + 1), 0)
      }),
    )
  })
})

describe('ofGroups', () => {
  it("finds what R's t.test(extra ~ group, sleep) finds", () => {
    const measured = ofGroups(dextro, laevo)

    const [low, high] = intervalAt(measured, 0.95)
    assertClose(measured.degrees, 17.776, 5e-4)
    assertClose(measured.estimate / measured.standardError, -1.8608, 5e-5)
    assertClose(pValueOf(measured, 0), 0.07939, 5e-6)
    assertClose(low, -3.3654832, 5e-7)
    assertClose(high, 0.2054832, 5e-7)
  })

  it('takes a single observation of one side, whose variance the other tells', () => {
    // Variance 1 of two around 11; the difference of a mean of two and one value has 1 * (1/2 + 1).
    const measured = ofGroups([14], [11 - Math.SQRT1_2, 11 + Math.SQRT1_2])

    assert.equal(measured.degrees, 1)
    assertClose(measured.estimate, 3, 1e-12)
    assertClose(measured.standardError, Math.sqrt(1.5), 1e-12)
  })

  it('needs three observations, and one of each side', () => {
    assert.throws(() => ofGroups([1], [2]), RangeError)
    assert.throws(() => ofGroups([], [1, 2, 3]), RangeError)
    assert.throws(() => ofGroups([1, 2, 3], []), RangeError)
    assert.equal(ofGroups([1], [2, 3]).degrees, 1)
  })

  it('finds the same difference as pairs do, surer or less sure of it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(figure, figure), { minLength: 2, maxLength: 12 }), (pairs) => {
        const [treated, control] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)]

        assertClose(ofGroups(treated, control).estimate, ofPairs(treated, control).estimate, 1e-9)
      }),
    )
  })
})

describe('intervalAt and pValueOf', () => {
  it('are two sides of one thing: the ends of the interval at level 1 - p have the p-value p', () => {
    fc.assert(
      fc.property(figures, level, (values, at) => {
        const measured = ofRepetitions(values)

        for (const end of intervalAt(measured, at)) assertClose(pValueOf(measured, end), 1 - at, 1e-6)
      }),
    )
  })

  it('hold a value in the interval exactly where its p-value is more than what the interval leaves out', () => {
    fc.assert(
      fc.property(figures, figure, (values, value) => {
        const measured = ofRepetitions(values)
        const [low, high] = intervalAt(measured, 0.95)
        const p = pValueOf(measured, value)
        fc.pre(Math.abs(p - 0.05) > 1e-9)

        assert.equal(low < value && value < high, p > 0.05)
      }),
    )
  })

  it('move with a shift of all observations and stretch with their unit', () => {
    fc.assert(
      fc.property(figures, figure, fc.integer({ min: 1, max: 1000 }), (values, shift, scale) => {
        const [low, high] = intervalAt(ofRepetitions(values), 0.95)
        const moved = ofRepetitions(values.map((value) => value * scale + shift))

        const [movedLow, movedHigh] = intervalAt(moved, 0.95)
        assertClose(movedLow, low * scale + shift, 1e-6 * scale)
        assertClose(movedHigh, high * scale + shift, 1e-6 * scale)
        assertClose(pValueOf(moved, shift), pValueOf(ofRepetitions(values), 0), 1e-6)
      }),
    )
  })

  it('are those of the normal distribution where the error is known', () => {
    const known = { estimate: 10, standardError: 2, degrees: Infinity }

    const [low, high] = intervalAt(known, 0.95)
    assertClose(low, 10 - 1.959964 * 2, 1e-5)
    assertClose(high, 10 + 1.959964 * 2, 1e-5)
    assertClose(pValueOf(known, 10 - 1.959964 * 2), 0.05, 1e-6)
  })

  for (const [design, measure] of [
    ['repetitions', (runs: Runs) => ofRepetitions(runs.treated)],
    ['pairs', (runs: Runs) => ofPairs(runs.treated, runs.control)],
    ['groups', (runs: Runs) => ofGroups(runs.treated, runs.control)],
    ['one against a group', (runs: Runs) => ofGroups(runs.treated.slice(0, 1), runs.control)],
  ] as const)
    it(`cover the truth in 95 of 100 simulated experiments: ${design}`, () => {
      const experiments = 4000
      const random = randomStream(20261126, design)
      const truth = design === 'repetitions' ? 7 : 2
      let covered = 0
      let rejected = 0
      for (let experiment = 0; experiment < experiments; experiment += 1) {
        const normals = (around: number) => Array.from({ length: 6 }, () => around + 3 * random.normal())
        const measured = measure({ treated: normals(7), control: normals(5) })
        const [low, high] = intervalAt(measured, 0.95)
        if (low <= truth && truth <= high) covered += 1
        if (pValueOf(measured, truth) <= 0.05) rejected += 1
      }

      const sigma = Math.sqrt(0.95 * 0.05 * experiments)
      assertClose(covered, 0.95 * experiments, 3 * sigma)
      assert.equal(rejected, experiments - covered)
    })
})

describe('meanOf', () => {
  it('is the mean, and NaN of nothing', () => {
    assert.equal(meanOf([1, 2, 6]), 3)
    assert.equal(meanOf([]), Number.NaN)
  })
})

interface Runs {
  readonly treated: readonly number[]
  readonly control: readonly number[]
}

describe('geometricMeanOf', () => {
  it('is the root of the product', () => {
    assertClose(geometricMeanOf([1, 10, 100]), 10)
    assertClose(geometricMeanOf([2, 8]), 4)
    assert.equal(geometricMeanOf([2, 0, 8]), 0)
  })

  it('is of equal numbers exactly what they are, and of no others above their mean', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1e9 }), { minLength: 1, maxLength: 9 }), (values) => {
        const [one] = values
        assert.equal(geometricMeanOf(values.map(() => one!)), one)
        assert.ok(geometricMeanOf(values) <= meanOf(values) * (1 + 1e-12))
      }),
    )
  })
})
