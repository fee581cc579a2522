import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Crossing, Run } from '../../run-store/run-format.ts'
import { firstView } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { crossoverChart } from './crossover.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'

const sizes = ['1 KiB', '64 KiB', '1 MiB']
const crossing: Crossing = {
  claimIds: ['put-overhead'],
  parameter: 'records.size',
  dimension: 'size',
  metric: 'put.overhead',
  statistic: 'p50',
  bound: '<= 0.2 ms',
  estimate: 200_000,
  ci95: [150_000, null],
}

describe('crossoverChart', () => {
  it('has a mark with its interval for each size and operation', async () => {
    const chart = chartOf(runOf(sizes))!

    await assertMarksAreData(chart)
    assert.equal(chart.data.length, 6)
    for (const { lowNs, estimateNs, highNs } of chart.data)
      assert.ok(lowNs! < estimateNs! && estimateNs! < highNs!)
  })

  it('says and shows where the bound stops holding', async () => {
    const chart = chartOf({ ...runOf(sizes), crossings: [crossing] })!

    const svg = await drawSvg({ ...chart, spec: chart.spec(920) })

    assert.match(chart.finding, /holds up to records\.size 195 KiB and fails beyond/)
    assert.match(svg, /put crosses at 195 KiB/)
    assert.match(svg, /claimed: &lt;= 0\.2 ms/)
    assert.match(chartOf(runOf(sizes))!.finding, /No place is known/)
  })

  it('shows bounds and crossings of the unit of the view alone', async () => {
    const run = runOf(sizes)
    const ofCall: Crossing = { ...crossing, unit: 'call', estimate: 400_000, bound: '<= 0.9 ms' }
    const perCall = { text: '<= 0.9 ms', op: '<=', value: 900_000 } as const
    const [claim, ...others] = run.claims
    const both: Run = {
      ...run,
      claims: [claim!, { ...claim!, id: 'of-calls', unit: 'call', bound: perCall }, ...others],
      crossings: [crossing, ofCall],
    }

    const shown = await Promise.all(
      (['record', 'call'] as const).map(async (unit) => {
        const [chart] = crossoverChart(chartInput(both, { view: { ...firstView, unit } }))
        const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })
        return [...svg.matchAll(/claimed: &lt;= (.*?)</g), ...svg.matchAll(/crosses at (.*?)</g)].map(
          ([, text]) => text,
        )
      }),
    )

    assert.deepEqual(shown, [
      ['0.2 ms', '195 KiB'],
      ['0.9 ms', '391 KiB'],
    ])
  })

  it('is left out below three sizes, and where no quantity is swept', () => {
    assert.equal(chartOf(runOf(sizes.slice(0, 2))), undefined)
    assert.equal(chartOf(storedRun({ recordsPerCell: 50 }).run), undefined)
  })

  it('follows the operations of the view', () => {
    const [chart] = crossoverChart(
      chartInput(runOf(sizes), { view: { ...firstView, operations: ['get'], scale: 'linear' } }),
    )

    assert.deepEqual(new Set(chart!.data.map(({ operation }) => operation)), new Set(['get']))
  })
})

function runOf(values: readonly string[]): Run {
  return storedRun({ recordsPerCell: 6000, sweep: { 'records.size': values } }).run
}

function chartOf(run: Run) {
  return crossoverChart(chartInput(run))[0]
}
