import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { expectedCalls } from '../expected-calls.ts'
import { documentedFleet, minute } from '../fleet.fixture.ts'
import type { FleetModel } from '../fleet-model.ts'
import { planOf } from './plans.fixture.ts'
import { simulateRecords } from './simulate-records.ts'

const slow = { distribution: 'constant', value: 20e6 } as const
const { reader } = documentedFleet

describe('simulateRecords', () => {
  const fleets: readonly (readonly [string, Partial<FleetModel>])[] = [
    ['Kinesis as documented', {}],
    ['a TTL below rotation', { ttlNs: minute, kmsLatency: slow }],
    ['independent fills', { ttlNs: minute, singleFlight: false, kmsLatency: { ...slow, value: 200e6 } }],
    ['jitter and refresh ahead', { jitter: 0.5, refreshAheadNs: 10e9, kmsLatency: slow }],
    ['XFetch', { xfetchBeta: 2, callsPerSecond: 10, kmsLatency: { ...slow, value: 2e9 } }],
    ['idle caches', { callsPerSecond: 0.05, kmsLatency: slow }],
    ['use limits', { maxRecords: 500, kmsLatency: slow, reader: { ...reader, ttlNs: 10 * minute } }],
    ['branch keys', { maxRecords: 1, branchKeyTtlNs: 10 * minute, callsPerSecond: 10, kmsLatency: slow }],
    ['no caches', { ttlNs: 0, callsPerSecond: 1, kmsLatency: slow, reader: { ...reader, ttlNs: 0 } }],
    [
      'consumers that hold few EDKs',
      { frontEnds: 8, durationNs: 10 * minute, reader: { ...reader, capacity: 6 } },
    ],
  ]
  for (const [name, change] of fleets) {
    it(`makes the calls that theory expects of ${name}`, () => {
      const fleet = { ...documentedFleet, ...change }
      const expected = expectedCalls(fleet)
      assert(expected.method !== 'none', expected.method === 'none' ? expected.reason : '')

      const { calls } = simulateRecords(planOf(fleet), 7)

      for (const operation of ['GenerateDataKey', 'Decrypt'] as const) {
        const off = Math.abs(calls[operation] - expected.calls[operation])
        assert(
          off <= Math.max(4 * expected.sigma[operation], 1 + 1e-6),
          `${calls[operation]} ${operation}, ${expected.calls[operation]} expected`,
        )
      }
    })
  }

  it('gives the same run for the same seed, and another for another', () => {
    const plan = planOf({ ...documentedFleet, kmsLatency: slow, durationNs: 10 * minute })

    assert.deepEqual(simulateRecords(plan, 1), simulateRecords(plan, 1))
    assert.notDeepEqual(simulateRecords(plan, 1), simulateRecords(plan, 2))
  })
})
