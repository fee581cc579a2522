import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { differences, type Simulate } from './equality.fixture.ts'
import { simulateRecords } from './simulate-records.ts'

const seeds = Array.from({ length: 200 }, (_, index) => index)
const replications = 24

describe('the comparison of simulations over 200 random plans', () => {
  it('sees lives of key material that are 5 % longer', () => {
    const seen = differences(simulateRecords, withLongerLives, { seeds, replications })

    assert(
      seen.some((difference) => difference.startsWith('GenerateDataKey')),
      seen.join('\n'),
    )
  })
})

const withLongerLives: Simulate = (model, seed) => {
  const { fleet } = model
  const lives = { ttlNs: 1.05 * fleet.ttlNs, rotationNs: 1.05 * fleet.rotationNs }
  return simulateRecords({ ...model, fleet: { ...fleet, ...lives } }, seed)
}
