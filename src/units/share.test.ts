import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeShare, describeSize } from './share.ts'

describe('describeShare', () => {
  for (const [share, text] of [
    [0.102, '+10.2 %'],
    [-0.102, '−10.2 %'],
    [0.0123, '+1.23 %'],
    [0.09994, '+9.99 %'],
    [0.1, '+10.0 %'],
    [0.999, '+99.9 %'],
    [1, '+100 %'],
    [-12.344, '−1234 %'],
    [0, '0.00 %'],
    [0.00004, '0.00 %'],
    [-0.00004, '0.00 %'],
    [0.00006, '+0.01 %'],
  ] as const)
    it(`says ${text} of ${share}`, () => {
      assert.equal(describeShare(share), text)
    })
})

describe('describeSize', () => {
  it('says how much, whichever way', () => {
    assert.equal(describeSize(0.102), '10.2 %')
    assert.equal(describeSize(-0.102), '10.2 %')
    assert.equal(describeSize(0), '0.00 %')
  })
})
