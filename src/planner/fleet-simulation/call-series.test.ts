import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { binsMax, CallSeries, quietS } from './call-series.ts'

describe('CallSeries', () => {
  it('has no more bins for years than for hours', () => {
    for (const horizonS of [0.5, 60, 3600, 86_400, 3.2e7, 3.2e9]) {
      const { attempts, binS } = new CallSeries(horizonS)

      assert(attempts.length >= 1 && attempts.length <= binsMax)
      assert(attempts.length * binS >= horizonS)
    }
  })

  it('keeps sum and busiest second of each bin', () => {
    const series = new CallSeries(2 * binsMax)

    series.addSecond(0, 5, 0)
    series.addSecond(1, 9, 2)
    series.addSecond(2, 1, 0)
    series.addLost(2.5, 4)

    assert.deepEqual(Array.from(series.attempts.subarray(0, 2)), [14, 1])
    assert.deepEqual(Array.from(series.busiest.subarray(0, 2)), [9, 1])
    assert.deepEqual([series.throttled[0], series.lost[1], series.busiestSecond], [2, 4, 9])
  })

  it('ends a spell of trouble after so many quiet seconds, and not one before', () => {
    assert.equal(recoveryOf([3.5, 3 + quietS + 0.5], []), 3 + quietS + 1)
    assert.equal(recoveryOf([3.5, 3 + quietS + 1.5], []), 4)
    assert.equal(recoveryOf([], []), null)
  })

  it('counts from the last disturbance before the trouble', () => {
    assert.equal(recoveryOf([20.2, 25], [5, 20, 30]), 6)
    assert.equal(recoveryOf([3], [5]), 4)
  })
})

function recoveryOf(times: readonly number[], origins: readonly number[]): number | null {
  const series = new CallSeries(1000)
  for (const time of times) series.addTrouble(time)
  return series.recoveryS(origins)
}
