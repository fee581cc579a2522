import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { describeDuration } from '../../units/quantity.ts'
import { describeUsd } from '../figures.ts'
import { amountOfChangeAxis, describeSigned, dimensions } from './amount-of-change.ts'

describe('describeSigned', () => {
  it('says which way an amount goes', () => {
    assert.equal(describeSigned(3600, describeDuration), '+3.6 us')
    assert.equal(describeSigned(-0.05, describeUsd), '−0.05 USD')
    assert.equal(describeSigned(0, describeDuration), describeDuration(0))
  })
})

describe('amountOfChangeAxis', () => {
  it('has room for all ends and for 0, and at least one tick, whatever the dimension', () => {
    const ends = fc.array(fc.double({ min: -1e15, max: 1e15, noNaN: true }), { minLength: 1 })
    fc.assert(
      fc.property(fc.constantFrom(...dimensions), ends, (dimension, all) => {
        const axis = amountOfChangeAxis(dimension, all, 'log')
        assert.ok('scale' in axis)
        const [low, high] = axis.scale.domain as [number, number]
        assert.ok(low <= Math.min(0, ...all) && high >= Math.max(0, ...all) && low < high)
        assert.ok(axis.scale.constant > 0)
        assert.ok(axis.axis.values.includes(0))
        assert.ok(axis.axis.values.every((tick) => tick >= low && tick <= high))
      }),
      {
        examples: [
          ['money', [5e-324]],
          ['size', [-1e-300, 0]],
          ['count', [0]],
        ],
      },
    )
  })

  it('is linear where that is asked for, and chooses its own ticks', () => {
    const axis = amountOfChangeAxis('size', [-5, 10], 'linear')

    assert.equal(axis.title, 'change, in bytes')
    assert.ok(!('scale' in axis))
  })

  it('counts in whole numbers near 0', () => {
    const axis = amountOfChangeAxis('count', [0, 20], 'log')

    assert.ok('scale' in axis)
    assert.deepEqual(axis.axis.values, [0, 1, 10])
  })
})
