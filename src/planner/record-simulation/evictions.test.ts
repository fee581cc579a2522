/**
 * Consumers whose cache holds fewer EDKs than are live, which random plans
 * leave out: the event simulation takes each record to miss with the chance of
 * independent references. Its counts are so not equal in distribution to those
 * of the record-by-record simulation, which keeps the EDKs used last. Their means
 * are close, and those of events the smaller: they leave out the first record of
 * a new EDK, and the room that an EDK which seals no more takes for a while.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { simulateOnce } from '../fleet-simulation/simulate-once.ts'
import type { PlanModel } from '../plan-model.ts'
import { randomPlan } from './random-plans.fixture.ts'
import { simulateRecords } from './simulate-records.ts'

const replications = 6

describe('the event simulation', () => {
  it('decrypts as often as the record-by-record simulation, within 6 %, where a consumer evicts', () => {
    for (let seed = 0; seed < 12; seed += 1) {
      const plan = planThatEvicts(seed)

      const [events, records] = [simulateOnce, simulateRecords].map((simulate) =>
        Array.from({ length: replications }, (_, index) => simulate(plan, seed * 100 + index).calls.Decrypt),
      )

      const [event, record] = [meanOf(events!), meanOf(records!)]
      const { reader, frontEnds } = plan.fleet
      assert(
        Math.abs(event / record - 1) < 0.06,
        `seed ${seed}: ${event} by events, ${record} by records, for ${reader.capacity} of ${frontEnds} EDKs`,
      )
    }
  })
})

/** Records one by one, far more of them than EDKs, in a fleet that has run for ever. */
function planThatEvicts(seed: number): PlanModel {
  const random = randomStream(seed, 'evictions')
  const { fleet, ...plan } = randomPlan(seed)
  const frontEnds = 3 + random.below(8)
  const callsPerSecond = 20
  return {
    ...plan,
    fleet: {
      ...fleet,
      frontEnds,
      principals: 1,
      sharedBy: 1,
      consumers: 1,
      batch: 1,
      callsPerSecond,
      ttlNs: 200e9,
      rotationNs: 200e9,
      jitter: 0,
      refreshAheadNs: 0,
      xfetchBeta: 0,
      singleFlight: true,
      branchKeyTtlNs: 0,
      maxRecords: 2 ** 32,
      maxBytes: 2 ** 50,
      quotaPerSecond: 10_000,
      kmsLatency: { distribution: 'constant', value: 1e6 },
      reader: { ttlNs: 1000e9, capacity: 1 + random.below(frontEnds - 1), pollIntervalNs: 0.2e9 },
    },
    streams: 1,
    horizonS: 600,
    load: [{ lengthS: Infinity, from: callsPerSecond, to: callsPerSecond }],
    start: 'steady',
    credentialLifetimeS: Infinity,
    disturbances: [],
    isFanOutEnhanced: true,
    catchUp: null,
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
