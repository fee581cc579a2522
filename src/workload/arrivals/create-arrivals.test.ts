/**
 * A law of every open load, whatever its arrivals.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { nanoseconds, perSecond } from '../../units/units.ts'
import type { LoadSpec } from '../workload-spec.ts'
import { arrivalsOf, seed } from './arrivals.fixture.ts'

describe('createArrivals', () => {
  it('gives whole, non-decreasing times before the end, whatever the open load', () => {
    const property = fc.property(openLoads, fc.nat(), fc.integer({ min: 1, max: 50 }), (load, any, batch) => {
      const times = arrivalsOf(load, { seed: any, batch })

      let last = 0
      for (const time of times) {
        assert.ok(Number.isInteger(time) && time >= last && time < load.duration!)
        last = time
      }
    })
    fc.assert(property, { seed })
  })
})

const openLoads: fc.Arbitrary<LoadSpec> = fc
  .record({
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const, 'bursts' as const),
    rate: fc.double({ min: 0.01, max: 1000, noNaN: true }).map(perSecond),
    duration: fc.integer({ min: 1, max: 10e9 }).map(nanoseconds),
    every: fc.integer({ min: 1, max: 5e9 }),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ arrivals, rate, duration, every, share }) => {
    if (arrivals !== 'bursts') return { arrivals, rate, duration }
    const length = Math.max(1, Math.floor(every * share))
    return { arrivals, rate, duration, burst: { every: nanoseconds(every), length: nanoseconds(length) } }
  })
