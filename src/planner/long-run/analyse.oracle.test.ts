import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { expectedCalls } from '../expected-calls.ts'
import { cachesOf, type FleetModel } from '../fleet-model.ts'
import { documentedFleet } from '../fleet.fixture.ts'
import { analyse } from './analyse.ts'
import { perSecond, planWith } from './plans.fixture.ts'

/** Of a cache: what the oracle has a theory for, with `load` calls in a TTL. */
const fleets = fc
  .record({
    frontEnds: fc.integer({ min: 1, max: 20 }),
    principals: fc.integer({ min: 1, max: 3 }),
    consumers: fc.integer({ min: 0, max: 3 }),
    ttl: fc.double({ min: 10, max: 600, noNaN: true }),
    isCached: fc.constantFrom(true, true, true, false),
    rotations: fc.constantFrom(1, 1, 1.3, 4.5, 12),
    load: fc.double({ min: 0.3, max: 300, noNaN: true }),
    latencyShare: fc.double({ min: 1e-5, max: 0.02, noNaN: true }),
    isLatencyConstant: fc.boolean(),
    readerRotations: fc.constantFrom(0, 0.4, 20, 20, 20),
    policy: fc.constantFrom('plain', 'independent', 'jitter', 'refresh ahead', 'xfetch', 'limited'),
    strength: fc.double({ min: 0.05, max: 0.9, noNaN: true }),
  })
  .map((drawn): FleetModel => {
    const { frontEnds, principals, consumers, ttl, load, policy, strength } = drawn
    const isRefilled = policy === 'plain' || policy === 'independent'
    const ttlNs = Math.round(ttl * 1e9)
    const latency = Math.round(ttlNs * drawn.latencyShare)
    const rotationNs = Math.round(ttlNs * (isRefilled ? drawn.rotations : 1))
    return {
      ...documentedFleet,
      frontEnds,
      principals,
      consumers,
      callsPerSecond: (load / ttl) * frontEnds * principals,
      ttlNs: drawn.isCached || !isRefilled ? ttlNs : 0,
      rotationNs,
      singleFlight: policy !== 'independent',
      jitter: policy === 'jitter' ? strength : 0,
      refreshAheadNs: policy === 'refresh ahead' ? Math.round((ttlNs * strength) / 2) : 0,
      xfetchBeta: policy === 'xfetch' ? strength * 3 : 0,
      maxRecords: policy === 'limited' ? Math.max(1, Math.round(load * strength * 1.3)) : 2 ** 32,
      kmsLatency: drawn.isLatencyConstant
        ? { distribution: 'constant', value: latency }
        : { distribution: 'lognormal', median: latency, p99: 3 * latency },
      quotaPerSecond: 1e12,
      reader: {
        ttlNs: Math.round(rotationNs * drawn.readerRotations),
        capacity: 1e6,
        pollIntervalNs: 1e9,
      },
    }
  })

describe('analyse', () => {
  it('has the long-run rates of what the oracle expects in long runs', () => {
    let compared = 0
    fc.assert(
      fc.property(fleets, (fleet) => {
        const lengthS = (80 * fleet.rotationNs) / 1e9
        const [shorter, longer] = [1, 2].map((times) =>
          expectedCalls({ ...fleet, durationNs: times * lengthS * 1e9 }, 'quick'),
        )
        // Without theory of consumers the oracle may find them too many to simulate.
        if (shorter!.method === 'none' || longer!.method === 'none') return
        compared += 1

        const analysis = analyse(planWith(fleet))

        for (const operation of ['GenerateDataKey', 'Decrypt'] as const) {
          const expected: number = longer!.calls[operation] - shorter!.calls[operation]
          const sigma = Math.hypot(longer!.sigma[operation], shorter!.sigma[operation])
          // Where nothing is left to chance, a run ends before or after its last call, in all caches alike.
          const ends = cachesOf(fleet) * (operation === 'Decrypt' ? 1 + fleet.consumers : 1)
          const actual = perSecond(analysis, operation) * lengthS
          assert(
            Math.abs(actual - expected) <= 3 * sigma + ends + 0.002 * expected,
            `${operation}: ${actual} is not ${expected} (sigma ${sigma}) for ${JSON.stringify(fleet)}`,
          )
        }
      }),
      { numRuns: 240, seed: 6 },
    )

    assert(compared >= 200, `${compared} of 240 were compared`)
  })
})
