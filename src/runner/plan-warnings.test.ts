import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { defaultCosts } from '../planner/costs/cost-settings.ts'
import { curvesInSteps } from '../planner/curves.ts'
import { analyse } from '../planner/long-run/analyse.ts'
import { toTheEnd } from '../planner/steps.ts'
import { builtInTables } from '../price-list/price-table.ts'
import { parseScenario } from '../scenario/load-scenario.ts'
import { planModelOf } from './plan-model-of.ts'
import { cellWarnings, planWarnings } from './plan-warnings.ts'

const load = 'name: warned\nload: { arrivals: poisson, rate: 1000 /s, duration: 1 h }\n'

function loadedOf(yaml: string) {
  return parseScenario(load + yaml, 'x.yaml', {}, 'plan')
}

function ofCell(yaml: string): string {
  const { scenario } = loadedOf(yaml).cells[0]!
  return cellWarnings(scenario, analyse(planModelOf(scenario)), builtInTables).join('\n')
}

function ofPlan(yaml: string): string {
  const loaded = loadedOf(yaml)
  const model = planModelOf(loaded.cells[0]!.scenario)
  const { prices } = builtInTables
  const { evictsFrom } = toTheEnd(curvesInSteps({ model, costs: defaultCosts, prices, region: 'us-east-1' }))
  return planWarnings(loaded, model, evictsFrom).join('\n')
}

describe('cellWarnings', () => {
  it('has nothing to say of what is usual', () => {
    assert.equal(ofCell(''), '')
  })

  it('says that a TTL above the rotation has no effect, and nothing of one that is as long', () => {
    assert.match(
      ofCell('keyCache: { ttl: 301 s, rotation: 5 min }'),
      /^keyCache\.ttl 301 s above keyCache\.rotation 5 min has no effect, .*--rotation too\.$/,
    )
    assert.equal(ofCell('keyCache: { ttl: 5 min, rotation: 5 min }'), '')
  })

  it('says which quota stands in for a region that no table names, unless one is given', () => {
    assert.match(ofCell('kms: { region: eu-central-9 }'), /^eu-central-9 is in neither .*10,000 \/s is what/)
    assert.equal(ofCell('kms: { region: eu-central-9, quota: 5 /s }'), '')
    assert.equal(ofCell('kms: { region: sa-east-1 }'), '')
  })

  it('names a capacity of readers that is below what they read', () => {
    const fleet = 'fleet: { frontEnds: 100, consumers: 2 }\n'

    assert.match(
      ofCell(`${fleet}readerCache: { capacity: 50 }`),
      /^readerCache\.capacity 50 is below the EDKs .*--reader-capacity/,
    )
    assert.equal(ofCell(`${fleet}readerCache: { capacity: 200 }`), '')
  })
})

describe('planWarnings', () => {
  it('says who judges thresholds', () => {
    assert.match(
      ofPlan("thresholds: ['kms.calls < 1000']\nreaderCache: { capacity: 1000000 }"),
      /^thresholds of the scenario: judged by npx sealbench run/,
    )
  })

  it('names the cliff of the curve against front ends, and none beyond it', () => {
    assert.match(
      ofPlan('fleet: { frontEnds: 10, consumers: 2 }\nreaderCache: { capacity: 50 }'),
      /has a cliff at 100, where readerCache\.capacity 50 /,
    )
    assert.equal(ofPlan('fleet: { frontEnds: 10, consumers: 2 }\nreaderCache: { capacity: 1000000 }'), '')
  })
})
