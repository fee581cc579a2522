import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parseScenario } from '../scenario/load-scenario.ts'
import { planModelOf, simplificationsOf } from './plan-model-of.ts'

describe('planModelOf', () => {
  it('plans 30 days of one stream from empty caches where nothing is said', () => {
    const model = modelOf('load: { arrivals: poisson, rate: 100 /s, duration: 1 h }\nput: { batch: 4 }')

    assert.deepEqual(model.load, [{ lengthS: Infinity, from: 25, to: 25 }])
    assert.equal(model.fleet.callsPerSecond, 25)
    assert.equal(model.horizonS, 30 * 86_400)
    assert.equal(model.fleet.durationNs, 30 * 86_400e9)
    assert.deepEqual(
      [model.streams, model.start, model.retries, model.maxAttempts],
      [1, 'cold', 'standard', 3],
    )
    assert.equal(model.credentialLifetimeS, Infinity)
    assert.equal(model.fleet.quotaPerSecond, 100_000)
    assert.deepEqual([model.disturbances, model.isFanOutEnhanced, model.catchUp], [[], false, null])
  })

  it('spreads the mean rate of bursts over the bursts alone', () => {
    const model = modelOf(
      'load: { arrivals: bursts, rate: 10 /s, duration: 1 h, burst: { every: 60 s, length: 6 s } }',
    )

    assert.deepEqual(model.load, [
      { lengthS: 6, from: 100, to: 100 },
      { lengthS: 54, from: 0, to: 0 },
    ])
    assert.equal(model.fleet.callsPerSecond, 10)
  })

  it('has a ramp as one segment, and steps as many, cut where the load ends', () => {
    const ramp = modelOf('load: { arrivals: ramp, from: 0 /s, to: 10 /s, duration: 1 min }')
    const steps = modelOf(
      'load: { arrivals: steps, steps: [{ rate: 1 /s, duration: 1 min }, { rate: 2 /s, duration: 1 min }], duration: 90 s }',
    )

    assert.deepEqual(ramp.load, [{ lengthS: 60, from: 0, to: 10 }])
    assert.equal(ramp.fleet.callsPerSecond, 5)
    assert.deepEqual(steps.load, [
      { lengthS: 60, from: 1, to: 1 },
      { lengthS: 30, from: 2, to: 2 },
    ])
    assert.equal(steps.fleet.callsPerSecond, 120 / 90)
  })

  it('takes failures of KMS and events of the plan as disturbances, in order of time', () => {
    const { disturbances } = modelOf(`load: { arrivals: poisson, rate: 1 /s, duration: 1 h }
kms:
  failures:
    - { fault: brown-out, from: 3 min, to: 4 min }
    - { fault: outage, from: 2 min, to: 3 min, share: 0.25 }
    - { fault: internal-error, from: 1 min, to: 2 min, delay: 2 s }
    - { fault: throttling, from: 5 min }
plan:
  horizon: 1 h
  events: [{ event: restart, at: 90 s }, { event: quota, from: 10 min, quota: 5 /s }]`)

    assert.deepEqual(disturbances, [
      { kind: 'slow', fromS: 60, toS: 120, delayS: 2 },
      { kind: 'outage', fromS: 60, toS: 120 },
      { kind: 'restart', atS: 90 },
      { kind: 'brown-out', fromS: 120, toS: 180, share: 0.25 },
      { kind: 'slow', fromS: 180, toS: 240, delayS: 1 },
      { kind: 'brown-out', fromS: 180, toS: 240, share: 0.5 },
      { kind: 'quota', fromS: 300, toS: 3600, perSecond: 0 },
      { kind: 'quota', fromS: 600, toS: 3600, perSecond: 5 },
    ])
  })

  it('makes one attempt without retries', () => {
    const model = modelOf('load: { arrivals: poisson, rate: 1 /s, duration: 1 h }\nplan: { retries: none }')

    assert.equal(model.maxAttempts, 1)
  })

  it('takes the quota of the region that an event names, from the table that it is given', () => {
    const yaml =
      'load: { arrivals: poisson, rate: 1 /s, duration: 1 h }\nplan: { events: [{ event: quota, from: 1 min, to: 2 min, region: eu-west-2 }] }'
    const [builtIn, own] = [planModelOf(scenarioOf(yaml)), planModelOf(scenarioOf(yaml), 9, () => 7)]

    assert.deepEqual(builtIn.disturbances, [{ kind: 'quota', fromS: 60, toS: 120, perSecond: 20_000 }])
    assert.deepEqual(own.disturbances, [{ kind: 'quota', fromS: 60, toS: 120, perSecond: 7 }])
  })

  it('takes the quota that it is given where the scenario states none', () => {
    const load = 'load: { arrivals: poisson, rate: 1 /s, duration: 1 h }\n'

    assert.equal(planModelOf(scenarioOf(load), 7).fleet.quotaPerSecond, 7)
    assert.equal(planModelOf(scenarioOf(`${load}kms: { quota: 5 /s }`), 7).fleet.quotaPerSecond, 5)
  })
})

describe('simplificationsOf', () => {
  it('says that evenly spaced arrivals are planned as Poisson, and nothing of those that are', () => {
    const constant = scenarioOf('load: { arrivals: constant, rate: 1 /s, duration: 1 h }')
    const poisson = scenarioOf('load: { arrivals: poisson, rate: 1 /s, duration: 1 h }')

    assert.match(simplificationsOf(constant).join(), /^Arrivals are planned as Poisson/)
    assert.deepEqual(simplificationsOf(poisson), [])
  })
})

function scenarioOf(yaml: string) {
  return parseScenario(`name: planned\n${yaml}`, 'x.yaml', {}, 'plan').cells[0]!.scenario
}

function modelOf(yaml: string) {
  return planModelOf(scenarioOf(yaml))
}
