/**
 * The event simulation against the record-by-record simulation, over 200 random
 * plans. Both are right or wrong together only where both misread a rule alike,
 * as neither was written from the other.
 *
 * Each figure has 200 p-values of exact Kolmogorov-Smirnov tests, and 200
 * differences of means. How many of them may be small by chance is a binomial's
 * upper bound that is passed once in 10,000 times: of 200 at most 3 may have
 * p <= 0.001, and 6 may be beyond 3 sigma.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { simulateOnce } from '../fleet-simulation/simulate-once.ts'
import { differences, type Simulate } from './equality.fixture.ts'
import { simulateRecords } from './simulate-records.ts'

const seeds = Array.from({ length: 200 }, (_, index) => index)
const replications = 24

describe('the event simulation', () => {
  it('is equal in distribution to the record-by-record simulation over 200 random plans', () => {
    const seen = differences(simulateRecords, simulateOnce, { seeds, replications })

    assert.deepEqual(seen, [], seen.join('\n'))
  })

  it('is not where its key material lives for 5 % longer, so that the test sees what it shall see', () => {
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
  return simulateOnce({ ...model, fleet: { ...fleet, ...lives } }, seed)
}
