import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { timeLeft } from './time-left.ts'

const times = (maxLength: number) => fc.array(fc.double({ min: 0, max: 1e3, noNaN: true }), { maxLength })
const left = fc
  .record({ lanes: fc.integer({ min: 1, max: 16 }), running: times(16), waiting: times(60) })
  .map(({ lanes, running, waiting }) => ({ lanes, waiting, running: running.slice(0, lanes) }))

describe('timeLeft', () => {
  it('is that of the cell which ends last', () => {
    assert.equal(timeLeft({ running: [4, 2], waiting: [], lanes: 2 }), 4)
    assert.equal(timeLeft({ running: [4, 2], waiting: [8], lanes: 2 }), 10)
    assert.equal(timeLeft({ running: [4, 2], waiting: [8, 8], lanes: 2 }), 12)
    assert.equal(timeLeft({ running: [4], waiting: [1, 1, 9], lanes: 2 }), 11)
    assert.equal(timeLeft({ running: [], waiting: [], lanes: 2 }), 0)
  })

  it('is what is left by lanes at least, and by no more than one cell longer', () => {
    fc.assert(
      fc.property(left, (cells) => {
        const all = [...cells.running, ...cells.waiting]
        const [sum, longest] = [all.reduce((total, each) => total + each, 0), Math.max(0, ...all)]
        const least = Math.max(longest, sum / cells.lanes)

        const took = timeLeft(cells)

        assert.ok(took >= least - 1e-6 && took <= sum / cells.lanes + longest + 1e-6, `${took}, ${least}`)
      }),
    )
  })
})
