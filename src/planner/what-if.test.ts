import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from '../price-list/price-table.ts'
import { documentedKinesis } from './choices/plan.fixture.ts'
import { billOf } from './costs/bill.ts'
import { billedUseOf } from './costs/billed-use.ts'
import { defaultCosts } from './costs/cost-settings.ts'
import type { FleetModel } from './fleet-model.ts'
import { analyse } from './long-run/analyse.ts'
import type { PlanCell } from './plan-document.ts'
import { whatIfOf } from './what-if.ts'

function cellOf(fleet: Partial<FleetModel> = {}): PlanCell {
  const model = documentedKinesis(fleet)
  const analysis = analyse(model)
  const use = billedUseOf(model, analysis.callsPer30Days)
  return {
    id: 'c01',
    params: {},
    fleet: {
      streams: 1,
      frontEndsPerStream: model.fleet.frontEnds,
      consumersPerStream: 2,
      principalsPerStream: 1,
      shardsPerStream: 1,
      sealingCaches: model.fleet.frontEnds,
      readingCaches: 2,
      recordsPerSecond: 100,
      meanRecordBytes: 1024,
      ttlS: 300,
      rotationS: 300,
      readerTtlS: 300,
      credentialLifetimeS: null,
      meanKmsLatencyS: 0.01,
      region: 'us-east-1',
      quotaPerSecond: 10_000,
      start: 'cold',
      retries: 'standard',
      maxAttempts: 3,
    },
    analysis,
    simulation: null,
    bill: billOf(use, defaultCosts, builtInTables.prices, 'us-east-1').bill,
  }
}

describe('whatIfOf', () => {
  it('sets figures of both side by side, with the change in relation to the first', () => {
    const { name, figures } = whatIfOf('ten times as many', cellOf(), cellOf({ frontEnds: 40 }))

    const caches = figures.find(({ figure }) => figure === 'sealing caches')!
    const calls = figures.find(({ figure }) => figure === 'calls in 30 days')!
    assert.equal(name, 'ten times as many')
    assert.deepEqual(caches, {
      figure: 'sealing caches',
      dimension: 'count',
      base: 4,
      other: 40,
      change: 9,
      isGood: null,
    })
    assert.ok(Math.abs(calls.change! - 9) < 0.02)
  })

  it('tells no change where there is none, and none in relation to 0', () => {
    const { figures } = whatIfOf('the same', cellOf(), cellOf())
    const slower = whatIfOf('rarer', cellOf(), cellOf({ callsPerSecond: 0.1 })).figures

    assert.ok(figures.every(({ base, other, change }) => base === other && change === 0))
    const wait = slower.find(({ figure }) => figure === 'wait added at p99')!
    assert.equal(wait.base, 0)
    assert.ok(wait.other > 0)
    assert.equal(wait.change, null)
  })

  it('says of either whether the quota holds, and of a share how far the two lie apart', () => {
    const { figures } = whatIfOf('a small quota', cellOf(), cellOf({ quotaPerSecond: 4 }))

    const headroom = figures.find(({ figure }) => figure === 'headroom in the busiest second')!
    assert.deepEqual(headroom.isGood, { base: true, other: false })
    assert.equal(headroom.change, headroom.other - headroom.base)
  })

  it('leaves out what only one of them has', () => {
    const names = whatIfOf('theory alone', cellOf(), cellOf()).figures.map(({ figure }) => figure)

    assert.ok(!names.some((name) => name.endsWith('simulated')))
    assert.equal(new Set(names).size, names.length)
  })
})
