/**
 * Arrivals at a constant rate.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { minutes, nanoseconds, perSecond, seconds } from '../../units/units.ts'
import { arrivalsOf, create, seed } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  describe('constant', () => {
    it('spaces calls equally from time 0 on', () => {
      const times = arrivalsOf({ arrivals: 'constant', rate: perSecond(4), duration: seconds(1) })

      assert.deepEqual(times, [0, 0.25e9, 0.5e9, 0.75e9])
    })

    it('brings exactly 36,000 calls at 10 /s in 1 h', () => {
      const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const

      assert.equal(create(load).expectedCalls, 36_000)
      assert.equal(arrivalsOf(load).length, 36_000)
    })

    it('lets a call arrive one ns before the end and none at the end', () => {
      const load = { arrivals: 'constant', rate: perSecond(2) } as const

      assert.deepEqual(arrivalsOf({ ...load, duration: nanoseconds(0.5e9) }), [0])
      assert.deepEqual(arrivalsOf({ ...load, duration: nanoseconds(0.5e9 + 1) }), [0, 0.5e9])
    })

    it('makes calls rarer as batches grow', () => {
      const load = { arrivals: 'constant', rate: perSecond(10), duration: minutes(60) } as const

      assert.equal(arrivalsOf(load, { batch: 500 }).length, 72)
      assert.equal(arrivalsOf(load, { batch: 500 })[1], 50e9)
    })

    it('knows the number of its calls for any rate, duration and batch', () => {
      const rates = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
      const property = fc.property(
        rates,
        fc.integer({ min: 1, max: 500 }),
        fc.integer({ min: 0, max: 300 }),
        (rate, batch, calls) => {
          const gap = (batch * 1e9) / rate
          for (const duration of [calls * gap, calls * gap + 1, calls * gap - 1].map(Math.round)) {
            if (duration < 1) continue
            const load = {
              arrivals: 'constant',
              rate: perSecond(rate),
              duration: nanoseconds(duration),
            } as const

            assert.equal(create(load, { batch }).expectedCalls, arrivalsOf(load, { batch }).length)
          }
        },
      )
      fc.assert(property, { seed })
    })

    it('does not drift in 30 days', () => {
      const load = { arrivals: 'constant', rate: perSecond(0.01), duration: minutes(30 * 1440) } as const

      const times = arrivalsOf(load)

      assert.equal(times.length, 25_920)
      assert.equal(times.at(-1), 25_919 * 100e9)
    })
  })
})
