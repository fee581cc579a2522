import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parseScenario } from '../scenario/load-scenario.ts'
import { planModelOf } from './plan-model-of.ts'
import { callsWithin, plannedFleetOf } from './planned-fleet.ts'

describe('callsWithin', () => {
  it('adds up an endless load', () => {
    assert.equal(callsWithin([{ lengthS: Infinity, from: 3, to: 3 }], 100), 300)
  })

  it('begins again where the load ends', () => {
    const load = [
      { lengthS: 10, from: 0, to: 4 },
      { lengthS: 10, from: 1, to: 1 },
    ]

    assert.equal(callsWithin(load, 20), 30)
    assert.equal(callsWithin(load, 45), 30 + 30 + 5)
    assert.equal(callsWithin(load, 55), 30 + 30 + 25)
  })
})

describe('plannedFleetOf', () => {
  it('counts caches and records of all streams', () => {
    const text = `name: planned
fleet: { frontEnds: 6, consumers: 2, principals: 3 }
load: { arrivals: poisson, rate: 100 /s, duration: 1 h }
keyCache: { sharedBy: 2 }
kms: { latency: 10 ms, quota: 500 /s }
plan: { streams: 10, credentials: { lifetime: 1 h } }`
    const { scenario } = parseScenario(text, 'x.yaml', {}, 'plan').cells[0]!

    const fleet = plannedFleetOf(planModelOf(scenario), scenario)

    assert.equal(fleet.sealingCaches, 90)
    assert.equal(fleet.readingCaches, 20)
    assert.equal(fleet.recordsPerSecond, 1000)
    assert.equal(fleet.meanRecordBytes, 1024 + 10)
    assert.deepEqual([fleet.ttlS, fleet.credentialLifetimeS, fleet.meanKmsLatencyS], [300, 3600, 0.01])
    assert.equal(fleet.quotaPerSecond, 500)
  })
})
