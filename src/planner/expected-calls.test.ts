/**
 * How many KMS calls theory expects of a fleet, and where it has none.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Distribution } from '../statistics/distributions.ts'
import { constantly, poissonFleet, predicted, readerWith, slowKms } from './expected-calls.fixture.ts'
import { expectedCalls, type CallCounts } from './expected-calls.ts'
import type { FleetModel } from './fleet-model.ts'
import { documentedFleet, hour, minute, plainFleet, second } from './fleet.fixture.ts'

describe('expectedCalls', () => {
  it('knows the counts of one front end with constant arrivals to the last call', () => {
    assert.deepEqual(exactly(plainFleet), { GenerateDataKey: 12, Decrypt: 0 })
    assert.deepEqual(exactly({ ...plainFleet, ttlNs: minute }), { GenerateDataKey: 12, Decrypt: 48 })
    assert.deepEqual(exactly({ ...plainFleet, ttlNs: 0 }), { GenerateDataKey: 12, Decrypt: 35_988 })
    assert.deepEqual(exactly({ ...plainFleet, ttlNs: hour }), { GenerateDataKey: 12, Decrypt: 0 })
  })

  it('knows both sides of the last rotation', () => {
    assert.equal(generatedIn(hour), 12)
    assert.equal(generatedIn(hour + 1), 13)
    assert.equal(generatedIn(1), 1)
  })

  it('knows the documented fleet: 48 and 96 in an hour', () => {
    const reader = readerWith(10 * minute)

    const expected = predicted({ ...documentedFleet, kmsLatency: constantly(13e6), reader })

    assert.ok(Math.abs(expected.calls.GenerateDataKey - 48) < 1e-6)
    assert.ok(Math.abs(expected.calls.Decrypt - 96) < 1e-6)
  })

  it('is near lambda / (1 + lambda T) in the long run', () => {
    const days = 24 * 30 * hour

    const { calls, sigma } = predicted({ ...poissonFleet, callsPerSecond: 0.01, durationNs: days })

    assert.ok(Math.abs(calls.GenerateDataKey - 6480) < 1)
    assert.ok(sigma.GenerateDataKey > 15 && sigma.GenerateDataKey < 25)
  })

  it('makes 11 times as many calls without single flight at 200 /s and 50 ms', () => {
    const busy = {
      ...poissonFleet,
      callsPerSecond: 200,
      ttlNs: 10e9,
      rotationNs: 10e9,
      kmsLatency: constantly(50e6),
    }

    const ratio =
      predicted({ ...busy, singleFlight: false }).calls.GenerateDataKey /
      predicted(busy).calls.GenerateDataKey

    assert.ok(Math.abs(ratio - 11) < 0.1, `${ratio}`)
  })

  it('predicts the second Decrypt of EDKs that are still read when the entry expires', () => {
    assert.equal(decryptsAt(5 * minute), 96)
    assert.ok(decryptsAt(5 * minute - second) > 150)
    assert.ok(Math.abs(decryptsAt(minute) - 480) < 1)
  })

  it('knows that a poll that waits for one EDK may find another expired', () => {
    const kmsLatency: Distribution = { distribution: 'lognormal', median: 10e6, p99: 40e6 }
    const busy = { ...documentedFleet, callsPerSecond: 20, kmsLatency }

    const { method, calls, sigma } = predicted({ ...busy, reader: readerWith(5 * minute) })

    // Twelve runs of the record path had 101.8 on average, with a standard deviation of 3.4.
    assert.equal(method, 'simulated')
    assert.ok(Math.abs(calls.Decrypt - 101.3) < 1.5, `${calls.Decrypt}`)
    assert.ok(sigma.Decrypt > 2 && sigma.Decrypt < 4.5, `${sigma.Decrypt}`)
    assert.equal(predicted({ ...busy, reader: readerWith(10 * minute) }).method, 'analytic')
  })
})

describe('expectedCalls, whatever the fleet,', () => {
  const fleets = fc.record({
    frontEnds: fc.integer({ min: 1, max: 8 }),
    principals: fc.integer({ min: 1, max: 3 }),
    consumers: fc.integer({ min: 0, max: 3 }),
    arrivals: fc.constantFrom('constant' as const, 'poisson' as const),
    callsPerSecond: fc.double({ min: 0.01, max: 500, noNaN: true }),
    ttlNs: fc.constantFrom(0, second, minute, 5 * minute),
    rotationNs: fc.constantFrom(10 * second, 5 * minute, hour),
    durationNs: fc.integer({ min: minute, max: 2 * hour }),
    singleFlight: fc.boolean(),
    kmsLatency: fc.constantFrom(constantly(0), constantly(20e6), slowKms),
  })

  it('gives finite counts that the offered records can cause', () => {
    fc.assert(
      fc.property(fleets, (some) => {
        const model = { ...plainFleet, ...some, reader: readerWith(5 * minute) }
        const offered = (model.callsPerSecond * model.durationNs) / 1e9 + 1

        const expected = expectedCalls({ ...model, quotaPerSecond: Infinity })

        if (expected.method === 'none') return assert.match(expected.reason, /too large to simulate/)
        const { calls, sigma } = expected
        assert.ok(calls.GenerateDataKey >= 0 && calls.GenerateDataKey <= offered + 1e-6)
        assert.ok(calls.Decrypt >= 0 && calls.Decrypt <= offered * (1 + model.consumers) + 1e-6)
        assert.ok(sigma.GenerateDataKey >= 0 && sigma.Decrypt >= 0)
        assert.ok(Object.values({ ...calls }).every(Number.isFinite))
      }),
      { numRuns: 60, seed: 42 },
    )
  })

  it('asks more often the shorter the TTL', () => {
    fc.assert(
      fc.property(fleets, (some) => {
        const model = { ...plainFleet, ...some, consumers: 0, singleFlight: true }
        const totalAt = (ttlNs: number) => {
          const { calls } = predicted({ ...model, ttlNs })
          return calls.GenerateDataKey + calls.Decrypt
        }

        assert.ok(totalAt(20 * second) >= totalAt(2 * minute) - 0.05)
        assert.ok(totalAt(2 * minute) >= totalAt(hour) - 0.05)
      }),
      { numRuns: 40, seed: 42 },
    )
  })
})

describe('expectedCalls without a theory', () => {
  it('says why there is none', () => {
    const reader = { ...documentedFleet.reader, capacity: 7 }

    assert.match(reasonOf({ arrivals: 'bursts' }), /no closed form for bursts/)
    assert.match(reasonOf({ arrivals: 'closed', callsPerSecond: 0 }), /no closed form for closed/)
    assert.match(
      reasonOf({ arrivals: 'trace', callsPerSecond: 0, singleFlight: false, kmsLatency: slowKms }),
      /for trace/,
    )
    assert.match(reasonOf({ failuresPlanned: true }), /fails by plan/)
    assert.match(reasonOf({ reader, durationNs: 24 * hour }), /holds 7 EDKs, and up to 8/)
    assert.match(
      reasonOf({ ttlNs: 0, quotaPerSecond: 100 }),
      /quota of 100 KMS calls per second may be exceeded/,
    )
    assert.match(reasonOf({ ttlNs: minute, maxRecords: 100 }), /limit by use/)
    const overrun = { ...documentedFleet.reader, pollRecordsMax: 149 }
    assert.match(reasonOf({ reader: overrun }), /takes 149 records .* may find 150: consumers fall behind/)
    const month = { durationNs: 30 * 24 * hour, kmsLatency: slowKms }
    assert.match(reasonOf(month), /too large to simulate/)
  })

  it('says what to change, and is right in that', () => {
    const reader = { ...documentedFleet.reader, capacity: 7 }
    const day = { ...documentedFleet, durationNs: 24 * hour }
    const expected = expectedCalls({ ...day, reader })
    assert.ok(expected.method === 'none')
    assert.equal(expected.change, 'raise readerCache.capacity to 8, or lower load.duration')
    assert.equal(expectedCalls({ ...day, reader: { ...reader, capacity: 8 } }).method, 'analytic')
    assert.equal(expectedCalls({ ...documentedFleet, reader }).method, 'simulated')

    const quota = expectedCalls({ ...documentedFleet, ttlNs: 0, quotaPerSecond: 100 })
    assert.ok(quota.method === 'none')
    const quotaPerSecond = Number(/^raise kms\.quota to (\d+) \/s$/.exec(quota.change)![1])
    assert.equal(expectedCalls({ ...documentedFleet, ttlNs: 0, quotaPerSecond }).method, 'analytic')
  })

  it('knows what consumers ask at least, where only their repeats are unknown', () => {
    const month = { ...documentedFleet, durationNs: 30 * 24 * hour, kmsLatency: slowKms }
    const { consumers } = month
    const alone = predicted({ ...month, consumers: 0 }).calls

    const tooLarge = expectedCalls(month)
    const evicted = expectedCalls({ ...month, reader: { ...month.reader, capacity: 7 } })
    const failing = expectedCalls({ ...month, failuresPlanned: true })

    const atLeast = { ...alone, Decrypt: alone.Decrypt + consumers * alone.GenerateDataKey }
    assert.ok(tooLarge.method === 'none' && evicted.method === 'none' && failing.method === 'none')
    assert.match(tooLarge.change, /raise readerCache\.ttl above/)
    assert.deepEqual(tooLarge.callsAtLeast, atLeast)
    assert.deepEqual(evicted.callsAtLeast, atLeast)
    assert.equal(failing.callsAtLeast, null)
  })

  it('stops short of the limits', () => {
    const reader = { ...documentedFleet.reader, capacity: 8 }

    assert.equal(expectedCalls({ ...documentedFleet, reader }).method, 'analytic')
    assert.equal(expectedCalls({ ...documentedFleet, quotaPerSecond: 100 }).method, 'analytic')
    const taken = { ...documentedFleet.reader, pollRecordsMax: 150 }
    assert.equal(expectedCalls({ ...documentedFleet, reader: taken }).method, 'analytic')
    assert.equal(
      expectedCalls({ ...documentedFleet, consumers: 0, reader: { ...reader, capacity: 1 } }).method,
      'analytic',
    )
  })
})

/** Where nothing is left to chance. */
function exactly(model: FleetModel): CallCounts {
  const { calls, sigma } = predicted(model)
  assert.deepEqual(sigma, { GenerateDataKey: 0, Decrypt: 0 })
  return calls
}

function generatedIn(durationNs: number): number {
  return exactly({ ...plainFleet, durationNs }).GenerateDataKey
}

/** By the entry's TTL at the consumers of the documented fleet. */
function decryptsAt(ttlNs: number): number {
  return predicted({ ...documentedFleet, kmsLatency: constantly(13e6), reader: readerWith(ttlNs) }).calls
    .Decrypt
}

function reasonOf(some: Partial<FleetModel>): string {
  const expected = expectedCalls({ ...documentedFleet, ...some })
  assert.equal(expected.method, 'none')
  return expected.reason
}
