import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { loadProfileOf } from './load-profile.ts'
import { planWith } from './plans.fixture.ts'

const day = [
  { lengthS: 100, from: 0, to: 40 },
  { lengthS: 50, from: 10, to: 10 },
  { lengthS: 50, from: 0, to: 0 },
]

describe('loadProfileOf', () => {
  const profile = loadProfileOf(planWith({}, { load: day, horizonS: 1000 }))

  it('sums up ramps, and begins again where it ends', () => {
    assert.equal(profile.callsUntil(50), 500)
    assert.equal(profile.callsUntil(100), 2000)
    assert.equal(profile.callsUntil(200), 2500)
    assert.equal(profile.callsUntil(250), 3000)
    assert.equal(profile.rateAt(225), profile.rateAt(25))
  })

  it('knows mean, peak and period', () => {
    assert.deepEqual(
      [profile.mean, profile.peak, profile.periodS, profile.isConstant],
      [12.5, 40, 200, false],
    )
  })

  it('stands for all of the time in which something comes', () => {
    const sum = profile.loads.reduce((total, { callsPerSecond, share }) => total + callsPerSecond * share, 0)
    const shares = profile.loads.reduce((total, { share }) => total + share, 0)

    assert(Math.abs(sum - profile.mean) < 1e-9)
    assert(Math.abs(shares - 0.75) < 1e-9)
  })

  it('is cut off at the horizon', () => {
    const { mean, peak, periodS } = loadProfileOf(planWith({}, { load: day, horizonS: 50 }))

    assert.deepEqual([mean, peak, periodS], [10, 20, 50])
  })

  it('is constant where one load lasts, and nowhere else', () => {
    assert.equal(loadProfileOf(planWith({})).isConstant, true)
    assert.equal(loadProfileOf(planWith({}, { load: [{ lengthS: 100, from: 5, to: 6 }] })).isConstant, false)
  })
})
