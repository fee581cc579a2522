import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { timeLeft } from './time-left.ts'

const left = fc
  .record({
    lanes: fc.integer({ min: 1, max: 16 }),
    shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 16 }),
    waiting: fc.nat({ max: 500 }),
  })
  .map(({ lanes, shares, waiting }) => ({ lanes, waiting, running: shares.slice(0, lanes) }))

describe('timeLeft', () => {
  it('is that of the cell which ends last', () => {
    assert.equal(timeLeft({ running: [0.5, 0.25], waiting: 0, lanes: 2 }, 8), 4)
    assert.equal(timeLeft({ running: [0.5, 0.25], waiting: 1, lanes: 2 }, 8), 10)
    assert.equal(timeLeft({ running: [0.5, 0.25], waiting: 2, lanes: 2 }, 8), 12)
    assert.equal(timeLeft({ running: [0.5], waiting: 3, lanes: 2 }, 8), 16)
    assert.equal(timeLeft({ running: [], waiting: 0, lanes: 2 }, 8), 0)
  })

  it('is what comes of giving each cell to the lane that is free first', () => {
    fc.assert(
      fc.property(left, (cells) => {
        const ends = [
          ...cells.running,
          ...Array.from({ length: cells.lanes - cells.running.length }, () => 0),
        ]
        for (let cell = 0; cell < cells.waiting; cell += 1) {
          const first = ends.indexOf(Math.min(...ends))
          ends[first]! += 1
        }
        assert.ok(Math.abs(timeLeft(cells, 1) - Math.max(0, ...ends)) < 1e-6)
      }),
    )
  })
})
