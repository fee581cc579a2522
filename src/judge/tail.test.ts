import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { tailCauses } from '../measure/tail/tail-cause.ts'
import { slowRecord } from '../measure/tail/slow-record.fixture.ts'
import { TailCounts } from '../measure/tail/tail-counts.ts'
import { quantile, totalCount, type Buckets } from '../statistics/buckets.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { tailSeriesOf } from './tail.ts'

describe('tailSeriesOf', () => {
  it('breaks each band down by cause', () => {
    // 1 to 2000 ns, which have buckets of their own: p99 is 1980, p99.9 1998, p99.99 and the maximum 2000.
    const all = bucketsOf(Array.from({ length: 2000 }, (_, index) => index + 1))
    const counts = new TailCounts()
    for (let ns = 1900; ns <= 2000; ns += 1)
      counts.add(slowRecord(), ns, { cause: ns % 2 === 0 ? 'rotation' : 'unknown', tookNs: ns })

    const { bands, unseen } = tailSeriesOf(counts, all)

    assert.equal(unseen, 0)
    assert.deepEqual(bands, [
      {
        from: 0.99,
        to: 0.999,
        fromNs: 1980,
        toNs: 1998,
        count: 18,
        byCause: { rotation: { count: 9, sumNs: 17_910 }, unknown: { count: 9, sumNs: 17_901 } },
      },
      {
        from: 0.999,
        to: 0.9999,
        fromNs: 1998,
        toNs: 2000,
        count: 2,
        byCause: { rotation: { count: 1, sumNs: 2000 }, unknown: { count: 1, sumNs: 1999 } },
      },
      { from: 0.9999, to: 1, fromNs: 2000, toNs: 2000, count: 0, byCause: {} },
    ])
  })

  it('calls unknown what came when the threshold was above it, and says how many', () => {
    const all = bucketsOf(Array.from({ length: 1000 }, (_, index) => index + 1))
    const counts = new TailCounts()
    counts.add(slowRecord(), 1000, { cause: 'kms-miss', tookNs: 900 })

    const { bands, unseen } = tailSeriesOf(counts, all)

    assert.equal(unseen, 9)
    assert.deepEqual(bands[0]!.byCause, { unknown: { count: 9, sumNs: 9 * 995 } })
    assert.deepEqual(bands[1]!.byCause, { 'kms-miss': { count: 1, sumNs: 1000 } })
  })

  it('has bands that add up to all records beyond p99, and causes that add up to their band', () => {
    const sample = fc.tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom(...tailCauses))
    fc.assert(
      fc.property(
        fc.array(sample, { minLength: 1, maxLength: 3000 }),
        fc.integer({ min: 0, max: 3000 }),
        (samples, threshold) => {
          const histogram = new TailCounts()
          const counts = new TailCounts()
          for (const [ns, cause] of samples) {
            histogram.add(slowRecord(), ns, { cause: 'unknown', tookNs: ns })
            if (ns >= threshold) counts.add(slowRecord(), ns, { cause, tookNs: ns })
          }
          const all = histogram.byCause.get('unknown')!

          const { bands, unseen } = tailSeriesOf(counts, all)

          assert.equal(sum(bands.map(({ count }) => count)), beyond(all, quantile(all, 0.99)))
          for (const { count, byCause } of bands)
            assert.equal(sum(Object.values(byCause).map((part) => part.count)), count)
          if (threshold <= quantile(all, 0.99)) assert.equal(unseen, 0)
        },
      ),
    )
  })

  it('has empty bands where nothing was recorded', () => {
    const { bands, slowest } = tailSeriesOf(new TailCounts(), bucketsOf([]))

    assert.deepEqual(
      bands.map(({ count }) => count),
      [0, 0, 0],
    )
    assert.deepEqual(slowest, [])
  })
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function beyond(all: Buckets, ns: number): number {
  const begin = all.values.findIndex((value) => value > ns)
  return begin < 0
    ? 0
    : totalCount({ values: all.values.subarray(begin), counts: all.counts.subarray(begin) })
}
