/**
 * What the search of a plan recommends is a scenario that sealbench takes.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { findChoices } from '../src/planner/choices/find-choices.ts'
import { defaultCosts, streamModes } from '../src/planner/costs/cost-settings.ts'
import { builtInTables } from '../src/price-list/price-table.ts'
import { planModelOf } from '../src/runner/plan-model-of.ts'
import { parseScenario } from '../src/scenario/load-scenario.ts'
import { usualPlan } from '../src/scenario/plan-schema.ts'

const fleet = { frontEnds: 30, consumers: 2 }
/** Of one value, as theory averages over all of them. */
const kms = { latency: { distribution: 'constant', value: '10 ms' } }
const load = { arrivals: 'poisson', rate: '100 /s', duration: '1 h' }

type Section = Record<string, unknown>

function scenarioWith(keyCache: Section, readerCache: Section = {}) {
  const scenario = {
    name: 'chosen',
    question: 'Is it one?',
    seed: 1,
    fleet,
    load,
    kms,
    keyCache,
    readerCache,
  }
  return parseScenario(JSON.stringify(scenario), 'chosen.yaml', {}, 'plan').scenario
}

/** As a person would write the settings of an option into a scenario. */
function written(params: Readonly<Section>): ReturnType<typeof scenarioWith> {
  const sections: Record<string, Section> = { keyCache: {}, readerCache: {} }
  for (const [path, value] of Object.entries(params)) {
    if (path === 'keyCache.branchKey.ttl') {
      if (value !== 'none') sections['keyCache']!['branchKey'] = { ttl: value }
      continue
    }
    const [section, key] = path.split('.') as [string, string]
    sections[section]![key] = value
  }
  return scenarioWith(sections['keyCache']!, sections['readerCache'])
}

describe('findChoices', () => {
  for (const [name, keyCache] of [
    ['documented Kinesis', {}],
    ['refresh ahead with jitter', { refreshAhead: '50 s', jitter: 0.5 }],
    ['XFetch', { xfetch: 1 }],
    ['independent fills', { policy: 'independent' }],
    ['branch keys', { branchKey: { ttl: '1 h' }, sharedBy: 5 }],
  ] as const)
    it(`offers only what a scenario takes, and means the same by it: ${name}`, () => {
      const scenario = scenarioWith(keyCache)
      const { options } = findChoices({
        model: planModelOf(scenario),
        constraints: {
          maxUsd: 1.1,
          maxP99AddedS: null,
          maxExposureS: 777,
          maxRecordsPerKey: 1234,
          minQuotaHeadroom: null,
        },
        costs: defaultCosts,
        prices: builtInTables.prices,
        region: 'us-east-1',
        held: [],
      })

      assert.ok(options.length > 50)
      for (const { params, exposureS } of options) {
        const taken = written(params)
        const model = planModelOf(taken)
        const { ttlNs, rotationNs, reader, branchKeyTtlNs = 0 } = model.fleet
        const longest = Math.max(Math.min(ttlNs, rotationNs), reader.ttlNs)
        assert.ok(Math.abs(exposureS - (branchKeyTtlNs + longest) / 1e9) < 1e-6, JSON.stringify(params))
      }
    })
})

describe('the plan section of a scenario', () => {
  it('knows the cost settings that bills are made of, with the same values where it says nothing', () => {
    const { keys, rotations, freeTier, cloudTrailCopies, stream, retention } = usualPlan.costs

    assert.deepEqual(
      { keys, rotations, freeTier, cloudTrailCopies, stream, retentionS: retention },
      defaultCosts,
    )
  })

  it('takes every mode of a stream', () => {
    for (const stream of streamModes) {
      const scenario = {
        name: 'mode',
        question: 'Is it one?',
        seed: 1,
        fleet,
        load,
        plan: { costs: { stream } },
      }

      assert.equal(
        parseScenario(JSON.stringify(scenario), 'mode.yaml', {}, 'plan').scenario.plan?.costs.stream,
        stream,
      )
    }
  })
})
