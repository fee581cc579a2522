import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { totalCount, type Buckets } from '../../statistics/buckets.ts'
import { overTimeOf, timeMapOf } from './time-map.ts'

describe('timeMapOf', () => {
  it('counts the latencies of each segment in the row whose edges hold them', () => {
    const map = timeMapOf(
      [
        bucketsOf([[10, 3]]),
        bucketsOf([
          [10, 1],
          [99, 2],
          [100, 4],
        ]),
      ],
      [5e9, 9e9],
    )!

    assert.deepEqual(map.times, [0, 5e9, 9e9])
    assert.deepEqual(
      map.counts.map((rows) => rows.filter((count) => count > 0)),
      [[3], [1, 2, 4]],
    )
    const rowOf = (value: number) => map.edges.findLastIndex((edge) => edge <= value * (1 + 1e-12))
    assert.equal(map.counts[0]![rowOf(10)], 3)
    assert.equal(map.counts[1]![rowOf(99)], 2)
    assert.equal(map.counts[1]![rowOf(100)], 4)
  })

  it('is one column for segments that ended at the same time', () => {
    const map = timeMapOf([bucketsOf([[10, 3]]), bucketsOf([[10, 1]]), bucketsOf([[10, 2]])], [0, 5, 5])!

    assert.deepEqual(map.times, [0, 5])
    assert.deepEqual(map.counts, [[6]])
  })

  it('is nothing where the ends are not those of the segments, time did not pass or nothing was recorded', () => {
    const segment = bucketsOf([[10, 1]])

    assert.equal(timeMapOf([segment, segment], [5]), undefined)
    assert.equal(timeMapOf([segment, segment], [5, 4]), undefined)
    assert.equal(timeMapOf([segment], [0]), undefined)
    assert.equal(timeMapOf([bucketsOf([])], [5]), undefined)
    assert.equal(timeMapOf([], []), undefined)
  })

  it('holds each record once, in at most 60 rows', () => {
    const segments = fc.array(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 3_600e9 }), fc.integer({ min: 1, max: 1e6 })), {
        minLength: 1,
      }),
      { minLength: 1, maxLength: 50 },
    )
    fc.assert(
      fc.property(segments, (lists) => {
        const log = lists.map(bucketsOf)

        const map = timeMapOf(
          log,
          log.map((_, at) => at + 1),
        )!

        assert.deepEqual(map.counts.map(sumOf), log.map(totalCount))
        assert.ok(map.edges.length <= 61 && map.edges.length >= 2)
        assert.ok(map.edges.every((edge, at) => at === 0 || edge > map.edges[at - 1]!))
      }),
    )
  })
})

describe('overTimeOf', () => {
  const log = new Map([['put.sealed.responseTime', [bucketsOf([[10, 1]])]]] as const)

  it('maps the response times of the sealed arm', () => {
    assert.deepEqual(Object.keys(overTimeOf(log, { put: [7], get: [] })), ['put'])
  })

  it('maps nothing of a run that does not say when its segments ended', () => {
    assert.deepEqual(overTimeOf(log, undefined), {})
  })
})

/** From value and count, in any order. */
function bucketsOf(pairs: readonly (readonly [number, number])[]): Buckets {
  const counts = new Map<number, number>()
  for (const [value, count] of pairs) counts.set(value, (counts.get(value) ?? 0) + count)
  const sorted = [...counts].toSorted(([one], [other]) => one - other)
  return {
    values: Float64Array.from(sorted, ([value]) => value),
    counts: Float64Array.from(sorted, ([, count]) => count),
  }
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
