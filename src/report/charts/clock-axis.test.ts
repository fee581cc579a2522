import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { clockLogTicks, describeSpan } from './clock-axis.ts'

const minute = 60e9

describe('describeSpan', () => {
  it('is open where the clock begins', () => {
    assert.equal(describeSpan(0, minute), 'up to 1 min')
    assert.equal(describeSpan(minute, 2 * minute), '1 min to 2 min')
  })
})

describe('clockLogTicks', () => {
  it('names times of a clock, fewer where the axis is long', () => {
    assert.deepEqual(
      clockLogTicks(4 * minute, 70 * minute).map((tick) => tick / minute),
      [5, 10, 20, 60],
    )
    assert.deepEqual(
      clockLogTicks(1e9, 86_400e9).map((tick) => tick / 1e9),
      [1, 10, 60, 600, 3600, 86_400],
    )
  })

  it('is decimal below a second', () => {
    assert.deepEqual(clockLogTicks(10e6, 2e9), [10e6, 20e6, 50e6, 100e6, 200e6, 500e6, 1e9, 2e9])
  })
})
