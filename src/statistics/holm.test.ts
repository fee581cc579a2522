import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { holm } from './holm.ts'

const pValue = fc.double({ min: 0, max: 1, noNaN: true })
const family = fc.array(pValue, { minLength: 1, maxLength: 30 })

describe('holm', () => {
  it("gives what R's p.adjust gives", () => {
    // p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm")
    const adjusted = holm([0.01, 0.04, 0.03, 0.005])

    assert.deepEqual(
      adjusted.map((p) => Math.round(p * 1e6) / 1e6),
      [0.03, 0.06, 0.06, 0.02],
    )
  })

  it('leaves a question that stands alone as it is', () => {
    assert.deepEqual(holm([0.0123]), [0.0123])
    assert.deepEqual(holm([]), [])
  })

  it('leaves out what was not tested', () => {
    assert.deepEqual(holm([Number.NaN, 0.02, Number.NaN, 0.5]), [Number.NaN, 0.04, Number.NaN, 0.5])
  })

  it('refuses what is no probability', () => {
    assert.throws(() => holm([0.1, 1.0001]), { code: 'ERR_ASSERTION' })
    assert.throws(() => holm([-0.0001]), { code: 'ERR_ASSERTION' })
  })

  it('lies between the p-value and Bonferroni, and at most at 1', () => {
    fc.assert(
      fc.property(family, (pValues) => {
        holm(pValues).forEach((adjusted, index) => {
          assert.ok(adjusted >= pValues[index]!)
          assert.ok(adjusted <= Math.min(1, pValues.length * pValues[index]!))
        })
      }),
    )
  })

  it('keeps the order of the p-values, and does not depend on that of the questions', () => {
    fc.assert(
      fc.property(family, (pValues) => {
        const ordered = pValues.toSorted((left, right) => left - right)
        const adjusted = holm(ordered)

        assert.deepEqual(
          adjusted,
          adjusted.toSorted((left, right) => left - right),
        )
        assert.deepEqual(
          holm(pValues),
          pValues.map((p) => adjusted[ordered.lastIndexOf(p)]),
        )
      }),
    )
  })

  it('errs in at most 5 % of families of true hypotheses, where single tests err in most', () => {
    const random = randomStream(20261126, 'holm')
    const families = 2000
    let wrong = 0
    for (let trial = 0; trial < families; trial += 1) {
      const pValues = Array.from({ length: 20 }, () => random.uniform())
      if (holm(pValues).some((p) => p <= 0.05)) wrong += 1
    }

    // 3 standard deviations of a binomial share of 0.05 above it.
    assert.ok(wrong / families <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / families), `${wrong} of ${families}`)
  })
})
