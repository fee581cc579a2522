import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { quantile, totalCount } from '../statistics/buckets.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { keeps } from './bound-check.ts'
import { boundOf } from './cell.fixture.ts'
import { holdsUpToPercentile } from './holds-up-to.ts'

const atMost = (value: number) => boundOf(`<= ${value}`, value)

describe('holdsUpToPercentile', () => {
  it('finds where a distribution crosses the bound', () => {
    const samples = bucketsOf([
      ...Array.from({ length: 9993 }, () => 100),
      ...Array.from({ length: 7 }, () => 300),
    ])

    assert.equal(holdsUpToPercentile(atMost(200), samples), 99.93)
    assert.equal(holdsUpToPercentile(atMost(99), samples), 0)
    assert.equal(holdsUpToPercentile(atMost(300), samples), 100)
  })

  it('finds where the difference of quantiles crosses the bound', () => {
    // Sealed: 90 of 100 cost 150, the rest 400. Plain: 95 of 100 cost 100, the rest 380.
    const sealed = bucketsOf([
      ...Array.from({ length: 90 }, () => 150),
      ...Array.from({ length: 10 }, () => 400),
    ])
    const plain = bucketsOf([
      ...Array.from({ length: 95 }, () => 100),
      ...Array.from({ length: 5 }, () => 380),
    ])

    assert.equal(holdsUpToPercentile(atMost(50), sealed, plain), 90)
    assert.equal(holdsUpToPercentile(atMost(49), sealed, plain), 0)
    assert.equal(holdsUpToPercentile(atMost(300), sealed, plain), 100)
  })

  it('rounds the tail up, so that what it says holds', () => {
    const samples = bucketsOf([
      ...Array.from({ length: 99_873 }, () => 1),
      ...Array.from({ length: 127 }, () => 9),
    ])

    assert.equal(holdsUpToPercentile(atMost(5), samples), 99.87)
  })

  it('is 0 where nothing was measured', () => {
    assert.equal(holdsUpToPercentile(atMost(5), bucketsOf([])), 0)
    assert.equal(holdsUpToPercentile(atMost(5), bucketsOf([1]), bucketsOf([])), 0)
  })

  it('holds at every percentile below what it says, and fails soon above', () => {
    const samples = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 80 })
    fc.assert(
      fc.property(samples, samples, fc.integer({ min: -50, max: 100 }), (a, b, limit) => {
        const [treated, control] = [bucketsOf(a), bucketsOf(b)]
        const keepsAt = (q: number) => keeps(atMost(limit), quantile(treated, q) - quantile(control, q))

        const percentile = holdsUpToPercentile(atMost(limit), treated, control)

        for (let q = 0.001; q <= percentile / 100; q += 0.001) assert.ok(keepsAt(q), `fails at ${q}`)
        if (percentile === 100) assert.ok(keepsAt(1))
        else {
          const resolution = 0.1 * (1 - percentile / 100) + 1 / (totalCount(treated) * totalCount(control))
          const above = Array.from(
            { length: 50 },
            (_, step) => percentile / 100 + (resolution * (step + 1)) / 50,
          )
          assert.ok(
            above.some((q) => !keepsAt(Math.min(1, q))),
            `still holds above ${percentile}`,
          )
        }
      }),
    )
  })
})
