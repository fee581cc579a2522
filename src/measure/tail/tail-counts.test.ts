import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { mergeBuckets } from '../../statistics/buckets.ts'
import { decodeHistogram, Histogram } from '../histogram.ts'
import { slowRecord } from './slow-record.fixture.ts'
import { tailCauses } from './tail-cause.ts'
import { TailCounts } from './tail-counts.ts'

const time = fc.oneof(fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 0, max: 4e12 }))

describe('TailCounts', () => {
  it('counts in the buckets of the histogram, all causes together as the histogram does', () => {
    const histogram = new Histogram()
    fc.assert(
      fc.property(fc.array(fc.tuple(time, fc.constantFrom(...tailCauses)), { minLength: 1 }), (records) => {
        const counts = new TailCounts()
        histogram.reset()

        for (const [ns, cause] of records) {
          counts.add(slowRecord(), ns, { cause, tookNs: 0 })
          histogram.record(ns)
        }

        assert.deepEqual(mergeBuckets([...counts.byCause.values()]), decodeHistogram(histogram.encode()))
      }),
    )
    histogram.destroy()
  })

  it('keeps the twenty slowest, slowest first, however many there are', () => {
    const counts = new TailCounts()

    for (let ordinal = 0; ordinal < 10_000; ordinal += 1) {
      const ns = (ordinal * 7919) % 10_007
      counts.add(slowRecord({ ordinal, arrivedAt: 5 }), ns, { cause: 'unknown', tookNs: ns })
    }

    const slowest = counts.slowest.map(({ ns }) => ns)
    const all = Array.from({ length: 10_000 }, (_, ordinal) => (ordinal * 7919) % 10_007)
    assert.deepEqual(slowest, all.toSorted((one, other) => other - one).slice(0, 20))
    assert.equal(counts.slowest[0]!.arrivedAt, 5)
  })

  it('leaves out causes that no record had', () => {
    const counts = new TailCounts()
    counts.add(slowRecord(), 10, { cause: 'rotation', tookNs: 5 })

    assert.deepEqual([...counts.byCause.keys()], ['rotation'])
  })
})
