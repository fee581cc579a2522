/**
 * What the comments of the shipped plans expect, by theory.
 *
 * @module
 */
import assert from 'node:assert/strict'
import path from 'node:path'
import { describe, it } from 'node:test'

import { makePlanQuietly } from '../scripts/make-plan-quietly.ts'
import { planSchema, type PlanCell } from '../src/planner/plan-document.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { root } from './command-line.fixture.ts'

describe('scenarios/plans', () => {
  it('documented-kinesis asks KMS 12 times in five minutes, which costs 0.31 USD in 30 days', async () => {
    const [cell] = await planned('documented-kinesis')

    near(cell!.analysis.callsPer30Days, 103_680, 1e-3)
    assert.equal(cell!.bill.encryptionUsd.toFixed(2), '0.31')
    assert.equal(cell!.bill.streamUsd.toFixed(2), '47.09')
  })

  it('a-thousand-credentials costs a thousand times as much, and 3 USD with about ten', async () => {
    const cells = await planned('a-thousand-credentials')

    assert.deepEqual(
      cells.map(({ bill }) => bill.encryptionUsd.toFixed(1)),
      ['0.3', '3.1', '31.1', '311.0'],
    )
    near(cells[3]!.analysis.callsPerSecond, 40, 1e-3)
  })

  it('per-record-kms costs 7,776 USD where the shard costs 47, and a cache makes it 3 cents', async () => {
    const [without, cached] = await planned('per-record-kms')

    near(without!.analysis.callsPer30Days, 2.592e9, 1e-9)
    assert.equal(without!.bill.encryptionUsd.toFixed(2), '7776.00')
    near(cached!.analysis.callsPer30Days, 8640, 1e-3)
  })

  it('shared-bucket-key makes a hundredth of the calls where a hundred share', async () => {
    const [alone, , shared] = await planned('shared-bucket-key')

    near(shared!.analysis.callsPerSecond / alone!.analysis.callsPerSecond, 0.01, 1e-3)
  })

  it('sqs-data-key-reuse asks three times in each period, from 60 s to 24 h', async () => {
    const cells = await planned('sqs-data-key-reuse')

    const perPeriod = [60, 300, 3600, 86_400].map(
      (period, index) => period * cells[index]!.analysis.callsPerSecond,
    )
    for (const calls of perPeriod) near(calls, 3, 1e-3)
  })

  it('lambda-burst asks for nearly every put, and for less than a hundredth with lasting credentials', async () => {
    const [fresh, lasting] = await planned('lambda-burst')

    near(fresh!.analysis.callsPerSecond, 2 * 500, 0.1)
    assert(lasting!.analysis.callsPerSecond < fresh!.analysis.callsPerSecond / 100)
  })

  it('idle-front-ends fills for half of its records, and twice as often for a hundred times the load', async () => {
    const [idle, busy] = await planned('idle-front-ends')

    near(idle!.analysis.waits.share, 0.5, 1e-3)
    near(idle!.analysis.callsPerSecond, 0.2, 1e-3)
    near(busy!.analysis.callsPerSecond / idle!.analysis.callsPerSecond, 2, 0.02)
    assert(busy!.analysis.waits.share < 0.01)
  })

  it('staggered-refresh costs 30 % more calls with jitter and refresh ahead, and has few records wait', async () => {
    const [both, jittered, refreshed, neither] = (await planned('staggered-refresh')).map(
      ({ analysis }) => analysis,
    )

    near(both!.callsPerSecond / neither!.callsPerSecond, 1.3, 0.01)
    near(jittered!.callsPerSecond / neither!.callsPerSecond, 1.12, 0.01)
    near(refreshed!.callsPerSecond / neither!.callsPerSecond, 1.17, 0.01)
    near(both!.waits.share, 1 / 66, 0.01)
    near(neither!.waits.share, 1 / 12, 0.02)
  })

  it('cold-start and regional-failover fit their quotas in the long run, and not in the busiest second', async () => {
    const cells = [...(await planned('cold-start')), ...(await planned('regional-failover'))]

    for (const { analysis } of cells) {
      assert(analysis.quota.steadyShare < 0.02)
      assert(analysis.quota.headroom < 0)
    }
  })
})

describe('regional-failover', () => {
  it('asks for 64,000 calls in one second where the other region admits 20,000', async () => {
    const [cell] = await planned('regional-failover')

    near(cell!.analysis.quota.busiestSecond, 64_000, 0.01)
    near(1 - cell!.analysis.quota.headroom, 3.2, 0.01)
  })
})

async function planned(name: string): Promise<readonly PlanCell[]> {
  const file = path.join(root, `scenarios/plans/${name}.yaml`)
  const plan = await makePlanQuietly(loadScenario(file, {}, 'plan'), null)
  // As whoever reads plan.json gets it.
  return planSchema.parse(JSON.parse(JSON.stringify(plan))).cells
}

function near(actual: number, expected: number, relative: number): void {
  assert(Math.abs(actual - expected) <= relative * expected, `${actual} is not near ${expected}`)
}
