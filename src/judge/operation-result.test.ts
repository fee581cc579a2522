import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog } from '../measure/series.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { putLog } from './cell.fixture.ts'
import { judgeOperation, mergedNoiseFloor } from './operation-result.ts'

describe('judgeOperation', () => {
  it('finds what sealing adds, with an interval around it, and no noise where there is none', () => {
    const { overhead, noiseFloor, plain, sealed, delta } = judgeOperation(
      putLog({ addedNs: 14_000 }),
      'put',
      1,
    )

    const [low, high] = overhead.p50.ci95Ns!
    assert.ok(low <= 14_000 && 14_000 <= high, `${low} to ${high}`)
    assert.ok(high - low < 50)
    assert.ok(Math.abs(noiseFloor.p50.estimateNs) < 20)
    assert.equal(plain.serviceTime.count, 4000)
    assert.ok(Math.abs(sealed.responseTime.p50 - 24_500) < 20)
    assert.ok(Math.abs(delta.serviceTime.mean - 14_000) < 20)
  })

  it('withholds the interval of p999 for want of samples', () => {
    const { overhead } = judgeOperation(putLog(), 'put', 1)

    assert.equal(overhead.p999.ci95Ns, null)
    assert.notEqual(overhead.p99.ci95Ns, null)
  })

  it('takes calls of one record as their records', () => {
    const result = judgeOperation(putLog(), 'put', 1)

    assert.deepEqual(result.perCall.plain, result.plain.serviceTime)
    assert.deepEqual(result.perCall.delta, result.delta.serviceTime)
    assert.deepEqual(result.perCall.overhead, result.overhead)
  })

  it('reads calls apart from records where they were recorded', () => {
    const log: LatencyLog = new Map([
      ...putLog(),
      ['put.plain.callTime' as const, [bucketsOf([7_000_000])]],
      ['put.sealed.callTime' as const, [bucketsOf([9_000_000])]],
    ])

    const { perCall } = judgeOperation(log, 'put', 1)

    assert.equal(perCall.plain.p50, 7_000_000)
    assert.deepEqual(perCall.overhead.p50, { estimateNs: 2_000_000, ci95Ns: null })
  })

  it('is all zero where nothing was measured', () => {
    const { plain, overhead } = judgeOperation(putLog(), 'get', 1)

    assert.deepEqual(new Set(Object.values(plain.serviceTime)), new Set([0]))
    assert.deepEqual(overhead.p50, { estimateNs: 0, ci95Ns: null })
    assert.deepEqual(overhead.mean, { estimateNs: 0, ci95Ns: null })
  })
})

describe('mergedNoiseFloor', () => {
  it('is the A/A difference over all cells', () => {
    const { put, get } = mergedNoiseFloor([putLog({ biasNs: 100 }), putLog({ biasNs: 100, seed: 2 })], 1)

    const [low, high] = put.p50.ci95Ns!
    assert.ok(low <= 100 && 100 <= high)
    assert.equal(get.p50.ci95Ns, null)
  })
})
