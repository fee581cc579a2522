/**
 * Arrivals in bursts.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, perSecond, seconds } from '../../units/units.ts'
import { arrivalsOf, create } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  describe('bursts', () => {
    const burst = { every: seconds(10), length: seconds(2) }

    it('arrive within the bursts only, at the mean rate over all', () => {
      const load = { arrivals: 'bursts', rate: perSecond(20), duration: seconds(1000), burst } as const

      const times = arrivalsOf(load)

      assert.ok(times.every((time) => time % 10e9 < 2e9))
      assert.ok(Math.abs(times.length - 20_000) < 4 * Math.sqrt(20_000), `${times.length} calls`)
      assert.equal(create(load).expectedCalls, 20_000)
      assert.equal(new Set(times.map((time) => Math.floor(time / 10e9))).size, 100)
    })

    it('are expected in full by a duration that ends in a pause and in part by one that ends in a burst', () => {
      const load = { arrivals: 'bursts', rate: perSecond(20), burst } as const

      assert.equal(create({ ...load, duration: seconds(15) }).expectedCalls, 400)
      assert.equal(create({ ...load, duration: seconds(11) }).expectedCalls, 300)
      assert.equal(create({ ...load, duration: seconds(12) }).expectedCalls, 400)
    })

    it('are plain Poisson when a burst lasts until the next', () => {
      const always = { every: seconds(10), length: seconds(10) }
      const load = { rate: perSecond(20), duration: seconds(100) }

      assert.deepEqual(
        arrivalsOf({ arrivals: 'bursts', ...load, burst: always }),
        arrivalsOf({ arrivals: 'poisson', ...load }),
      )
    })

    it('may be as short as 1 ns', () => {
      const short = { every: seconds(1), length: nanoseconds(1) }
      const times = arrivalsOf({
        arrivals: 'bursts',
        rate: perSecond(5),
        duration: seconds(100),
        burst: short,
      })

      assert.ok(times.length > 350 && times.every((time) => time % 1e9 === 0))
    })

    it('must end before the next begins', () => {
      const long = { every: seconds(1), length: nanoseconds(1e9 + 1) }

      assert.throws(
        () => create({ arrivals: 'bursts', rate: perSecond(5), duration: seconds(9), burst: long }),
        {
          code: 'ERR_ASSERTION',
        },
      )
    })
  })
})
