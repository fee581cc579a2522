import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'
import { assertMarksAreData } from '../charts/described-marks.fixture.ts'
import { drawSvg } from '../draw-svg.ts'
import { firstPlanView } from './plan-view.ts'
import { arbitraryPlan, wholePlan } from './arbitrary-plan.fixture.ts'
import { planChartIds, planCharts } from './plan-charts.ts'
import { analysisOf, cellOf, estimateOf, planOf, simulationOf } from './plan.fixture.ts'
import { choicesOf, curvesOf, millionOf, sweepOf, verificationOf } from './plans.fixture.ts'
import { timeGridOf } from './time-grid.fixture.ts'

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

  it('has a busiest second within the quota up to it, and above it beyond', () => {
    const [curve] = curvesOf()
    const findingOf = (busiestSecond: number) => {
      const points = curve!.points.map((point) => ({ ...point, busiestSecond }))
      const charts = planCharts(planOf({ curves: [{ ...curve!, points }] }))
      return charts.find(({ id }) => id === 'against-ttl')!.finding
    }

    assert.match(
      findingOf(10_000),
      /The busiest second stays within the quota of 10,000 \/s everywhere here\.$/,
    )
    assert.match(findingOf(10_001), /The busiest second is above the quota of 10,000 \/s at /)
  })

  it('draws the cells that are chosen, and all where none is', () => {
    assert.deepEqual(cellsOf(['c1']), new Set(['c1']))
    assert.deepEqual(cellsOf([]), new Set(['c0', 'c1', 'c2']))
  })

  it('looks around the first chosen cell, which title, finding and data name, and around no other', () => {
    const [curve] = curvesOf()
    const points = curve!.points.map((point) => ({ ...point, encryptionUsd: 2 * point.encryptionUsd }))
    const timeGrid = timeGridOf().map((point) => ({ ...point, encryptionUsd: 2 * point.encryptionUsd }))
    const plan = planOf({
      cells: ['c01', 'c02', 'c03'].map((id) => cellOf({ id, params: { 'fleet.frontEnds': id } })),
      curves: [curve!],
      timeGrid: timeGridOf(),
      otherOutlooks: [{ cell: 'c02', curves: [{ ...curve!, points }], timeGrid }],
    })
    const shown = (...cells: string[]) =>
      planCharts(plan, { ...firstPlanView, cells }).filter(({ id }) => lookedAround.includes(id))

    for (const [charts, id] of [
      [shown(), 'c01'],
      [shown('c02', 'c03'), 'c02'],
    ] as const) {
      assert.equal(charts.length, 2)
      for (const { title, finding, data } of charts) {
        assert.match(title, new RegExp(`, ${id}$`))
        assert.match(finding, new RegExp(`^Of ${id} \\(fleet\\.frontEnds ${id}\\)\\. `))
        assert.ok(data.every(({ cell }) => cell === id))
      }
    }
    assert.equal(usdOf(shown('c02'))['value'], 2 * Number(usdOf(shown())['value']))
    assert.deepEqual(shown('c03'), [])
  })

  it('has as many described marks as rows, whatever the numbers', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryPlan(), async (plan) => {
        for (const chart of planCharts(plan)) await assertMarksAreData(chart, [340])
      }),
      { numRuns: 10 },
    )
  })

  it('has pictures of known names alone, each of them where all is to be shown', () => {
    assert.deepEqual(idsOf(wholePlan()).toSorted(), [...planChartIds].toSorted())
  })

  it('has no picture of nothing', () => {
    const { series } = simulationOf()
    const silent = {
      ...series,
      bins: series.bins.map((bin) => ({ ...bin, attempts: 0, busiestSecond: 0 })),
    }

    assert.deepEqual(idsOf(planOf({ cells: [cellOf({ simulation: null })] })), ['exposure', 'bill'])
    assert.deepEqual(idsOf(planOf({ cells: [cellOf({ simulation: simulationOf({ series: silent }) })] })), [
      'exposure',
      'bill',
    ])
    assert.deepEqual(
      idsOf(planOf({ curves: [{ ...curvesOf()[0]!, points: curvesOf()[0]!.points.slice(0, 1) }] })),
      ['calls-over-time', 'exposure', 'bill'],
    )
    assert.deepEqual(idsOf(planOf({ verification: { ...verificationOf(), checks: [] } })), [
      'calls-over-time',
      'exposure',
      'bill',
    ])
  })

  it('compares outcomes of two cells or more, where something goes wrong', () => {
    const [first, second] = sweepOf().cells as [Plan['cells'][number], Plan['cells'][number]]

    assert.ok(idsOf(planOf({ cells: [first, second] })).includes('outcomes'))
    assert.ok(!idsOf(planOf({ cells: [first] })).includes('outcomes'))
    assert.ok(!idsOf(planOf({ cells: [cellOf(), cellOf({ id: 'c02' })] })).includes('outcomes'))
  })

  it('puts the quota into the picture of calls where it is near, else says how far it is', async () => {
    assert.match(await drawn(sweepOf(), 'calls-over-time'), /quota 10,000 \/s</)
    assert.match(
      await drawn(millionOf(), 'calls-over-time'),
      /quota 10,000 \/s: 2,232 times as high as this axis ↑</,
    )
  })

  it('draws another quota for as long as it holds', async () => {
    const { series } = simulationOf()
    const otherQuotas = [{ fromS: 1800, toS: 2400, perSecond: 2 }]
    const cell = cellOf({ simulation: simulationOf({ series: { ...series, otherQuotas } }) })

    const svg = await drawn(planOf({ cells: [cell] }), 'calls-over-time')

    assert.match(svg, />quota 2 \/s</)
    assert.match(svg, />quota 10,000 \/s: /)
  })

  it('labels each quota where it holds', async () => {
    const otherQuotas = [{ fromS: 300, toS: 600, perSecond: 15_000 }]
    const [first] = sweepOf().cells
    const simulation = { ...first!.simulation!, series: { ...first!.simulation!.series, otherQuotas } }

    const svg = await drawn(planOf({ cells: [{ ...first!, simulation }] }), 'calls-over-time')

    assert.match(svg, /text-anchor="start" transform="translate\(0,[^>]*>quota 10,000 \/s</)
    assert.match(svg, /text-anchor="end"[^>]*>quota 15,000 \/s</)
  })

  it('says of curves which quota holds in the busiest second, where a disturbance sets another', () => {
    const points = curvesOf()[1]!.points.map((point) =>
      point.value > 100 ? { ...point, busiestQuota: 5000 } : point,
    )
    const { finding, table } = planCharts(planOf({ curves: [{ knob: 'frontEnds', points }] })).find(
      ({ id }) => id === 'against-fleet-size',
    )!

    assert.match(
      finding,
      /above the quota that holds then \(5,000 to 10,000 \/s\) at 10,000, 100,000, 1,000,000\./,
    )
    assert.ok(table.columns.some(({ label }) => label === 'quota then'))
  })

  it('sets cost against exposure where no setting lets records wait', () => {
    const choices = choicesOf()
    const options = choices.options.map((option) => ({ ...option, waitP99S: 0 }))

    assert.equal(titleOf(planOf({ choices })), 'Cost against wait of each setting')
    assert.equal(
      titleOf(planOf({ choices: { ...choices, options } })),
      'Cost against exposure of each setting',
    )
  })

  it('says why a setting falls out, and which is planned', async () => {
    const svg = await drawn(planOf({ choices: choicesOf() }), 'pareto-front')

    assert.match(
      svg,
      /keyCache\.ttl 1 min, keyCache\.jitter 0: 1,555\.20 USD, [^"]* ✘ costs 1555 USD, more than 400"/,
    )
    assert.match(svg, />as planned</)
  })

  it('has a mark for each check, and those far out at the edge', async () => {
    const svg = await drawn(planOf({ verification: verificationOf() }), 'verification')

    for (const { figure, one, other, sigmas } of verificationOf().checks)
      assert.ok(
        svg.includes(`${figure}, ${one} against ${other}: ${String(sigmas).replace('-', '−')} sigmas"`),
        figure,
      )
  })
})

/** Of the first setting of the grid. */
function usdOf(charts: readonly Chart[]) {
  return charts[0]!.data.find(({ measure }) => measure === 'encryptionUsd')!
}

/** Pictures of one cell. */
const lookedAround = ['ttl-and-rotation', 'against-ttl']

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
  const charts = planCharts(withCells(3), { ...firstPlanView, cells })
  return new Set(charts.find(({ id }) => id === 'bill')!.data.map(({ cell }) => cell))
}

/** Of the picture of choices. */
function titleOf(plan: Plan): string | undefined {
  return planCharts(plan).find(({ id }) => id === 'pareto-front')?.title
}

function idsOf(plan: Plan): string[] {
  return planCharts(plan).map(({ id }) => id)
}

function drawn(plan: Plan, wanted: string): Promise<string> {
  const { id, title, spec } = planCharts(plan).find((chart) => chart.id === wanted)!
  return drawSvg({ id, title, spec: spec(920) })
}
