import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cacheArrivalsOf } from './cache-arrivals.ts'
import { documentedFleet } from './fleet.fixture.ts'
import type { FleetModel } from './fleet-model.ts'
import { generationCycle } from './generation-cycle.ts'

describe('generationCycle', () => {
  const answer = { mean: 0.02, variance: 1e-4, values: [0.01, 0.03] }
  const cycleOf = (change: Partial<FleetModel>, of = answer) => {
    const fleet = { ...documentedFleet, ...change }
    return generationCycle(fleet, cacheArrivalsOf(fleet), of)
  }

  it('works out equal cycles once', () => {
    assert.equal(cycleOf({}), cycleOf({ consumers: 7 }, { ...answer, values: [...answer.values] }))
  })

  for (const change of [
    { rotationNs: 1e12 },
    { jitter: 0.25 },
    { refreshAheadNs: 7e9 },
    { xfetchBeta: 1.5 },
    { frontEnds: 77 },
    { arrivals: 'constant' },
  ] as const)
    it(`tells fleets apart by ${Object.keys(change)[0]}`, () => {
      assert.notEqual(cycleOf(change), cycleOf({}))
    })

  it('tells answers apart by each of their values', () => {
    assert.notEqual(cycleOf({}), cycleOf({}, { ...answer, values: [0, 0.04] }))
  })
})
