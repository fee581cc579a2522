import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { nanoseconds } from '../units/units.ts'
import { Holdings } from './holdings.ts'

const ns = nanoseconds

describe('Holdings', () => {
  it('weighs what was held by how long it was', () => {
    const holdings = new Holdings({ horizon: ns(100), slices: 4 })

    holdings.held(ns(0))
    holdings.held(ns(10))
    holdings.dropped(ns(30), ns(0))
    holdings.dropped(ns(60), ns(10))

    // 1 for 10, 2 for 20, 1 for 30, 0 for 40
    assert.deepEqual(holdings.snapshot(ns(100)), {
      mean: 0.8,
      max: 2,
      taken: 2,
      longestNs: 50,
      timeline: {
        sliceNs: 25,
        // 10 + 2 * 15 of 25, 2 * 5 + 20 of 25, 10 of 25, none
        mean: [1.6, 1.2, 0.4, 0],
        max: [2, 2, 1, 0],
      },
    })
  })

  it('counts what is still held, up to the moment of the snapshot', () => {
    const holdings = new Holdings({ horizon: ns(100), slices: 2 })
    holdings.held(ns(20))

    assert.equal(holdings.snapshot(ns(40)).mean, 0.5)
    assert.equal(holdings.snapshot(ns(80)).mean, 0.75)
  })

  it('takes the longest among those that were let go and those that are still held', () => {
    const holdings = new Holdings({ horizon: ns(100), slices: 1 })
    const longestAt = (time: number) => holdings.snapshot(ns(time)).longestNs
    assert.equal(longestAt(5), 0)
    for (const at of [10, 10, 30]) holdings.held(ns(at))

    assert.equal(longestAt(40), 30)
    holdings.dropped(ns(50), ns(10))
    assert.equal(longestAt(60), 50)
    holdings.dropped(ns(60), ns(10))
    assert.equal(longestAt(80), 50)
    assert.equal(longestAt(81), 51)
    holdings.dropped(ns(90), ns(30))
    assert.equal(longestAt(100), 60)
  })

  it('takes a slice that is not over yet by the part that is', () => {
    const holdings = new Holdings({ horizon: ns(100), slices: 2 })
    holdings.held(ns(50))

    assert.deepEqual(holdings.snapshot(ns(60)).timeline.mean, [0, 1])
  })

  it('counts in mean and maximum what is beyond the horizon', () => {
    const holdings = new Holdings({ horizon: ns(10), slices: 2 })
    holdings.held(ns(20))
    holdings.held(ns(20))

    const { mean, max, timeline } = holdings.snapshot(ns(40))

    assert.deepEqual([mean, max, timeline.max], [1, 2, [0, 0]])
  })

  it('notices a key that is held for no time', () => {
    const holdings = new Holdings({ horizon: ns(10), slices: 1 })
    holdings.held(ns(5))
    holdings.dropped(ns(5), ns(5))

    assert.deepEqual(holdings.snapshot(ns(10)).timeline, { sliceNs: 10, mean: [0], max: [1] })
  })

  it('refuses to let go what is not held, and time that runs backwards', () => {
    const holdings = new Holdings({ horizon: ns(10), slices: 1 })

    assert.throws(() => holdings.dropped(ns(0), ns(0)), /only a key that is held/)
    holdings.held(ns(5))
    assert.throws(() => holdings.dropped(ns(5), ns(4)), /only a key that is held/)
    assert.throws(() => holdings.held(ns(4)), /backwards/)
  })

  it('has one mean by slices and over all, and the longest that any key was held', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.boolean()), { maxLength: 40 })
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 13 }), (changes, slices) => {
        const horizon = 2000
        const holdings = new Holdings({ horizon: ns(horizon), slices })
        const held: number[] = []
        let now = 0
        let area = 0
        let longest = 0
        for (const [after, isTaken] of changes) {
          area += held.length * after
          now += after
          if (isTaken) {
            held.push(now)
            holdings.held(ns(now))
          } else if (held.length > 0) {
            // Not always the oldest first.
            const since = held.splice(after % held.length, 1)[0]!
            longest = Math.max(longest, now - since)
            holdings.dropped(ns(now), ns(since))
          }
        }
        area += held.length * (horizon - now)

        const { mean, longestNs, timeline } = holdings.snapshot(ns(horizon))

        assert(Math.abs(mean - area / horizon) < 1e-9)
        const ofSlices = timeline.mean.reduce((sum, one) => sum + one, 0) / slices
        assert(Math.abs(ofSlices - mean) < 1e-9)
        assert.equal(longestNs, Math.max(longest, ...held.map((since) => horizon - since)))
      }),
    )
  })
})
