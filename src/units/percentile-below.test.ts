import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { percentileBelow } from './percentile-below.ts'

describe('percentileBelow', () => {
  it('rounds the tail up to two digits, so that it says no more than the share', () => {
    assert.equal(percentileBelow(0.9993), 99.93)
    assert.equal(percentileBelow(0.99822), 99.82)
    assert.equal(percentileBelow(0.99826), 99.82)
    assert.equal(percentileBelow(0.25), 25)
  })

  it('stays between 0 and 100', () => {
    assert.equal(percentileBelow(0), 0)
    assert.equal(percentileBelow(1), 100)
  })
})
