import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { emptyBuckets, max, mean, mergeBuckets, min, quantile, totalCount } from './buckets.ts'
import { bucketsOf } from './samples.fixture.ts'

const samples = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 60 })

describe('quantile', () => {
  it('is the smallest value whose cumulative count reaches q n', () => {
    const hundred = bucketsOf(Array.from({ length: 100 }, (_, index) => index + 1))

    assert.equal(quantile(hundred, 0.07), 7)
    assert.equal(quantile(hundred, 0.0701), 8)
    assert.equal(quantile(hundred, 0.5), 50)
    assert.equal(quantile(hundred, 0.99), 99)
    assert.equal(quantile(hundred, 0), 1)
    assert.equal(quantile(hundred, 1), 100)
  })

  it('reads the sorted samples at the rank of q', () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 1000 }), (list, permille) => {
        const sorted = list.toSorted((a, b) => a - b)

        const found = quantile(bucketsOf(list), permille / 1000)

        assert.equal(found, sorted[Math.ceil((permille * list.length) / 1000) - 1])
      }),
    )
  })

  it('is the smallest value that a share of q is at most', () => {
    fc.assert(
      fc.property(samples, fc.double({ min: 0.001, max: 1, noNaN: true }), (list, q) => {
        const value = quantile(bucketsOf(list), q)

        assert.ok(shareAtMost(list, value) >= q - 1e-12)
        assert.ok(shareAtMost(list, value - 1) < q)
      }),
    )
  })

  it('is not a number where there are no samples', () => {
    assert.ok(Number.isNaN(quantile(emptyBuckets, 0.5)))
    assert.ok(Number.isNaN(mean(emptyBuckets)))
    assert.ok(Number.isNaN(min(emptyBuckets)))
    assert.ok(Number.isNaN(max(emptyBuckets)))
  })
})

describe('mergeBuckets', () => {
  it('is the distribution of all samples together, however they were cut', () => {
    fc.assert(
      fc.property(fc.array(samples, { maxLength: 6 }), (lists) => {
        const merged = mergeBuckets(lists.map(bucketsOf))

        assert.deepEqual(merged, bucketsOf(lists.flat()))
      }),
    )
  })

  it('keeps count, mean and extremes', () => {
    fc.assert(
      fc.property(samples, samples, (a, b) => {
        const merged = mergeBuckets([bucketsOf(a), emptyBuckets, bucketsOf(b)])
        const all = [...a, ...b]

        assert.equal(totalCount(merged), all.length)
        assert.ok(Math.abs(mean(merged) - all.reduce((sum, value) => sum + value, 0) / all.length) < 1e-9)
        assert.equal(min(merged), Math.min(...all))
        assert.equal(max(merged), Math.max(...all))
      }),
    )
  })
})

function shareAtMost(list: readonly number[], x: number): number {
  return list.filter((value) => value <= x).length / list.length
}
