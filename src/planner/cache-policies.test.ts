import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Distribution } from '../statistics/distributions.ts'
import { expectedCalls } from './expected-calls.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { documentedFleet, hour, minute, plainFleet, second, simulateMany } from './fleet.fixture.ts'
import {
  callRateOfBranchKeys,
  cycleOfXFetch,
  fillRateJittered,
  fillRateRefreshAhead,
  missRateLru,
} from './published-formulas.ts'

const slow: Distribution = { distribution: 'lognormal', median: 50e6, p99: 300e6 }
const verySlow: Distribution = { distribution: 'lognormal', median: 1e9, p99: 5e9 }
const constantly = (value: number): Distribution => ({ distribution: 'constant', value })

/** One front end that is neither busy nor idle. */
const one: FleetModel = { ...plainFleet, arrivals: 'poisson', callsPerSecond: 0.5 }
const shortLived: FleetModel = { ...one, callsPerSecond: 2, ttlNs: 10e9, rotationNs: 10e9, durationNs: 600e9 }
const refilled: FleetModel = { ...one, ttlNs: minute, durationNs: 2 * hour, kmsLatency: slow }
/** Four front ends and two consumers whose entries outlive their EDKs. */
const read: FleetModel = {
  ...documentedFleet,
  callsPerSecond: 2,
  durationNs: 40 * minute,
  kmsLatency: slow,
  reader: { ttlNs: 10 * minute, capacity: 1000, pollIntervalNs: second },
}
const holding = (capacity: number, ttlNs = 10 * minute) => ({ ttlNs, capacity, pollIntervalNs: second })

interface Case {
  readonly model: FleetModel
  readonly method: 'analytic' | 'simulated'
  readonly runs?: number
}

const sealing: Record<string, Case> = {
  jitter: { model: { ...one, jitter: 0.2 }, method: 'analytic' },
  'jitter that may take all': { model: { ...one, jitter: 1 }, method: 'analytic' },
  'jitter in a run of two rotations': {
    model: { ...one, jitter: 0.5, callsPerSecond: 5, durationNs: 7.3 * minute },
    method: 'analytic',
  },
  'jitter of idle caches': {
    model: { ...one, jitter: 0.5, callsPerSecond: 0.01, durationNs: 10 * hour },
    method: 'analytic',
  },
  'jitter of thinned constant arrivals': {
    model: {
      ...one,
      jitter: 0.5,
      arrivals: 'constant',
      frontEnds: 3,
      callsPerSecond: 0.05,
      durationNs: 10 * hour,
      kmsLatency: verySlow,
    },
    method: 'analytic',
  },
  'refresh ahead': { model: { ...one, refreshAheadNs: 10e9, kmsLatency: slow }, method: 'analytic' },
  'refresh ahead that KMS answers too late': {
    model: { ...shortLived, refreshAheadNs: 0.5e9, kmsLatency: verySlow },
    method: 'analytic',
  },
  'refresh ahead with jitter': {
    model: { ...one, refreshAheadNs: 10e9, jitter: 0.3, kmsLatency: slow },
    method: 'analytic',
  },
  'XFetch of a busy cache': {
    model: { ...shortLived, xfetchBeta: 2, kmsLatency: verySlow, callsPerSecond: 20 },
    method: 'analytic',
  },
  'XFetch of an idle cache': {
    model: { ...shortLived, xfetchBeta: 2, kmsLatency: verySlow, callsPerSecond: 0.1 },
    method: 'analytic',
  },
  'XFetch with an eager beta and constant latency': {
    model: { ...shortLived, xfetchBeta: 3, kmsLatency: constantly(1e9) },
    method: 'analytic',
  },
  'XFetch in a short run': {
    model: { ...shortLived, xfetchBeta: 2, kmsLatency: verySlow, durationNs: 27e9 },
    method: 'analytic',
  },
  'XFetch with jitter': {
    model: { ...shortLived, xfetchBeta: 1, jitter: 0.4, kmsLatency: verySlow },
    method: 'analytic',
  },
  'XFetch with refresh ahead': {
    model: { ...shortLived, xfetchBeta: 1, refreshAheadNs: 1e9, kmsLatency: verySlow },
    method: 'analytic',
  },
  'XFetch of constant arrivals': {
    model: { ...shortLived, xfetchBeta: 2, arrivals: 'constant', frontEnds: 2, kmsLatency: verySlow },
    method: 'simulated',
  },
  'jitter within a rotation': { model: { ...refilled, jitter: 0.3 }, method: 'simulated' },
  'refresh ahead within a rotation': {
    model: { ...refilled, refreshAheadNs: 10e9, frontEnds: 2 },
    method: 'simulated',
  },
  'refresh ahead within a rotation of idle caches': {
    model: { ...refilled, refreshAheadNs: 30e9, callsPerSecond: 0.03, durationNs: 5 * hour },
    method: 'simulated',
  },
  'XFetch within a rotation': {
    model: { ...refilled, xfetchBeta: 2, kmsLatency: verySlow },
    method: 'simulated',
  },
  'caches that front ends share': {
    model: { ...one, frontEnds: 6, sharedBy: 3, callsPerSecond: 0.05, durationNs: 5 * hour },
    method: 'analytic',
  },
}

