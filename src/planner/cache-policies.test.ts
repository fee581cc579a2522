/**
 * How many KMS calls theory expects under cache policies, beside published formulas and where it
 * has none.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { assertNear } from '../statistics/close.fixture.ts'
import { holding, one, read, refilled, verySlow } from './cache-policies.fixture.ts'
import { constantly, predicted, slowKms } from './expected-calls.fixture.ts'
import { expectedCalls } from './expected-calls.ts'
import type { FleetModel } from './fleet-model.ts'
import { hour, minute, plainFleet, second } from './fleet.fixture.ts'
import {
  callRateOfBranchKeys,
  cycleOfXFetch,
  fillRateJittered,
  fillRateRefreshAhead,
  missRateLru,
} from './published-formulas.ts'

describe('expectedCalls of cache policies, beside published formulas,', () => {
  const long: FleetModel = { ...one, callsPerSecond: 0.1, durationNs: 30 * 24 * hour }

  it('is near them in the long run', () => {
    assertNear(rateOf({ ...long, jitter: 0.4 }), fillRateJittered(0.1, 300, 0.4), 1e-3)
    const early = { ...long, refreshAheadNs: 30e9, kmsLatency: constantly(2e9) }
    assertNear(rateOf(early), fillRateRefreshAhead(0.1, 300, 30, 2), 1e-3)
    const byChance = { ...long, xfetchBeta: 1, kmsLatency: constantly(20e9) }
    assertNear(rateOf(byChance), 1 / cycleOfXFetch(0.1, 300, 20, 1), 1e-3)
  })

  it('finds the cliff of a cache that holds one EDK too few', () => {
    const model = {
      ...read,
      consumers: 1,
      frontEnds: 8,
      callsPerSecond: 50,
      durationNs: hour,
      kmsLatency: constantly(0),
    }
    const decryptsWith = (capacity: number) =>
      predicted({ ...model, reader: holding(capacity) }).calls.Decrypt

    assert.ok(decryptsWith(16) < 110)
    assertNear(decryptsWith(7), 3600 * missRateLru(50, 8, 7), 0.03)
    assertNear(decryptsWith(4), 3600 * missRateLru(50, 8, 4), 0.01)
  })

  it('asks for branch keys alone, however many data keys there are', () => {
    const model = {
      ...read,
      branchKeyTtlNs: 10 * minute,
      maxRecords: 1,
      durationNs: 24 * hour,
      kmsLatency: constantly(1e9),
    }
    const { calls } = predicted(model)

    const sealers = callRateOfBranchKeys(4, 600, 1, 0.5)
    // A need is found by the next poll, on a grid of seconds.
    const readers = callRateOfBranchKeys(2, 600, 1, 2)
    assertNear((calls.GenerateDataKey + calls.Decrypt) / (24 * 3600), sealers + readers, 0.005)
    assert.equal(calls.GenerateDataKey, 1)
  })

  it('is the plain prediction where a policy is off', () => {
    const off = { jitter: 0, refreshAheadNs: 0, xfetchBeta: 0, sharedBy: 1, branchKeyTtlNs: 0 }
    for (const model of [one, refilled, read, { ...read, reader: holding(1000, minute) }])
      assert.deepEqual(expectedCalls({ ...model, ...off }), expectedCalls(model))
  })

  it('asks more often the more a policy shortens lives', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(share, share, (a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)]
        assert.ok(callsAt({ jitter: less }) <= callsAt({ jitter: more }) + 0.05)
        assert.ok(
          callsAt({ refreshAheadNs: less * 300e9 }) <= callsAt({ refreshAheadNs: more * 300e9 }) + 0.05,
        )
        assert.ok(callsAt({ xfetchBeta: 100 * less }) <= callsAt({ xfetchBeta: 100 * more }) + 0.05)
      }),
      { numRuns: 10, seed: 42 },
    )
  })
})

describe('expectedCalls of cache policies, whatever they are,', () => {
  const fleets = fc.record({
    frontEnds: fc.integer({ min: 1, max: 12 }),
    sharedBy: fc.integer({ min: 1, max: 3 }),
    consumers: fc.integer({ min: 0, max: 2 }),
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
    callsPerSecond: fc.double({ min: 0.01, max: 200, noNaN: true }),
    ttlNs: fc.constantFrom(0, second, minute, 5 * minute),
    rotationNs: fc.constantFrom(10 * second, 5 * minute, hour),
    durationNs: fc.integer({ min: second, max: 2 * hour }),
    kmsLatency: fc.constantFrom(constantly(0), constantly(20e6), slowKms, verySlow),
    jitter: fc.constantFrom(0, 0.3, 1),
    refreshAheadNs: fc.constantFrom(0, 10e6, 30 * second, 2 * hour),
    xfetchBeta: fc.constantFrom(0, 1, 1000),
    branchKeyTtlNs: fc.constantFrom(0, 0, 20e9, hour),
    maxRecords: fc.constantFrom(1, 1000, 2 ** 32),
    reader: fc.constantFrom(holding(1000), holding(5, minute), holding(1), holding(1000, 0)),
  })

  it('gives finite counts that the offered records can cause, or says why not', () => {
    fc.assert(
      fc.property(fleets, (some) => {
        const model = { ...plainFleet, ...some, quotaPerSecond: Infinity }
        const offered = (model.callsPerSecond * model.durationNs) / 1e9 + 1

        const expected = expectedCalls(model, 'quick')

        if (expected.method === 'none')
          return assert.match(expected.reason, /simulate|limit by use|single flight|KMS is so slow/)
        const { calls, sigma } = expected
        // Without a record no KMS call, and none twice for one record on one side.
        const atMost = offered + 5 * Math.sqrt(offered)
        assert.ok(calls.GenerateDataKey >= 0 && calls.GenerateDataKey <= atMost, shown(expected))
        assert.ok(calls.Decrypt >= 0 && calls.Decrypt <= atMost * (1 + model.consumers), shown(expected))
        assert.ok(sigma.GenerateDataKey >= 0 && sigma.Decrypt >= 0, shown(expected))
      }),
      { numRuns: 150, seed: 42 },
    )
  })
})

function shown(expected: object): string {
  return JSON.stringify(expected)
}

describe('expectedCalls of cache policies without a theory', () => {
  it('says why there is none and what to change, and is right in that', () => {
    const independent = { ...one, refreshAheadNs: 10e9, singleFlight: false }
    isUnknown(independent, /without single flight/, /single-flight/)
    predicted({ ...independent, singleFlight: true })
    const eager = { ...one, xfetchBeta: 1, kmsLatency: constantly(one.ttlNs) }
    isUnknown(eager, /KMS is so slow/, /raise keyCache\.ttl/)
    predicted({ ...eager, kmsLatency: constantly(one.ttlNs * 0.9) })
    const limited = { ...one, jitter: 0.1, maxRecords: 100 }
    isUnknown(limited, /limit by use .* jitter/, /raise keyCache\.maxRecords/)
    predicted({ ...limited, maxRecords: 1000 })
    predicted({ ...limited, maxRecords: 1, branchKeyTtlNs: hour })
    const month = { ...refilled, jitter: 0.1, ttlNs: second, durationNs: 30 * 24 * hour }
    isUnknown(month, /too long to simulate/, /keyCache\.ttl as long as keyCache\.rotation/)
    predicted({ ...month, ttlNs: month.rotationNs })
    const busy = {
      ...read,
      branchKeyTtlNs: hour,
      maxRecords: 10,
      callsPerSecond: 1000,
      durationNs: 24 * hour,
    }
    isUnknown(busy, /who needs a branch key/, /keyCache\.maxRecords 1/)
    predicted({ ...busy, maxRecords: 1 })
  })

  it('expects more calls in a second where EDKs are evicted', () => {
    const model = { ...read, frontEnds: 8, callsPerSecond: 50, durationNs: 10 * minute, quotaPerSecond: 100 }

    isUnknown({ ...model, reader: holding(4) }, /quota of 100/, /raise kms\.quota/)
    predicted({ ...model, reader: holding(7) })
  })
})

function rateOf(model: FleetModel): number {
  return predicted(model).calls.GenerateDataKey / (model.durationNs / 1e9)
}

/** Of a cache that is neither busy nor idle, in 5 hours. */
function callsAt(some: Partial<FleetModel>): number {
  return predicted({ ...one, kmsLatency: slowKms, durationNs: 5 * hour, ...some }).calls.GenerateDataKey
}

function isUnknown(model: FleetModel, reason: RegExp, change: RegExp): void {
  const expected = expectedCalls(model)
  assert.ok(expected.method === 'none', expected.reason)
  assert.match(expected.reason, reason)
  assert.match(expected.change, change)
}
