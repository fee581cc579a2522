import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { intervalAt, ofRepetitions } from '../../statistics/repeated.ts'
import { estimateOf, pilotSize, replicationsMin, replicationsNeeded } from './pilot-replications.ts'

const trials = 4000
const truth = 100

describe('replicationsNeeded', () => {
  for (const reach of [0.4, 0.6, 0.8, 1])
    it(`decides so that intervals of 95 % hold the truth as often, at a reach of ${reach} standard deviations`, () => {
      const random = randomStream(1, `coverage at ${reach}`)
      const draw = () => truth + random.normal()
      let covered = 0
      for (let trial = 0; trial < trials; trial += 1) {
        const values = Array.from({ length: pilotSize }, draw)
        const needed = Math.min(200, replicationsNeeded(values, reach))
        while (values.length < needed) values.push(draw())
        const [from, to] = estimateOf(values).ci95
        if (from <= truth && truth <= to) covered += 1
      }

      const share = covered / trials
      assert(share >= 0.94 && share <= 0.965, `${share} of the intervals hold the truth`)
    })

  it('is the pilot where its values are one, and endless where they are not and nothing is narrow enough', () => {
    assert.equal(replicationsNeeded([5, 5, 5, 5], 0), 4)
    assert.equal(replicationsNeeded([5, 5, 5, 6], 0), Infinity)
  })
})

describe('estimateOf', () => {
  it('has an interval from four values on', () => {
    assert.equal(replicationsMin, 4)
    assert.deepEqual(estimateOf([1, 2, 3]).ci95, [2, 2])
    const { mean, ci95 } = estimateOf([1, 2, 3, 4])
    assert(ci95[0] < mean && mean < ci95[1])
  })

  it('is wide where what is rare comes after the pilot alone', () => {
    const { mean, ci95 } = estimateOf([...Array<number>(pilotSize).fill(0), 10, 0, 0, 0])
    assert(ci95[1] > mean)
  })

  it('has the spread of all values where their number was fixed beforehand', () => {
    const values = [0, 20, 0, 20, 0, 20, 0, 20, 10, 10, 10, 10]
    const { mean, ci95 } = estimateOf(values, values.length)
    assert.deepEqual(ci95, intervalAt(ofRepetitions(values), 0.95))
    assert(ci95[1] - mean < estimateOf(values).ci95[1] - mean)
  })

  it('is not below 0', () => {
    assert.equal(estimateOf([0, 0, 0, 8]).ci95[0], 0)
  })
})
