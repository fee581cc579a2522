import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { dominates, paretoFront } from './pareto-front.ts'

/** Few values, so that ties and equal points are common. */
const few = fc.array(fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)), { maxLength: 60 })
const many = fc.array(fc.tuple(fc.double({ noNaN: true }), fc.double({ noNaN: true })), { maxLength: 40 })

describe('paretoFront', () => {
  it('holds exactly those that no other point dominates', () => {
    fc.assert(
      fc.property(fc.oneof(few, many), (points) => {
        const byDefinition = points.map((point) => !points.some((other) => dominates(other, point)))

        assert.deepEqual(paretoFront(points), byDefinition)
      }),
    )
  })

  it('does not depend on the order of the points', () => {
    fc.assert(
      fc.property(few, (points) => {
        assert.deepEqual(paretoFront(points.toReversed()).toReversed(), paretoFront(points))
      }),
    )
  })

  it('holds equal points together, and of none but one the one', () => {
    assert.deepEqual(
      paretoFront([
        [1, 2],
        [1, 2],
        [1, 3],
        [2, 1],
      ]),
      [true, true, false, true],
    )
    assert.deepEqual(paretoFront([[7, 7]]), [true])
    assert.deepEqual(paretoFront([]), [])
  })

  it('lets nothing that never ends be beaten by what is equal', () => {
    assert.deepEqual(
      paretoFront([
        [1, Infinity],
        [1, Infinity],
        [1, 5],
      ]),
      [false, false, true],
    )
  })
})

describe('dominates', () => {
  it('asks for at most as much everywhere and less somewhere', () => {
    assert.ok(dominates([1, 2], [1, 3]))
    assert.ok(!dominates([1, 2], [1, 2]))
    assert.ok(!dominates([1, 3], [2, 2]))
  })
})
