import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { simulateFleet } from '../fleet-simulation/simulate-fleet.ts'
import type { FleetModel } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import { analyse, analyseAsItIs } from './analyse.ts'
import { planWith } from './plans.fixture.ts'

const second = 1e9

/** 20 front ends and 3 consumers, 200 calls per second, keys of a minute. */
const busyFleet: Partial<FleetModel> = {
  frontEnds: 20,
  consumers: 3,
  callsPerSecond: 200,
  ttlNs: 60 * second,
  rotationNs: 60 * second,
  kmsLatency: { distribution: 'lognormal', median: 10e6, p99: 40e6 },
  quotaPerSecond: 1e9,
}
const polledSlowly = { ttlNs: 600 * second, capacity: 1e6, pollIntervalNs: 30 * second }

const kinds: Readonly<Record<string, [Partial<FleetModel>, Partial<PlanModel>?]>> = {
  'busy caches': [{}],
  'records that are pushed': [{ consumers: 8 }, { isFanOutEnhanced: true }],
  'polls longer than the TTL': [{ ttlNs: 10 * second, rotationNs: 10 * second, reader: polledSlowly }],
  'readers whose TTL ends before each poll': [{ reader: { ...polledSlowly, ttlNs: 10 * second } }],
  'batches without a cache': [{ ttlNs: 0, consumers: 0, callsPerSecond: 10, batch: 10 }],
  'keys smaller than a batch': [{ consumers: 0, callsPerSecond: 1, batch: 10, maxRecords: 3 }],
  'keys that are used up': [{ consumers: 0, callsPerSecond: 50, maxRecords: 25 }],
  'new credentials of many consumers': [{ frontEnds: 50, consumers: 40 }, { credentialLifetimeS: 900 }],
  'a cold start': [{ frontEnds: 200 }, { start: 'cold', horizonS: 300 }],
}

/** A few front ends, 20 calls per second, 2 consumers whose entries end many times within the life of a key. */
function rarelyFilled(frontEnds: number, keyHours: number, readerMinutes: number): PlanModel {
  const keyNs = keyHours * 3600 * second
  const reader = { ttlNs: readerMinutes * 60 * second, capacity: 1e6, pollIntervalNs: second }
  return planWith(
    { ...busyFleet, frontEnds, consumers: 2, callsPerSecond: 20, ttlNs: keyNs, rotationNs: keyNs, reader },
    { horizonS: 30 * 86_400 },
  )
}

/** Of the simulated figure, and attempts beside it: a highest value varies by so much from seed to seed. */
const tolerance = { share: 0.25, attempts: 2 }

describe('busiestSecondOf', () => {
  for (const [kind, [fleet, change]] of Object.entries(kinds))
    it(`has about the busiest second that is simulated of ${kind}`, () => {
      const drawn = planWith({ ...busyFleet, ...fleet }, { horizonS: 1800, ...change })
      const plan = { ...drawn, fleet: { ...drawn.fleet, durationNs: drawn.horizonS * second } }

      const { busiestSecond } = analyse(plan).quota
      const simulated = simulateFleet(plan, { seed: 6, precision: 0, replicationsMax: 4 })

      assert.equal(simulated.share, 1)
      assert(Number.isInteger(busiestSecond))
      const { mean } = simulated.busiestSecond
      assert(
        Math.abs(busiestSecond - mean) <= tolerance.share * mean + tolerance.attempts,
        `${busiestSecond} is not about ${mean}`,
      )
    })

  it('is of one EDK where a single cache fills once a day', () => {
    const drawn = rarelyFilled(1, 24, 5)
    const plan = { ...drawn, fleet: { ...drawn.fleet, durationNs: drawn.horizonS * second } }

    const { mean } = simulateFleet(plan, { seed: 6, precision: 0, replicationsMax: 3 }).busiestSecond

    assert.equal(mean, 2)
    assert.equal(analyse(plan).quota.busiestSecond, mean)
  })

  it('does not rise where keys that live longer lower all calls', () => {
    const hours = fc.integer({ min: 1, max: 48 })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.constantFrom(5, 10), hours, hours, (n, ttl, a, b) => {
        const [shorter, longer] = [Math.min(a, b), Math.max(a, b)].map((each) =>
          analyseAsItIs(rarelyFilled(n, each, ttl)),
        )
        fc.pre(longer!.callsPerSecond < shorter!.callsPerSecond)

        assert(longer!.quota.busiestSecond <= shorter!.quota.busiestSecond)
      }),
    )
  })

  it('is no lower, and not twice as high, where caches of one credential come together life after life', () => {
    const fleet = { ...busyFleet, consumers: 10, callsPerSecond: 400 }
    const plan = planWith(fleet, { horizonS: 1800, credentialLifetimeS: 900, streams: 10 })

    const { busiestSecond } = analyse(plan).quota
    const { mean } = simulateFleet(plan, { seed: 6, precision: 0, replicationsMax: 4 }).busiestSecond

    assert(
      busiestSecond >= mean && busiestSecond < 2 * mean,
      `${busiestSecond} is not a little above ${mean}`,
    )
  })
})
