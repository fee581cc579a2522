import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'
import { assertMarksAreData } from '../charts/described-marks.fixture.ts'
import { firstView } from '../data/view.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planCharts } from './plan-charts.ts'
import { analysisOf, cellOf, estimateOf, planOf, simulationOf } from './plan.fixture.ts'
import { verificationOf } from './plans.fixture.ts'

describe('planCharts', () => {
  for (const chart of planCharts(wholePlan()))
    it(`has a described mark for each row of data: ${chart.id}`, async () => {
      await assertMarksAreData(chart)
    })

  it('gives the data behind a picture in base units, as they are drawn', () => {
    const plan = wholePlan()
    const dataOf = (wanted: string) => planCharts(plan).find(({ id }) => id === wanted)!.data

    const { checks } = plan.verification!
    assert.deepEqual(
      dataOf('verification').map(({ sigmas }) => sigmas),
      checks.map(({ sigmas }) => sigmas),
    )
    const { points } = plan.curves.find(({ knob }) => knob === 'ttl')!
    assert.deepEqual(
      dataOf('against-ttl').flatMap(({ encryptionUsd }) => encryptionUsd ?? []),
      points.map(({ encryptionUsd }) => encryptionUsd),
    )
    const [cell] = plan.cells
    const [encryption, whole] = ['encryption', 'with the stream'].map((panel) =>
      dataOf('bill')
        .filter((row) => row['panel'] === panel && row['cell'] === cell!.id)
        .reduce((sum, { usd }) => sum + Number(usd), 0),
    )
    assert.ok(Math.abs(encryption! - cell!.bill.encryptionUsd) < 1e-9 * encryption!)
    assert.ok(Math.abs(whole! - cell!.bill.totalUsd) < 1e-9 * whole!)
  })

  it('draws forty cells and says how many more there are', () => {
    assert.equal(limitedOf(40).length, 3)
    for (const { finding } of limitedOf(40)) assert.doesNotMatch(finding, /Drawn are/)
    for (const { finding, data } of limitedOf(41)) {
      assert.match(finding, /Drawn are the first 40 of 41 cells\./)
      assert.ok(data.every(({ cell }) => cell !== 'c40'))
    }
  })

  it('draws exposure once where it is the same in all cells', () => {
    const alike = planOf({ cells: [cellOf(), cellOf({ id: 'c02' })] })
    const chart = planCharts(alike).find(({ id }) => id === 'exposure')!

    assert.ok(chart.data.every(({ cell }) => cell === 'c01'))
    assert.match(chart.finding, /the same in all cells/)
  })

  it('draws the forty figures of a verification that lie furthest apart, and names five that disagree', () => {
    const [check] = verificationOf().checks
    const chartOf = (count: number) => {
      const checks = Array.from({ length: count }, (_, index) => ({
        ...check!,
        figure: `figure ${index}`,
        sigmas: 5 + index,
        agrees: false,
      }))
      return planCharts(planOf({ verification: { ...verificationOf(), checks } })).find(
        ({ id }) => id === 'verification',
      )!
    }

    assert.doesNotMatch(chartOf(40).finding, /Drawn are/)
    assert.match(
      chartOf(41).finding,
      /and 36 more\. Drawn are the 40 figures of 41 that lie furthest apart\./,
    )
    assert.ok(!chartOf(41).data.some(({ figure }) => figure === 'figure 0'))
  })

  it('draws the cells that are chosen, and all where none is', () => {
    assert.deepEqual(cellsOf(['c1']), new Set(['c1']))
    assert.deepEqual(cellsOf([]), new Set(['c0', 'c1', 'c2']))
  })

  it('has as many described marks as rows, whatever the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlan(), async (plan) => {
        for (const chart of planCharts(plan)) await assertMarksAreData(chart, [340])
      }),
      { numRuns: 10 },
    )
  })
})

/** Pictures with a row for each of so many cells. */
function limitedOf(count: number): readonly Chart[] {
  return planCharts(withCells(count)).filter(({ id }) => ['outcomes', 'exposure', 'bill'].includes(id))
}

/** In each of which records are lost. */
function withCells(count: number): Plan {
  const simulation = simulationOf({ lost: estimateOf(7) })
  return planOf({
    cells: Array.from({ length: count }, (_, index) => {
      const { exposure, ...others } = analysisOf()
      const analysis = { ...others, exposure: { ...exposure, opensForS: 300 + index } }
      return cellOf({ id: `c${index}`, simulation, analysis })
    }),
  })
}

/** Ids of the cells in a picture that has a row for each, where the view chooses `cells`. */
function cellsOf(cells: readonly string[]): ReadonlySet<unknown> {
  const charts = planCharts(withCells(3), { ...firstView, cells })
  return new Set(charts.find(({ id }) => id === 'bill')!.data.map(({ cell }) => cell))
}
