import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cachesOf } from '../../planner/fleet-model.ts'
import { parseScenario } from '../../scenario/load-scenario.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { seconds } from '../../units/units.ts'
import { shortTrialOf } from './short-trial.ts'
import { trialOf } from './trial.ts'

describe('trialOf', () => {
  it('takes a small plan as it is', () => {
    const { model, notes } = trialOf(planned('plan: { horizon: 30 min }'))

    assert.deepEqual(notes, [])
    assert.equal(model.fleet.callsPerSecond, 1)
    assert.equal(model.load[0]?.lengthS, 1800)
    assert.equal(model.load[1]?.from, 0)
  })

  it('takes as many calls for each cache, and as much of the quota, where the fleet is too large', () => {
    const large = planned('fleet: { frontEnds: 10000, consumers: 2 }\nkms: { quota: 10000 /s }', '100 /s')

    const { model, notes } = trialOf(large)

    assert.equal(cachesOf(model.fleet), 100)
    assert.equal(model.fleet.callsPerSecond / 100, 100 / 10_000)
    assert.equal(model.fleet.quotaPerSecond, 100)
    assert.match(notes[0]!, /^Verified with 100 of 10000 front ends, load and quota in proportion\.$/)
  })

  it('is slower where a run would have too many records, and says so', () => {
    const { model, notes } = trialOf(planned('plan: { horizon: 30 min }', '1000 /s'))

    assert.equal(Math.round(model.fleet.callsPerSecond * 1800), 40_000)
    assert.deepEqual(notes, ['Verified at 2.2 % of its rate, as a run seals record by record.'])
  })

  it('lasts some lives of key material, whatever the horizon', () => {
    const { scenario, notes } = trialOf(planned('plan: { horizon: 30 d }'))

    assert.equal(scenario.load.duration, 8 * 300e9)
    assert.deepEqual(notes, ['Verified over 40 min of the plan.'])
  })

  it('names what no run has, and leaves it to the simulations', () => {
    const { model, beyondRuns, notes } = trialOf(
      planned(
        'plan: { horizon: 30 min, streams: 5, start: steady, retries: legacy, consumers: enhanced, credentials: { lifetime: 1 h } }',
      ),
    )

    assert.deepEqual(notes, [
      "No run has more than one stream, a steady start, credentials that change, enhanced fan-out, the SDK's former retries: of that, simulations are compared with each other alone.",
    ])
    const told = [model, beyondRuns!].map(
      ({ streams, start, credentialLifetimeS, retries, isFanOutEnhanced }) => [
        streams,
        start,
        credentialLifetimeS,
        retries,
        isFanOutEnhanced,
      ],
    )
    assert.deepEqual(told, [
      [1, 'cold', Infinity, 'standard', false],
      [3, 'steady', 3600, 'legacy', true],
    ])
  })
})

describe('shortTrialOf', () => {
  it('makes all lives shorter and calls come faster, so that caches have as many calls in a life', () => {
    const scenario = planned('plan: { horizon: 1 h }\nkeyCache: { ttl: 5 min, rotation: 10 min }', '0.5 /s')

    const short = shortTrialOf(scenario, seconds(12))

    assert('model' in short)
    const { fleet } = short.model
    assert.equal(fleet.durationNs, 12e9)
    assert.equal(fleet.ttlNs, 1e9)
    assert.equal(fleet.rotationNs, 2e9)
    assert.equal(fleet.callsPerSecond, 0.5 * 300)
  })

  it('has consumers hold EDKs for as long as they are read where it is close, and no longer where it is not', () => {
    const [close, far] = ['5 min', '1 min'].map((ttl) =>
      shortTrialOf(
        planned(`fleet: { consumers: 1 }\nplan: { horizon: 1 h }\nreaderCache: { ttl: ${ttl} }`, '0.5 /s'),
        seconds(12),
      ),
    )

    assert(close !== undefined && 'model' in close && far !== undefined && 'model' in far)
    assert.equal(close.model.fleet.reader.ttlNs, 2e9 + 2 * 50e6 + 200e6)
    assert(close.notes.some((note) => note.includes('Consumers hold')))
    assert.equal(far.model.fleet.reader.ttlNs, 0.4e9)
  })

  it('says why there is none', () => {
    const failing = planned('kms: { failures: [{ fault: outage, from: 1 min, to: 2 min }] }')
    const uneven = planned('readerCache: { ttl: 1 s }')
    const ramp = planned('', '1 /s', 'arrivals: ramp, from: 0 /s, to: 2 /s, duration: 1 h')

    for (const [scenario, reason] of [
      [failing, /failures/],
      [uneven, /shorter than others/],
      [ramp, /load changes/],
    ] as const) {
      const short = shortTrialOf(scenario, seconds(12))
      assert('reason' in short)
      assert.match(short.reason, reason)
    }
  })
})

function planned(
  text: string,
  rate = '1 /s',
  load = `arrivals: poisson, rate: ${rate}, duration: 1 h`,
): Scenario {
  return parseScenario(`name: x\nload: { ${load} }\n${text}\n`, '/x.yaml', {}, 'plan').cells[0]!.scenario
}
