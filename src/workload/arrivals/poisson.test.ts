/**
 * Arrivals of a Poisson process.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { perSecond, seconds } from '../../units/units.ts'
import { arrivalsOf, create } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  describe('poisson', () => {
    it('has counts whose mean and variance are both rate x duration', () => {
      const load = { arrivals: 'poisson', rate: perSecond(50), duration: seconds(2) } as const
      const counts = Array.from({ length: 2000 }, (_, trial) => arrivalsOf(load, { seed: trial }).length)

      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length
      const variance = counts.reduce((sum, count) => sum + (count - mean) ** 2, 0) / counts.length
      assert.ok(Math.abs(mean - 100) < 4 * Math.sqrt(100 / 2000), `mean ${mean}`)
      assert.ok(Math.abs(variance - 100) < 15, `variance ${variance}`)
      assert.equal(create(load).expectedCalls, 100)
    })

    it('has exponential gaps', () => {
      const times = arrivalsOf({ arrivals: 'poisson', rate: perSecond(1000), duration: seconds(100) })

      const gaps = times.slice(1).map((time, index) => time - times[index]!)
      for (const share of [0.1, 0.5, 0.9, 0.99]) {
        const bound = -Math.log(1 - share) * 1e6
        const found = gaps.filter((gap) => gap <= bound).length / gaps.length
        assert.ok(Math.abs(found - share) < 0.007, `${found} of the gaps are up to quantile ${share}`)
      }
    })

    it('divides the call rate by the batch', () => {
      const load = { arrivals: 'poisson', rate: perSecond(1000), duration: seconds(100) } as const

      assert.equal(create(load, { batch: 50 }).expectedCalls, 2000)
      assert.ok(Math.abs(arrivalsOf(load, { batch: 50 }).length - 2000) < 4 * Math.sqrt(2000))
    })
  })
})
