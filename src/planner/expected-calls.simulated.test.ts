/**
 * The predictions of KMS calls beside a simulation that was written from the rules alone.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { constantly, poissonFleet, predicted, readerWith, slowKms } from './expected-calls.fixture.ts'
import type { FleetModel } from './fleet-model.ts'
import { documentedFleet, hour, minute, plainFleet, simulateMany } from './fleet.fixture.ts'

describe('expectedCalls, beside a simulation,', () => {
  const idle = { ...poissonFleet, callsPerSecond: 0.05, durationNs: 2.5 * hour }
  const shortLived = { ...poissonFleet, callsPerSecond: 50, ttlNs: 5e9, rotationNs: 5e9, durationNs: 300e9 }
  const limited = { ...poissonFleet, callsPerSecond: 5, ttlNs: 10e9, rotationNs: 10e9, durationNs: 600e9 }
  const cases: Record<string, { model: FleetModel; runs?: number }> = {
    'an idle stream': { model: { ...idle, callsPerSecond: 0.01, durationNs: 24 * hour } },
    'constant arrivals thinned over front ends': {
      model: { ...plainFleet, frontEnds: 3, callsPerSecond: 0.05, durationNs: 24 * hour },
      runs: 60,
    },
    'refills inside a rotation': { model: { ...idle, ttlNs: minute, rotationNs: 10 * minute } },
    'refills inside a rotation that the end cuts short': {
      model: { ...idle, ttlNs: minute, rotationNs: 7 * minute, durationNs: hour },
    },
    'refills of thinned constant arrivals': {
      model: {
        ...plainFleet,
        principals: 2,
        callsPerSecond: 0.1,
        ttlNs: minute,
        rotationNs: 10 * minute,
        durationNs: 2.5 * hour,
      },
    },
    'latency that counts, single flight': {
      model: { ...shortLived, callsPerSecond: 5, ttlNs: 2e9, rotationNs: 2e9, kmsLatency: slowKms },
    },
    'independent misses, constant latency': {
      model: { ...shortLived, singleFlight: false, kmsLatency: constantly(50e6) },
      runs: 60,
    },
    'independent misses, random latency': {
      model: { ...shortLived, singleFlight: false, kmsLatency: slowKms },
      runs: 60,
    },
    'independent refills': {
      model: { ...shortLived, rotationNs: 30e9, singleFlight: false, kmsLatency: slowKms },
      runs: 60,
    },
    'no cache and slow KMS': {
      model: { ...shortLived, callsPerSecond: 5, ttlNs: 0, rotationNs: 20e9, kmsLatency: slowKms },
      runs: 60,
    },
    'a limit by use that is always met': {
      model: { ...limited, ttlNs: 100e9, rotationNs: 100e9, maxRecords: 10 },
    },
    'a limit by use that is met about as often as age': { model: { ...limited, maxRecords: 50 } },
    'consumers whose polls run in step with rotation': {
      model: { ...documentedFleet, durationNs: 20 * minute },
      runs: 20,
    },
    'a consumer whose polls fall on the arrivals': { model: { ...plainFleet, consumers: 1 }, runs: 2 },
    'a consumer whose polls fall on the arrivals, with short entries': {
      model: { ...plainFleet, consumers: 1, reader: readerWith(minute) },
      runs: 2,
    },
    'consumers with short entries': {
      model: {
        ...documentedFleet,
        frontEnds: 2,
        callsPerSecond: 2,
        durationNs: 20 * minute,
        kmsLatency: slowKms,
        reader: readerWith(20e9, 5e9),
      },
      runs: 60,
    },
    'consumers of an idle stream that also refills': {
      model: {
        ...documentedFleet,
        frontEnds: 2,
        callsPerSecond: 0.05,
        ttlNs: 2 * minute,
        rotationNs: 10 * minute,
        kmsLatency: slowKms,
        reader: readerWith(60e9, 7e9),
      },
    },
    'consumers without a cache': {
      model: {
        ...documentedFleet,
        frontEnds: 2,
        callsPerSecond: 2,
        durationNs: 10 * minute,
        reader: readerWith(0),
      },
      runs: 60,
    },
  }
  for (const [name, { model, runs = 200 }] of Object.entries(cases)) {
    it(`agrees on ${name}`, () => {
      const { calls, sigma } = predicted(model)

      const simulated = simulateMany(model, runs, 5)

      for (const operation of ['GenerateDataKey', 'Decrypt'] as const) {
        const { mean, sigma: spread } = simulated[operation]
        const allowed = (4.5 * Math.max(spread, sigma[operation])) / Math.sqrt(runs) + 0.006 * mean + 0.02
        const said = `${operation}: ${calls[operation]} (${sigma[operation]}) against ${mean} (${spread})`
        assert.ok(Math.abs(calls[operation] - mean) <= allowed, said)
        // The oracle adds sigmas that may partly cancel: it may be too wide, but not too narrow.
        assert.ok(sigma[operation] >= 0.75 * spread - 0.3, said)
        assert.ok(sigma[operation] <= 1.8 * spread + 0.5, said)
      }
    })
  }
})
