import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { studentQuantile } from '../statistics/special-functions.ts'
import type { Evidence } from './evidence.ts'
import { adjusted, pValueAgainst, whatDecides } from './significance.ts'

const size = fc.double({ min: 0.01, max: 1000, noNaN: true })

describe('pValueAgainst', () => {
  it('is at most 5 % exactly where the interval leaves the value out', () => {
    fc.assert(
      fc.property(size, size, fc.double({ min: -3000, max: 3000, noNaN: true }), (down, up, value) => {
        const isOutside = value < -down || value > up
        const isAtEnd = Math.min(Math.abs(value + down), Math.abs(value - up)) < 1e-3

        assert.ok(isAtEnd || isOutside === pValueAgainst(evidenceOf({ down, up }), value)! <= 0.05)
      }),
    )
  })

  it('is the level of the interval at its ends, 1 in the middle and smaller further off', () => {
    const evidence = evidenceOf({ down: 10, up: 30, level: 0.01 })

    assert.ok(Math.abs(pValueAgainst(evidence, -10)! - 0.01) < 1e-6)
    assert.ok(Math.abs(pValueAgainst(evidence, 30)! - 0.01) < 1e-6)
    assert.equal(pValueAgainst(evidence, 0), 1)
    assert.ok(pValueAgainst(evidence, 60)! < 0.001)
  })

  it('is 0 beside an interval without width, and absent without an interval or for what is counted', () => {
    assert.equal(pValueAgainst(evidenceOf({ down: 0, up: 0 }), 1), 0)
    assert.equal(pValueAgainst({ ...evidenceOf({}), ci95: null, precision: null }, 1), undefined)
    assert.equal(pValueAgainst({ estimate: 3, ci95: [3, 3], noise: 0, holdsUpTo: () => null }, 1), undefined)
  })
})

describe('adjusted', () => {
  it('leaves out what was not tested', () => {
    assert.deepEqual(adjusted([0.01, undefined, 0.04]), [0.02, undefined, 0.04])
  })
})

describe('whatDecides', () => {
  it('says how many times as long a run must be, and more where more is tested together', () => {
    // Detectable with 6 degrees: (2.447 + 0.906) * 10 = 33.5, so four times as long for half of it.
    assert.equal(whatDecides(evidenceOf({}), 16.76), 'a run about 4 times as long would decide it')
    assert.equal(whatDecides(evidenceOf({}), 16.76, 10), 'a run about 9.7 times as long would decide it')
  })

  it('says so of repetitions, and gives no figure beyond 100', () => {
    const evidence = { ...evidenceOf({}), isOfRuns: true }

    assert.equal(whatDecides(evidence, 3), 'more than 100 times as many repetitions would decide it')
    assert.equal(whatDecides(evidenceOf({}), 0), 'a run more than 100 times as long would decide it')
  })
})

function evidenceOf({
  down = 24.47,
  up = 24.47,
  level,
}: {
  down?: number
  up?: number
  level?: number
}): Evidence {
  const standardError = (down + up) / 2 / studentQuantile(0.975, 6)
  return {
    estimate: 0,
    ci95: [-down, up],
    precision: { standardError, degrees: 6 },
    ...(level !== undefined && { level }),
    noise: 0,
    holdsUpTo: () => null,
  }
}