const reading: Record<string, Case> = {
  'consumers of jittered EDKs': { model: { ...read, jitter: 0.3 }, method: 'analytic' },
  'consumers with short entries of jittered EDKs': {
    model: { ...read, jitter: 0.3, reader: holding(1000, minute) },
    method: 'simulated',
  },
  'consumers with short entries of EDKs that are refreshed ahead': {
    model: { ...read, refreshAheadNs: 10e9, reader: holding(1000, minute) },
    method: 'simulated',
  },
  'consumers of EDKs that are refreshed ahead and may go unused': {
    model: { ...read, refreshAheadNs: 60e9, callsPerSecond: 0.02, durationNs: 5 * hour },
    method: 'simulated',
  },
  'consumers of EDKs that XFetch refreshes': {
    model: { ...read, ttlNs: minute, rotationNs: minute, xfetchBeta: 1, reader: holding(1000, 20e9) },
    method: 'simulated',
  },
  'consumers of EDKs that are refilled ahead': {
    model: { ...read, ttlNs: minute, refreshAheadNs: 5e9, reader: holding(1000, 90e9) },
    method: 'simulated',
  },
  'consumers that hold one EDK too few': {
    model: { ...read, frontEnds: 8, callsPerSecond: 10, reader: holding(7) },
    method: 'simulated',
    runs: 60,
  },
  'consumers that hold half the EDKs': {
    model: { ...read, frontEnds: 8, callsPerSecond: 10, reader: holding(4) },
    method: 'simulated',
    runs: 60,
  },
  'consumers that hold too few EDKs of constant arrivals': {
    model: { ...read, frontEnds: 8, callsPerSecond: 10, arrivals: 'constant', reader: holding(7) },
    method: 'simulated',
    runs: 60,
  },
  'consumers that hold too few EDKs, and those not for long': {
    model: { ...read, frontEnds: 8, callsPerSecond: 10, reader: holding(7, 10e9) },
    method: 'simulated',
    runs: 60,
  },
  'consumers that hold too few EDKs of an idle stream': {
    model: { ...read, frontEnds: 20, callsPerSecond: 0.2, durationNs: 4 * hour, reader: holding(10) },
    method: 'simulated',
  },
}

const hierarchical: Record<string, Case> = {
  'branch keys of a busy stream': {
    model: { ...read, branchKeyTtlNs: 20 * minute },
    method: 'simulated',
    runs: 40,
  },
  'branch keys that live shorter than data keys': {
    model: { ...read, branchKeyTtlNs: 2 * minute },
    method: 'simulated',
    runs: 40,
  },
  'branch keys of an idle stream': {
    model: { ...read, branchKeyTtlNs: 17 * minute, callsPerSecond: 0.02, durationNs: 8 * hour },
    method: 'simulated',
  },
  'branch keys with data keys for one record each': {
    model: {
      ...read,
      branchKeyTtlNs: 10 * minute,
      maxRecords: 1,
      callsPerSecond: 0.01,
      durationNs: 8 * hour,
    },
    method: 'simulated',
  },
  'branch keys with data keys that are refilled': {
    model: { ...read, branchKeyTtlNs: 7 * minute, ttlNs: minute, callsPerSecond: 0.1, durationNs: 2 * hour },
    method: 'simulated',
  },
  'branch keys without a cache of data keys': {
    model: { ...read, branchKeyTtlNs: 7 * minute, ttlNs: 0, callsPerSecond: 0.1, durationNs: 2 * hour },
    method: 'simulated',
  },
  'branch keys with consumers that hold too few EDKs': {
    model: {
      ...read,
      branchKeyTtlNs: 7 * minute,
      ttlNs: 40 * minute,
      rotationNs: 40 * minute,
      callsPerSecond: 0.2,
      durationNs: 2 * hour,
      reader: { ttlNs: hour, capacity: 2, pollIntervalNs: 5 * second },
    },
    method: 'simulated',
  },
  'branch keys of shared caches with jitter': {
    model: {
      ...read,
      branchKeyTtlNs: 7 * minute,
      frontEnds: 8,
      sharedBy: 4,
      jitter: 0.3,
      durationNs: 2 * hour,
    },
    method: 'simulated',
    runs: 60,
  },
}

