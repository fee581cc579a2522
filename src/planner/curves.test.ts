import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from '../price-list/price-table.ts'
import { minutes, seconds } from '../units/units.ts'
import { documentedKinesis } from './choices/plan.fixture.ts'
import { defaultCosts } from './costs/cost-settings.ts'
import { curvesInSteps, type CurveQuestion } from './curves.ts'
import type { FleetModel } from './fleet-model.ts'
import { analyse } from './long-run/analyse.ts'
import type { PlanModel } from './plan-model.ts'
import { toTheEnd } from './steps.ts'
import { timeGridInSteps } from './time-grid.ts'

function questionOf(model: PlanModel): CurveQuestion {
  return {
    model,
    costs: { ...defaultCosts, keys: 0 },
    prices: builtInTables.prices,
    region: 'us-east-1',
  }
}

function curves(fleet: Partial<FleetModel> = {}) {
  const model = documentedKinesis(fleet)
  const {
    curves: [ttl, frontEnds],
    evictsFrom,
  } = toTheEnd(curvesInSteps(questionOf(model)))
  return { model, ttl: ttl!.points, frontEnds: frontEnds!.points, evictsFrom }
}

const callsAt = (readerTtlNs: number): number => {
  const reader = { ttlNs: readerTtlNs, capacity: 1000, pollIntervalNs: 1e9 }
  return curves({ reader }).ttl.find(({ value }) => value === 3600)!.callsPerSecond
}

const valuesOf = (points: readonly { readonly value: number }[]) => points.map(({ value }) => value)

const holding = (capacity: number) => ({
  reader: { ttlNs: minutes(5), capacity, pollIntervalNs: seconds(1) },
})

describe('curvesInSteps', () => {
  it('goes through what is planned, once, with the figures of the plan', () => {
    const { model, ttl, frontEnds } = curves({ frontEnds: 7, ttlNs: seconds(77) })
    const { callsPerSecond, quota, waits } = analyse(model)

    for (const [points, value] of [
      [ttl, 77],
      [frontEnds, 7],
    ] as const) {
      const planned = points.filter(({ isPlanned }) => isPlanned)
      assert.equal(planned.length, 1)
      assert.deepEqual(planned[0], {
        value,
        isPlanned: true,
        callsPerSecond,
        busiestSecond: quota.busiestSecond,
        busiestQuota: quota.busiestQuota,
        encryptionUsd: planned[0]!.encryptionUsd,
        waitP99S: waits.p99S,
      })
    }
  })

  it('rises along each knob, without repeating a value', () => {
    const { ttl, frontEnds } = curves()

    for (const points of [ttl, frontEnds]) {
      const values = valuesOf(points)
      assert.deepEqual(
        values,
        [...new Set(values)].toSorted((one, other) => one - other),
      )
    }
  })

  it('costs less with a longer TTL, and more with more front ends', () => {
    const { ttl, frontEnds } = curves({ reader: { ttlNs: minutes(5), capacity: 1e6, pollIntervalNs: 1e9 } })

    for (const points of [ttl.toReversed(), frontEnds]) {
      const costs = points.map(({ encryptionUsd }) => encryptionUsd)
      assert.deepEqual(
        costs,
        costs.toSorted((one, other) => one - other),
      )
    }
  })

  it('takes rotation along where it is as long, and leaves it where it is not', () => {
    const reader = { ttlNs: minutes(10), capacity: 1e6, pollIntervalNs: seconds(1) }
    const along = curves({ reader }).ttl.find(({ value }) => value === 60)!
    const apart = curves({ reader, rotationNs: minutes(10) }).ttl.find(({ value }) => value === 3600)!

    // Once a minute, or in ten, each of 4 caches, and twice more for the consumers.
    assert.ok(Math.abs(along.callsPerSecond - 12 / 60) < 1e-3)
    assert.ok(Math.abs(apart.callsPerSecond - 12 / 600) < 1e-4)
  })

  it('agrees with the grid of TTL and rotation wherever both look', () => {
    for (const rotationNs of [minutes(5), minutes(15)]) {
      const { model, ttl } = curves({ rotationNs })
      const grid = toTheEnd(timeGridInSteps(questionOf(model)))
      const both = ttl.flatMap((point) => {
        const rotationS = rotationNs === model.fleet.ttlNs ? point.value : rotationNs / 1e9
        const square = grid.find((one) => one.ttlS === point.value && one.rotationS === rotationS)
        return square === undefined ? [] : [{ point, square }]
      })

      assert.ok(both.length >= 6)
      for (const { point, square } of both)
        for (const figure of ['callsPerSecond', 'busiestSecond', 'busiestQuota', 'encryptionUsd'] as const)
          assert.equal(point[figure], square[figure])
    }
  })

  it('leaves the TTL of the reading side as planned, be it longer or shorter', () => {
    // Two consumers unwrap each EDK once where it is not sealed for longer than they hold it, and else again and again.
    assert.ok(Math.abs(callsAt(minutes(60)) - 12 / 3600) < 1e-5)
    assert.ok(callsAt(minutes(10)) > (5 * 8) / 3600)
  })

  it('leaves out what would be refreshed at once, and not what is planned', () => {
    const { ttl } = curves({ refreshAheadNs: seconds(60) })

    assert.equal(ttl[0]!.value, 120)
  })

  it('begins at 0 where there is no cache in the plan', () => {
    const { ttl } = curves({ ttlNs: 0 })

    assert.equal(ttl[0]!.value, 0)
    assert.ok(ttl[0]!.isPlanned)
  })

  it('looks a thousand times up and down from what is planned', () => {
    const { frontEnds } = curves({ frontEnds: 20_000, sharedBy: 1 })

    assert.deepEqual([frontEnds[0]!.value, frontEnds.at(-1)!.value], [30, 10_000_000])
  })

  it('tells the first number of front ends at which consumers evict, and nothing where none does', () => {
    assert.equal(curves(holding(100)).evictsFrom, 300)
    assert.equal(curves(holding(1e9)).evictsFrom, null)
  })
})
