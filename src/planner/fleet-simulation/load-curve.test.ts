import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { LoadCurve } from './load-curve.ts'

const segments = fc.array(
  fc.record({
    lengthS: fc.double({ min: 0.5, max: 100, noNaN: true }),
    from: fc.nat(100),
    to: fc.integer({ min: 1, max: 100 }),
  }),
  { minLength: 1, maxLength: 5 },
)

describe('LoadCurve', () => {
  it('knows the calls of a stretch, also over its end and before its beginning', () => {
    const day = new LoadCurve(
      [
        { lengthS: 10, from: 0, to: 20 },
        { lengthS: 10, from: 20, to: 20 },
      ],
      0.5,
    )

    assert.equal(day.between(0, 10), 50)
    assert.equal(day.between(5, 15), 37.5 + 50)
    assert.equal(day.between(15, 25), 50 + 12.5)
    assert.equal(day.between(-20, 20), 300)
    assert.equal(day.between(3, 3), 0)
    assert.equal(day.rateAt(25), 5)
  })

  it('finds the time after which so many calls are expected', () => {
    fc.assert(
      fc.property(
        segments,
        fc.double({ min: -50, max: 500, noNaN: true }),
        fc.double({ min: 0.01, max: 5000, noNaN: true }),
        (load, time, calls) => {
          const curve = new LoadCurve(load, 1)

          const then = curve.after(time, calls)

          assert(then >= time)
          assert(Math.abs(curve.between(time, then) - calls) < 1e-6 * Math.max(1, calls), `${then}`)
        },
      ),
      { seed: 6 },
    )
  })

  it('goes on with its last segment where that never ends, and sees no call where there is none', () => {
    const ramp = new LoadCurve(
      [
        { lengthS: 10, from: 4, to: 4 },
        { lengthS: Infinity, from: 0, to: 0 },
      ],
      1,
    )

    assert.equal(ramp.between(0, 1e9), 40)
    assert.equal(ramp.after(0, 8), 2)
    assert.equal(ramp.after(0, 41), Infinity)
    assert.equal(ramp.between(-5, 0), 20)
    assert.equal(new LoadCurve([{ lengthS: 5, from: 0, to: 0 }], 1).after(0, 1), Infinity)
  })
})
