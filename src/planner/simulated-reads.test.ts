import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cacheArrivalsOf } from './cache-arrivals.ts'
import type { FleetModel } from './fleet-model.ts'
import { documentedFleet, hour, minute, second } from './fleet.fixture.ts'
import { simulateReads } from './simulated-reads.ts'
import type { Effort } from './simulated-run.ts'

const fleet: FleetModel = {
  ...documentedFleet,
  callsPerSecond: 20,
  kmsLatency: { distribution: 'lognormal', median: 10e6, p99: 40e6 },
}

describe('simulateReads', () => {
  it('gives the same for the same fleet', () => {
    assert.deepEqual(readsOf({}), readsOf({}))
  })

  it('finds no repeats where entries outlive their EDKs', () => {
    const { repeated, variance } = readsOf({ reader: { ...fleet.reader, ttlNs: 10 * minute } })!

    assert.deepEqual({ repeated, variance }, { repeated: { mean: 0, variance: 0 }, variance: 0 })
  })

  it('finds one repeat a TTL where entries are short', () => {
    const { repeated } = readsOf({ reader: { ...fleet.reader, ttlNs: minute } })!

    assert.deepEqual(repeated, { mean: 2 * 48 * 4, variance: 0 })
  })

  it('makes fewer runs where it need only be quick', () => {
    const thorough = readsOf({})!
    const quick = readsOf({}, 'quick')!

    assert.ok(quick.runs < thorough.runs / 4)
    assert.ok(Math.abs(quick.repeated.mean - thorough.repeated.mean) < 3)
  })

  it('gives up on what would take too long', () => {
    assert.equal(readsOf({ durationNs: 30 * 24 * hour }), undefined)
    assert.equal(readsOf({ rotationNs: second / 100, ttlNs: second / 100 }), undefined)
    assert.equal(readsOf({ reader: { ...fleet.reader, ttlNs: second / 10 } }), undefined)
  })
})

function readsOf(some: Partial<FleetModel>, effort: Effort = 'thorough') {
  const model = { ...fleet, ...some }
  return simulateReads(model, cacheArrivalsOf(model), undefined, effort)
}
