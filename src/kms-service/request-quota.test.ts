import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, perSecond, seconds } from '../units/units.ts'
import { RequestQuota, RequestQuotas } from './request-quota.ts'

describe('RequestQuota', () => {
  it('admits as many calls in a second as it says and not one more', () => {
    const quota = new RequestQuota(perSecond(3))

    const admitted = Array.from({ length: 5 }, () => quota.admits(seconds(7)))

    assert.deepEqual(admitted, [true, true, true, false, false])
  })

  it('throttles until the last nanosecond of the second and admits in the next', () => {
    const quota = new RequestQuota(perSecond(1))
    quota.admits(nanoseconds(0))

    assert.equal(quota.admits(nanoseconds(999_999_999)), false)
    assert.equal(quota.admits(nanoseconds(1_000_000_000)), true)
  })

  it('counts by fixed windows, so twice the quota passes around the turn of a second', () => {
    const quota = new RequestQuota(perSecond(2))
    const times = [999_999_998, 999_999_999, 1_000_000_000, 1_000_000_001, 1_000_000_002]

    const admitted = times.map((time) => quota.admits(nanoseconds(time)))

    assert.deepEqual(admitted, [true, true, true, true, false])
  })

  it('keeps a quota that is no whole number on average', () => {
    for (const rate of [0.5, 1.5, 0.25, 2.75]) {
      const quota = new RequestQuota(perSecond(rate))
      let admitted = 0

      for (let second = 0; second < 1000; second += 1) {
        for (let call = 0; call < 5; call += 1) admitted += Number(quota.admits(seconds(second)))
      }

      assert.equal(admitted, 1000 * rate, `${rate} /s`)
    }
  })
})

describe('RequestQuotas', () => {
  it('lets the symmetric operations share one quota, and leaves the others alone', () => {
    const quotas = new RequestQuotas('us-east-1', { symmetric: perSecond(2), others: false })
    const operations = [
      'GenerateDataKey',
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'CreateKey',
      'DescribeKey',
    ]

    const admitted = operations.map((operation) => quotas.admits(operation, seconds(7)))

    assert.deepEqual(admitted, [true, true, false, false, true, true])
  })

  it('gives each other operation a quota of its own where it is told so', () => {
    const quotas = new RequestQuotas('us-east-1', { symmetric: perSecond(1), others: true })
    const admitted = (operation: string) =>
      Array.from({ length: 6 }, () => quotas.admits(operation, seconds(7))).filter(Boolean).length

    assert.equal(admitted('CreateKey'), 5)
    assert.equal(admitted('DisableKey'), 5)
    assert.equal(admitted('Decrypt'), 1)
  })

  it('have the quota of the region where none is given', () => {
    const quotas = new RequestQuotas('eu-north-1', { others: false })

    const admitted = Array.from({ length: 10_001 }, () => quotas.admits('Decrypt', seconds(0)))

    assert.deepEqual([admitted.at(-2), admitted.at(-1)], [true, false])
  })
})
