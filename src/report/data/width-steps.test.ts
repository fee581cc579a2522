import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { stepOf, widthOf } from './width-steps.ts'

describe('widthOf', () => {
  it('is 0, then 1 ns and up to 5 % more with each step, ten times as much after 48', () => {
    const widths = Array.from({ length: 500 }, (_, step) => widthOf(step))

    assert.deepEqual(widths.slice(0, 3), [0, 1, 1.05])
    for (const [step, width] of widths.entries())
      if (step > 1) assert.ok(width > widths[step - 1]! && width <= 1.055 * widths[step - 1]!)
    for (const step of [1, 2, 17, 48])
      assert.equal(widthOf(step + 48), Number((10 * widthOf(step)).toFixed(1)))
  })
})

describe('stepOf', () => {
  it('is that of the first width that is no shorter', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e13, noNaN: true }), (ns) => {
        const step = stepOf(ns)

        assert.ok(widthOf(step) >= ns)
        if (step > 0) assert.ok(widthOf(step - 1) < ns)
      }),
    )
  })

  it('gives the step of each width back', () => {
    for (let step = 0; step < 600; step += 1) assert.equal(stepOf(widthOf(step)), step)
  })
})
