/**
 * The predictions of KMS calls under cache policies beside a simulation that was written from the
 * rules alone.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { holding, one, read, refilled, verySlow } from './cache-policies.fixture.ts'
import { constantly, predicted, slowKms } from './expected-calls.fixture.ts'
import { cachesOf, type FleetModel } from './fleet-model.ts'
import { hour, minute, second, simulateMany } from './fleet.fixture.ts'

const shortLived: FleetModel = { ...one, callsPerSecond: 2, ttlNs: 10e9, rotationNs: 10e9, durationNs: 600e9 }

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
  'refresh ahead': { model: { ...one, refreshAheadNs: 10e9, kmsLatency: slowKms }, method: 'analytic' },
  'refresh ahead that KMS answers too late': {
    model: { ...shortLived, refreshAheadNs: 0.5e9, kmsLatency: verySlow },
    method: 'analytic',
  },
  'refresh ahead with jitter': {
    model: { ...one, refreshAheadNs: 10e9, jitter: 0.3, kmsLatency: slowKms },
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
