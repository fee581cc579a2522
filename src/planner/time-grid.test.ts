import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from '../price-list/price-table.ts'
import { minutes, seconds } from '../units/units.ts'
import { documentedKinesis } from './choices/plan.fixture.ts'
import { defaultCosts } from './costs/cost-settings.ts'
import { curvesInSteps } from './curves.ts'
import type { FleetModel } from './fleet-model.ts'
import { analyse } from './long-run/analyse.ts'
import { toTheEnd } from './steps.ts'
import { timeGridInSteps } from './time-grid.ts'

function setUp(fleet: Partial<FleetModel> = {}) {
  const model = documentedKinesis(fleet)
  const question = { model, costs: defaultCosts, prices: builtInTables.prices, region: 'us-east-1' }
  return { model, question, points: toTheEnd(timeGridInSteps(question)) }
}

describe('timeGridInSteps', () => {
  it('has each TTL with each rotation once, in their order, what is planned among them', () => {
    const { points } = setUp({ ttlNs: seconds(77), rotationNs: seconds(88) })

    const ttls = [0, 60, 77, 300, 900, 3600, 21_600, 86_400]
    const rotations = [60, 88, 300, 900, 3600, 21_600, 86_400]
    assert.deepEqual(
      points.map(({ ttlS, rotationS }) => [ttlS, rotationS]),
      ttls.flatMap((ttl) => rotations.map((rotation) => [ttl, rotation])),
    )
    assert.deepEqual(
      points.filter(({ isPlanned }) => isPlanned).map(({ ttlS, rotationS }) => [ttlS, rotationS]),
      [[77, 88]],
    )
  })

  it('has the figures of the plan where it is planned', () => {
    const { model, points } = setUp()
    const { callsPerSecond, quota, waits, exposure } = analyse(model)
    const planned = points.find(({ isPlanned }) => isPlanned)!

    assert.deepEqual(planned, {
      ...planned,
      callsPerSecond,
      busiestSecond: quota.busiestSecond,
      busiestQuota: quota.busiestQuota,
      waits,
      exposure,
    })
  })

  it('agrees with the curve against the TTL, where the rotation goes along', () => {
    const { question, points } = setUp()
    const [ttl] = toTheEnd(curvesInSteps(question)).curves

    for (const value of [60, 300, 3600]) {
      const point = points.find(({ ttlS, rotationS }) => ttlS === value && rotationS === value)!
      const { callsPerSecond, encryptionUsd } = ttl!.points.find((other) => other.value === value)!
      assert.deepEqual([point.callsPerSecond, point.encryptionUsd], [callsPerSecond, encryptionUsd])
    }
  })

  it('calls no more often for a longer rotation, up to a thousand lives and more', () => {
    const { points } = setUp({ jitter: 0.5 })
    const row = points.filter(({ ttlS }) => ttlS === 60).map(({ callsPerSecond }) => callsPerSecond)

    assert.equal(row.length, 6)
    assert.deepEqual(
      row,
      row.toSorted((one, other) => other - one),
    )
  })

  it('leaves out what refresh ahead would renew at once, and no cache beside it or XFetch', () => {
    const { points } = setUp({ refreshAheadNs: minutes(1) })
    const early = setUp({ xfetchBeta: 1 }).points

    assert.ok(points.every(({ ttlS, rotationS }) => ttlS > 60 && rotationS > 60))
    assert.ok(points.some(({ ttlS }) => ttlS === 300))
    assert.ok(early.every(({ ttlS }) => ttlS > 0))
  })
})
