import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { quantile, totalCount } from '../statistics/buckets.ts'
import { decodeHistogram, highestNs, Histogram } from './histogram.ts'

describe('Histogram', () => {
  it('counts values exactly up to 2048 ns and to 0.1 % beyond', () => {
    using histogram = disposable()
    const values = fc.oneof(fc.nat(4096), fc.integer({ min: 0, max: highestNs }))

    fc.assert(
      fc.property(values, (value) => {
        histogram.reset()
        histogram.record(value)

        const { values: decoded, counts } = decodeHistogram(histogram.encode())

        assert.deepEqual([...counts], [1])
        const error = Math.abs(decoded[0]! - value)
        assert(error <= (value < 2048 ? 0 : value * 1e-3), `${value} became ${decoded[0]}`)
      }),
      { seed: 20170701, numRuns: 500 },
    )
  })

  it('takes an hour, and counts what is longer as an hour that is saturated', () => {
    using histogram = disposable()

    histogram.record(highestNs)
    assert.deepEqual([histogram.count, histogram.saturated], [1, 0])

    histogram.record(highestNs + 1)
    histogram.record(Number.POSITIVE_INFINITY)
    assert.deepEqual([histogram.count, histogram.saturated], [3, 2])
    assert(Math.abs(histogram.max - highestNs) <= highestNs * 1e-3)
  })

  it('refuses what is no time', () => {
    using histogram = disposable()

    for (const value of [-1, Number.NaN, Number.NEGATIVE_INFINITY])
      assert.throws(() => histogram.record(value), /a time is a number of ns/)

    assert.equal(histogram.count, 0)
  })

  it('tells quantiles and the longest value, and 0 where there is nothing', () => {
    using histogram = disposable()
    assert.deepEqual([histogram.quantile(0.5), histogram.max, histogram.count], [0, 0, 0])

    for (let value = 1; value <= 1000; value += 1) histogram.record(value)

    assert.deepEqual(
      [0.5, 0.99, 0.999, 1].map((q) => histogram.quantile(q)),
      [500, 990, 999, 1000],
    )
    assert.equal(histogram.max, 1000)
  })

  it('adds another with its saturated values', () => {
    using one = disposable()
    using other = disposable()
    one.record(5)
    other.record(7)
    other.record(highestNs * 2)

    one.add(other)

    assert.deepEqual([one.count, one.saturated, other.count], [3, 1, 2])
    assert.equal(one.quantile(0.5), 7)
  })

  it('is empty again after reset', () => {
    using histogram = disposable()
    histogram.record(highestNs * 2)

    histogram.reset()

    assert.deepEqual([histogram.count, histogram.saturated, histogram.max], [0, 0, 0])
    assert.equal(totalCount(decodeHistogram(histogram.encode())), 0)
  })

  it('decodes to ascending buckets with the quantiles of the samples', () => {
    using histogram = disposable()
    const samples = fc.array(fc.nat(100_000_000), { minLength: 1, maxLength: 200 })

    fc.assert(
      fc.property(samples, (list) => {
        histogram.reset()
        for (const value of list) histogram.record(value)

        const buckets = decodeHistogram(histogram.encode())

        const sorted = list.toSorted((one, other) => one - other)
        assert.equal(totalCount(buckets), list.length)
        assert.deepEqual(
          [...buckets.values],
          [...new Set(buckets.values)].toSorted((one, other) => one - other),
        )
        for (const q of [0.1, 0.5, 0.9, 1]) {
          const expected = sorted[Math.max(1, Math.ceil(q * list.length)) - 1]!
          assert(Math.abs(quantile(buckets, q) - expected) <= expected * 1e-3)
        }
      }),
      { seed: 20170701, numRuns: 100 },
    )
  })
})

/** WebAssembly memory is not collected; this gives it back at the end of a test. */
function disposable(): Histogram & Disposable {
  const histogram = new Histogram()
  return Object.assign(histogram, { [Symbol.dispose]: () => histogram.destroy() })
}
