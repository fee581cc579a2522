import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { simulateOnce } from '../../planner/fleet-simulation/simulate-once.ts'
import { parseScenario } from '../../scenario/load-scenario.ts'
import type { Scenario } from '../../scenario/schema.ts'
import { checksOf, type Finding } from './findings.ts'
import { longRunFindingOf, longRunTheory, longRunTrialOf } from './long-run-truth.ts'

describe('longRunTrialOf', () => {
  it('is steady, undisturbed and never throttled, with all else of the plan', () => {
    const { model, notes } = longRunTrialOf(
      planned(`kms: { quota: 1 /s, failures: [{ fault: outage, from: 1 min, to: 2 min }] }
plan: { catchUp: { backlog: 1 h }, credentials: { lifetime: 1 h }, streams: 2, consumers: enhanced }`),
    )

    assert.deepEqual([model.start, model.disturbances, model.catchUp], ['steady', [], null])
    assert.deepEqual([model.credentialLifetimeS, model.streams, model.isFanOutEnhanced], [3600, 2, true])
    assert(model.fleet.quotaPerSecond! > 1e9)
    assert.deepEqual(notes, [
      'Theory of the long run is verified without what goes wrong by plan and what consumers catch up.',
    ])
  })

  it('lasts many lives of key material, whatever the horizon', () => {
    const { model } = longRunTrialOf(planned('plan: { horizon: 15 min }'))

    assert(model.horizonS >= 100 * 300, `${model.horizonS} s`)
  })
})

describe('longRunTheory', () => {
  it('multiplies rates by the horizon', () => {
    const { model } = longRunTrialOf(planned('fleet: { frontEnds: 4, consumers: 2 }'))

    const { figures } = longRunTheory(model, [])

    const cycleS = 300 + 0.0127 + 4 / model.load[0]!.from
    const expected = (4 * model.horizonS) / cycleS
    assert(Math.abs(figures.get('GenerateDataKey')!.mean / expected - 1) < 1e-3)
    assert(Math.abs(figures.get('Decrypt')!.mean / expected / 2 - 1) < 1e-3)
  })

  it('allows itself what its cautions say, and tells it', () => {
    const { model } = longRunTrialOf(
      planned('keyCache: { ttl: 1 min, rotation: 5 min, branchKey: { ttl: 10 min } }'),
    )
    const omitted: string[] = []

    const { toleratedShare } = longRunTheory(model, omitted)

    assert.equal(toleratedShare, 0.1)
    assert.match(omitted[0]!, /^Allowed to theory of the long run: .*off by up to 10 %/)
  })
})

describe('checksOf, of the long run', () => {
  it('agrees with the event simulation, but not where theory takes lives to be 2 % longer', () => {
    const { model } = longRunTrialOf(planned('fleet: { frontEnds: 4, consumers: 2 }'))
    const { fleet } = model
    const longer = { ttlNs: 1.02 * fleet.ttlNs, rotationNs: 1.02 * fleet.rotationNs }
    const events = longRunFindingOf(
      'events',
      Array.from({ length: 20 }, (_, index) => simulateOnce(model, 5 + index)),
    )

    const right = checksOf([longRunTheory(model, []), events])
    const wrong = checksOf([longRunTheory({ ...model, fleet: { ...fleet, ...longer } }, []), events])

    assert.deepEqual(
      right.map(({ agrees }) => agrees),
      [true, true, true, true],
    )
    assert.deepEqual(
      wrong.slice(0, 3).map(({ agrees }) => agrees),
      [false, false, false],
    )
  })

  it('agrees up to what theory says that it may be off, and not beyond', () => {
    const [within] = checksOf([decrypts(10_000, 0.1), decrypts(8951)])
    const [beyond] = checksOf([decrypts(10_000, 0.1), decrypts(8949)])

    assert.deepEqual([within?.agrees, beyond?.agrees], [true, false])
  })
})

function decrypts(mean: number, toleratedShare = 0): Finding {
  const figures = new Map([['Decrypt', { mean, variance: 0 }]])
  return { method: 'long-run theory', replications: Infinity, figures, toleratedShare }
}

function planned(text: string): Scenario {
  const load = 'load: { arrivals: poisson, rate: 100 /s, duration: 1 h }'
  return parseScenario(`name: x\n${load}\n${text}\n`, '/x.yaml', {}, 'plan').cells[0]!.scenario
}