describe('expectedCalls of cache policies, beside a simulation,', () => {
  for (const [name, { model, method, runs = 300 }] of Object.entries({
    ...sealing,
    ...reading,
    ...hierarchical,
  })) {
    it(`agrees on ${name}`, () => {
      const expected = predicted(model)

      const simulated = simulateMany(model, runs, 7)

      assert.equal(expected.method, method, expected.reason)
      for (const operation of ['GenerateDataKey', 'Decrypt'] as const) {
        const { mean, sigma: spread } = simulated[operation]
        const calls = expected.calls[operation]
        const sigma = expected.sigma[operation]
        const said = `${operation}: ${calls} (${sigma}) against ${mean} (${spread}), ${expected.reason}`
        const error = Math.hypot(spread / Math.sqrt(runs), sigma * ownError(model, expected.reason))
        assert.ok(Math.abs(calls - mean) <= 3 * error + 0.02, said)
        // A sigma below one call is told apart from none by no one.
        assert.ok(sigma >= 0.7 * spread - 0.3 && sigma <= 1.4 * spread + 0.5, said)
      }
    })
  }
})

/** How far off a simulated prediction is itself, in its sigmas. */
function ownError(model: FleetModel, reason: string): number {
  const [, caches] = /^(\d+) simulated runs of each/.exec(reason) ?? []
  const [, fleets] = /(?:in |^)(\d+) simulated runs(?! of each)/.exec(reason) ?? []
  return Math.hypot(
    caches === undefined ? 0 : Math.sqrt(cachesOf(model) / Number(caches)),
    fleets === undefined ? 0 : 1 / Math.sqrt(Number(fleets)),
  )
}

describe('expectedCalls of cache policies, beside published formulas,', () => {
  const long: FleetModel = { ...one, callsPerSecond: 0.1, durationNs: 30 * 24 * hour }

  it('is near them in the long run', () => {
    isWithin(rateOf({ ...long, jitter: 0.4 }), fillRateJittered(0.1, 300, 0.4), 1e-3)
    const early = { ...long, refreshAheadNs: 30e9, kmsLatency: constantly(2e9) }
    isWithin(rateOf(early), fillRateRefreshAhead(0.1, 300, 30, 2), 1e-3)
    const byChance = { ...long, xfetchBeta: 1, kmsLatency: constantly(20e9) }
    isWithin(rateOf(byChance), 1 / cycleOfXFetch(0.1, 300, 20, 1), 1e-3)
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
    isWithin(decryptsWith(7), 3600 * missRateLru(50, 8, 7), 0.03)
    isWithin(decryptsWith(4), 3600 * missRateLru(50, 8, 4), 0.01)
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
    isWithin((calls.GenerateDataKey + calls.Decrypt) / (24 * 3600), sealers + readers, 0.005)
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
    kmsLatency: fc.constantFrom(constantly(0), constantly(20e6), slow, verySlow),
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

function predicted(model: FleetModel) {
  const expected = expectedCalls(model)
  assert.ok(expected.method !== 'none', expected.reason)
  return expected
}

function rateOf(model: FleetModel): number {
  return predicted(model).calls.GenerateDataKey / (model.durationNs / 1e9)
}

/** Of a cache that is neither busy nor idle, in 5 hours. */
function callsAt(some: Partial<FleetModel>): number {
  return predicted({ ...one, kmsLatency: slow, durationNs: 5 * hour, ...some }).calls.GenerateDataKey
}

function isUnknown(model: FleetModel, reason: RegExp, change: RegExp): void {
  const expected = expectedCalls(model)
  assert.ok(expected.method === 'none', expected.reason)
  assert.match(expected.reason, reason)
  assert.match(expected.change, change)
}

function isWithin(actual: number, expected: number, share: number): void {
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not near ${expected}`)
}
