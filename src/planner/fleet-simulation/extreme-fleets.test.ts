import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { FleetModel } from '../fleet-model.ts'
import { analyse } from '../long-run/analyse.ts'
import { documentedPlan, planWith } from '../long-run/plans.fixture.ts'
import type { PlanModel } from '../plan-model.ts'
import { simulateFleet } from './simulate-fleet.ts'

const day = 86_400
const { reader } = documentedPlan.fleet

/** Far beyond what fleets are, one setting after the other; each of 30 days, with a quota that throttles nothing. */
const extremes: Readonly<
  Record<string, Partial<FleetModel> & { readonly plan?: Partial<PlanModel>; readonly within?: number }>
> = {
  'a million consumers': { consumers: 1e6 },
  'no cache, and a rotation of a day': { callsPerSecond: 1000, ttlNs: 0, rotationNs: day * 1e9 },
  'no cache, steady': {
    callsPerSecond: 1000,
    ttlNs: 0,
    rotationNs: day * 1e9,
    plan: { start: 'steady' },
  },
  'no cache at a million records per second': { callsPerSecond: 1e6, ttlNs: 0 },
  'a TTL of 1 ms in a rotation of a day': { callsPerSecond: 1e4, ttlNs: 1e6, rotationNs: day * 1e9 },
  'readers without a cache': { callsPerSecond: 1e6, reader: { ...reader, ttlNs: 0 } },
  'readers without a cache, pushed': {
    callsPerSecond: 1e6,
    reader: { ...reader, ttlNs: 0 },
    plan: { isFanOutEnhanced: true },
  },
  'readers that hold nothing for long': { callsPerSecond: 1e5, reader: { ...reader, ttlNs: 1e6 } },
  'polls each millisecond': {
    callsPerSecond: 1e5,
    consumers: 20,
    reader: { ...reader, ttlNs: 1e6, pollIntervalNs: 1e6 },
  },
  'readers’ caches that are too small': { callsPerSecond: 1e6, frontEnds: 2000 },
  'credentials of a millisecond': { callsPerSecond: 1000, plan: { credentialLifetimeS: 0.001 } },
  'independent fills that take a second': {
    callsPerSecond: 5e4,
    singleFlight: false,
    kmsLatency: { distribution: 'constant', value: 1e9 },
  },
  'refresh ahead of nearly all of the TTL': { callsPerSecond: 1e6, refreshAheadNs: 299e9 },
  // Few caches of so many are simulated.
  'a thousand million principals': { callsPerSecond: 1000, principals: 1e9, within: 0.1 },
  'a load that is nearly none': { callsPerSecond: 1e-4, within: 0.1 },
}

describe('simulateFleet of extreme fleets', () => {
  for (const [name, { plan, within = 0.03, ...fleet }] of Object.entries(extremes))
    it(`makes as many calls as theory has, within a bound of work: ${name}`, () => {
      const model = planWith({ quotaPerSecond: 1e15, ...fleet }, { start: 'cold', ...plan })

      const { attempts, throttled } = simulateFleet(model, { seed: 8, workMax: 2e6, replicationsMax: 4 })

      const theory = analyse(model).callsPerSecond * model.horizonS
      assert.equal(throttled.mean, 0)
      assert(
        Math.abs(attempts.mean - theory) <= within * theory + 2 * (attempts.ci95[1] - attempts.mean),
        `${attempts.mean} is not ${theory}`,
      )
    })

  it('says where it has not settled, where a quota is coarse, and where calls stand for others', () => {
    assert.equal(cautionsOf({}), '')
    assert.match(
      cautionsOf({ callsPerSecond: 1e4, ttlNs: 0, rotationNs: day * 1e9 }),
      /before it has settled/,
    )
    assert.match(cautionsOf({ principals: 1e9, callsPerSecond: 1e6, quotaPerSecond: 1000 }), /of the quota/)
    assert.match(cautionsOf({ consumers: 1e5, quotaPerSecond: 1000 }), /stands for 100 of them/)
  })

  it('says which replications do not recover', () => {
    const model = planWith(
      { callsPerSecond: 1000, ttlNs: 1e9, rotationNs: 1e9, reader: { ...reader, ttlNs: 1e9 } },
      { start: 'cold', horizonS: 60 },
    )
    const outage = { kind: 'outage' as const, fromS: 20 }

    const over = simulateFleet({ ...model, disturbances: [{ ...outage, toS: 30 }] }, { seed: 1 })
    const lasting = simulateFleet({ ...model, disturbances: [{ ...outage, toS: 90 }] }, { seed: 1 })

    assert.deepEqual([over.unrecovered, lasting.unrecovered, lasting.recoveryS], [0, 1, null])
    assert(over.recoveryS!.mean >= 10)
    assert(lasting.refused.sealing.mean > 0 && lasting.refused.sealing.mean > lasting.refused.reading.mean)
  })
})

function cautionsOf(fleet: Partial<FleetModel>): string {
  return simulateFleet(planWith(fleet, { start: 'cold' }), { seed: 9, workMax: 400_000 }).cautions.join('\n')
}
