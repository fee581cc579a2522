import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assert as assertLaw, double, integer, property } from 'fast-check'

import { significant } from './significant.ts'

describe('significant', () => {
  it('rounds a half away from zero, as it is written', () => {
    assert.equal(significant(11.45, 3), 11.5)
    assert.equal(significant(1.005, 3), 1.01)
    assert.equal(significant(-11.45, 3), -11.5)
    assert.equal(significant(11.449, 3), 11.4)
  })

  it('leaves what is no number of digits as it is', () => {
    assert.equal(significant(0, 3), 0)
    assert.equal(significant(Infinity, 3), Infinity)
    assert.ok(Number.isNaN(significant(Number.NaN, 3)))
  })

  it('is never further off than half of the last digit, and does nothing twice', () => {
    const values = double({ min: 1e-9, max: 1e18, noNaN: true })
    assertLaw(
      property(values, integer({ min: 1, max: 6 }), (value, digits) => {
        const shown = significant(value, digits)

        const last = 10 ** (Math.floor(Math.log10(value)) - digits + 1)
        assert.ok(Math.abs(shown - value) <= last / 2 + value * 1e-14)
        assert.equal(significant(shown, digits), shown)
      }),
    )
  })
})
