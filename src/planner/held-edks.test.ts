import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { HeldEdks } from './held-edks.ts'
import { missRateLru } from './published-formulas.ts'

describe('HeldEdks', () => {
  it('drops what was used least recently, and not what was used since', () => {
    const held = new HeldEdks(3, 2)
    held.add(0, 0, 100)
    held.add(1, 1, 101)
    assert.ok(held.use(0, 2))

    held.add(2, 3, 103)

    assert.deepEqual(
      [0, 1, 2].map((edk) => held.use(edk, 4)),
      [true, false, true],
    )
  })

  it('holds an EDK until it expires and not a nanosecond longer', () => {
    const held = new HeldEdks(1, 1)
    held.add(0, 0, 100)

    assert.ok(held.use(0, 99))
    assert.ok(!held.use(0, 100))
  })

  it('makes room by what has expired before what has not', () => {
    const held = new HeldEdks(4, 2)
    held.add(0, 0, 10)
    held.add(1, 1, 11)
    assert.ok(held.use(0, 2))

    held.add(2, 10, 20)

    assert.deepEqual(
      [0, 1, 2].map((edk) => held.use(edk, 10)),
      [false, true, true],
    )
  })

  it('evicts none where all fit', () => {
    assert.ok(!new HeldEdks(3, 3).evicts)
    assert.ok(new HeldEdks(3, 2).evicts)
  })

  it('misses as independent references do', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 1, max: 11 }), (edks, capacity) => {
        fc.pre(capacity < edks)
        const random = randomStream(1, 'test')
        const held = new HeldEdks(edks, capacity)
        let misses = 0
        for (let now = 0; now < 50_000; now += 1) {
          const edk = random.below(edks)
          if (held.use(edk, now)) continue
          misses += 1
          held.add(edk, now, Infinity)
        }

        assert.ok(Math.abs(misses - missRateLru(50_000, edks, capacity)) < 5 * Math.sqrt(12_500) + edks)
      }),
      { numRuns: 10, seed: 42 },
    )
  })
})
