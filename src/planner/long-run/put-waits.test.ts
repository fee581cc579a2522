import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertNear } from '../../statistics/close.fixture.ts'
import type { FleetModel } from '../fleet-model.ts'
import type { Waits } from '../outlook-document.ts'
import { analyse } from './analyse.ts'
import { planWith } from './plans.fixture.ts'

/** Of few calls, so that none waits for another's fill. */
const waitsOf = (fleet: Partial<FleetModel>): Waits =>
  analyse(planWith({ consumers: 0, frontEnds: 100, callsPerSecond: 1, batch: 10, ...fleet })).waits

describe('putWaitsOf', () => {
  it('has the records of a call wait one after the other where each is a KMS call', () => {
    const { share, meanS, p99S } = waitsOf({ ttlNs: 0, batch: 500 })

    assert.equal(share, 1)
    assertNear(meanS, 0.01 * (501 / 2), 1e-9)
    // One of a hundred waits for 495 calls of 10 ms or more.
    assertNear(p99S, 4.95, 0.01)
  })

  it('sums up latencies that vary', () => {
    const kmsLatency = { distribution: 'lognormal', median: 10e6, p99: 40e6 } as const
    const [one, ten] = [1, 10].map((batch) => waitsOf({ ttlNs: 0, batch, kmsLatency }))

    assertNear(ten!.meanS, 5.5 * one!.meanS, 1e-9)
    assert(ten!.p999S > ten!.p99S && ten!.p99S < 10 * one!.p99S)
  })

  it('has those records of a call wait that the key before cannot seal', () => {
    // Every other key begins with a whole call, the others with half of one: 15 records of 50 wait.
    assertNear(waitsOf({ maxRecords: 25, rotationNs: 1e15, ttlNs: 1e15 }).share, 0.3, 0.001)
    assertNear(waitsOf({ maxRecords: 10 }).share, 1, 0.001)
  })

  it('has records wait for all keys that their call uses up before them', () => {
    // The third of three keys of 4, 4 and 2 records; age ends the last before the next call.
    const { meanS, p50S, p999S } = waitsOf({ maxRecords: 4, rotationNs: 1e9, ttlNs: 1e9, frontEnds: 1e5 })

    assertNear(meanS, 0.01 * (0.4 + 0.8 + 0.6), 0.001)
    assertNear(p50S, 0.02, 1e-6)
    assertNear(p999S, 0.03, 1e-6)
  })

  it('asks nobody ahead of time for what use ends', () => {
    const limited = { batch: 1, callsPerSecond: 1000, maxRecords: 100, refreshAheadNs: 10e9 }

    assertNear(waitsOf(limited).share, 0.01 * 1.1, 0.01)
  })
})
