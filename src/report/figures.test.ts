import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeDuration } from '../units/quantity.ts'
import {
  describeAmount,
  describeCount,
  describeEstimate,
  describeInterval,
  describeMetric,
  describePercentile,
  withheld,
} from './figures.ts'

describe('describeMetric', () => {
  it('gives each metric its unit', () => {
    assert.equal(describeMetric('put.overhead', 14_230), '14.2 us')
    assert.equal(describeMetric('kms.usdPer30Days', 1.307), '1.31 USD')
    assert.equal(describeMetric('kms.calls', 103_680), '103,680')
  })
})

describe('describeAmount', () => {
  it('keeps two significant digits of small sums', () => {
    assert.equal(describeAmount(0), '0.00')
    assert.equal(describeAmount(0.1), '0.10')
    assert.equal(describeAmount(0.02592), '0.026')
    assert.equal(describeAmount(7776), '7,776.00')
  })
})

describe('describeCount', () => {
  it('separates thousands and keeps fractions short', () => {
    assert.equal(describeCount(20_000), '20,000')
    assert.equal(describeCount(11.98765), '12')
    assert.equal(describeCount(0.123456), '0.123')
  })
})

describe('describePercentile', () => {
  it('does not show the rounding of doubles', () => {
    assert.equal(describePercentile(100 * (1 - 1 / 1000)), 'p99.9')
    assert.equal(describePercentile(99.93), 'p99.93')
  })
})

describe('describeInterval', () => {
  it('begins at a bare zero, which has the same length in any unit', () => {
    assert.equal(describeInterval([0, 91e9], describeDuration), '0 to 1.52 min')
    assert.equal(describeInterval([1, 91e9], describeDuration), '1 ns to 1.52 min')
  })
})

describe('describeEstimate', () => {
  it('says where an interval is withheld', () => {
    assert.equal(describeEstimate({ estimateNs: 14_000, ci95Ns: null }), `14 us (${withheld})`)
    assert.equal(describeEstimate({ estimateNs: -5, ci95Ns: [-20, 10] }), '-5 ns (-20 to 10 ns)')
    assert.equal(describeEstimate({ estimateNs: 900, ci95Ns: [880, 1010] }), '900 ns (880 ns to 1.01 us)')
  })
})
