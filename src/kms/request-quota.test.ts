import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { nanoseconds, perSecond, seconds } from '../units/units.ts'
import { RequestQuota } from './request-quota.ts'

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
