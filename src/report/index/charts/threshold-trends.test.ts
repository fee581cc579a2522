import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ThresholdResult } from '../../../run-store/run-format.ts'
import { assertMarksAreData, describedMarks } from '../../charts/described-marks.fixture.ts'
import { chartView } from '../../vega.ts'
import { firstIndexView, type IndexView } from '../index-view.ts'
import { indexOf, runsOfDays } from '../run-index.fixture.ts'
import { indexCharts } from './registry.ts'

const threshold: ThresholdResult = {
  expression: 'put.sealed.serviceTime.p99 < 1 ms',
  cellId: 'c01',
  passed: true,
  actual: 700_000,
  bound: 1e6,
  reason: '',
}

const tightened = [
  [threshold],
  [threshold],
  [
    {
      ...threshold,
      expression: 'put.sealed.serviceTime.p99 <= 0.6 ms',
      bound: 600_000,
      passed: false,
    },
  ],
]

describe('thresholdTrendsChart', () => {
  it('has the figure of each run, and the bound that its scenario asked for, as one trend', async () => {
    const chart = trendsOf(tightened)!

    assert.deepEqual(
      chart.data.map(({ figure, comparison, bound, result }) => [figure, comparison, bound, result]),
      [
        [700_000, '<', 1e6, 'passed'],
        [700_000, '<', 1e6, 'passed'],
        [700_000, '<=', 600_000, 'failed'],
      ],
    )
    await assertMarksAreData(chart)
    const marks = await describedMarks(chart)
    assert.match(
      marks.at(-1)!,
      /^put\.sealed\.serviceTime\.p99, c01, run \S+: 0?\.?7\d* \S+; failed; asked for &lt;= 0\.6 ms; sealbench/,
    )
  })

  it('draws the bound as a rule with a step, and tells of the change', async () => {
    const chart = trendsOf(tightened)!

    assert.match(
      chart.finding,
      /^One or more fail in 1 of 3 runs, last in \S+-0002\. Bounds that changed: put\.sealed\.serviceTime\.p99, c01: < 1 ms, <= 0\.6 ms since \S+-0002\. /,
    )
    const svg = await chartView(chart.spec(600)).toSVG()
    const dashed = [...svg.matchAll(/<path[^>]* d="([^"]+)"[^>]*stroke-dasharray="5,3"/g)]
    assert.equal(dashed.length, 1)
    const heights = new Set([...dashed[0]![1]!.matchAll(/[ML][\d.]+,([\d.]+)/g)].map(([, y]) => y))
    assert.equal(heights.size, 2)
  })

  it('says that all pass where all do, and nothing of bounds that stay', () => {
    assert.equal(
      trendsOf([[threshold], [threshold]])!.finding,
      'All of them pass in every run shown. No point stands out from the runs before it.',
    )
  })

  it('keeps bounds from below and from above apart, and cells', () => {
    const least = { ...threshold, expression: 'put.sealed.serviceTime.p99 > 1 us', bound: 1000 }
    const both = [threshold, least, { ...threshold, cellId: 'c02' }]

    const { columns } = trendsOf([both, both])!.table

    assert.equal(columns.length, 2 + 3)
  })

  it('has no point where nothing was measured, which fails, and is not there where no run has a figure', () => {
    const missing = { ...threshold, actual: null, passed: false }

    const chart = trendsOf([[threshold], [missing], [threshold]])!

    assert.equal(chart.data.length, 2)
    assert.match(chart.finding, /^One or more fail in 1 of 3 runs, last in \S+-0001\./)
    assert.equal(trendsOf([[missing], [missing]]), undefined)
    assert.equal(trendsOf([[], []]), undefined)
  })

  it('judges each of two bounds on one figure by itself, and keeps to each where the other changes', () => {
    const wide = { ...threshold, expression: 'put.sealed.serviceTime.p99 <= 100 ms', bound: 1e8 }
    const narrow = {
      ...threshold,
      expression: 'put.sealed.serviceTime.p99 <= 1 us',
      bound: 1e3,
      passed: false,
    }
    const narrower = { ...narrow, expression: 'put.sealed.serviceTime.p99 <= 0.5 us', bound: 500 }

    const chart = trendsOf([
      [wide, narrow],
      [narrow, wide],
      [wide, narrower],
    ])!

    assert.deepEqual(
      chart.data.map(({ bound, result }) => [bound, result]),
      [
        [1e3, 'failed'],
        [1e3, 'failed'],
        [500, 'failed'],
        [1e8, 'passed'],
        [1e8, 'passed'],
        [1e8, 'passed'],
      ],
    )
    assert.match(
      chart.finding,
      /^One or more fail in 3 of 3 runs, .* Bounds that changed: \S+, c01: <= 1 us, <= 0\.5 us since \S+-0002\. /,
    )
    assert.deepEqual(
      chart.table.rows.map((row) => row.slice(2).map((text) => text[0])),
      Array.from({ length: 3 }, () => ['✘', '✔']),
    )
  })

  it('tells once of a figure that stands out, however many thresholds bound it', () => {
    const wide = { ...threshold, expression: 'put.sealed.serviceTime.p99 <= 100 ms', bound: 1e8 }
    const days = [1, 1, 1, 1, 1, 1, 1.3].map((factor) =>
      [threshold, wide].map((each) => ({ ...each, actual: 700_000 * factor })),
    )

    assert.match(
      trendsOf(days)!.finding,
      /Standing out from the runs before, newest first: put\.sealed\.serviceTime\.p99, c01 in \S+-0006\.$/,
    )
  })

  it('counts failures of thresholds that it leaves out, for their number or for want of a figure', () => {
    const many = Array.from({ length: 13 }, (_, at) => ({ ...threshold, cellId: `c${at + 10}` }))
    const missing = { ...threshold, actual: null, passed: false }

    assert.match(
      trendsOf([many, [...many, missing]])!.finding,
      /^One or more fail in 1 of 2 runs, last in \S+-0001\. .* The picture leaves out 2 thresholds of 14, 1 of them without a figure in any run shown\.$/,
    )
    assert.match(trendsOf([many, many])!.finding, /^All of them pass .* leaves out 1 threshold of 13\.$/)
    assert.doesNotMatch(trendsOf([many.slice(1), many.slice(1)])!.finding, /leaves out/)
  })

  it('shows first what fails in the newest run, then what failed in any that is shown', () => {
    const cells = Array.from({ length: 14 }, (_, at) => ({ ...threshold, cellId: `c${at + 10}` }))
    const failing = (...ids: readonly string[]) =>
      cells.map((each) => ({ ...each, passed: !ids.includes(each.cellId) }))

    const chart = trendsOf([failing('c22'), failing('c23')])!

    assert.deepEqual([...new Set(chart.data.map(({ cell }) => cell))].slice(0, 3), ['c23', 'c22', 'c10'])
    assert.match(chart.finding, /^One or more fail in 2 of 2 runs, last in \S+-0001\./)
  })

  it('is of the cells that are chosen', () => {
    const both = [threshold, { ...threshold, cellId: 'c02' }]

    const chart = trendsOf([both, both], { cells: ['c02'] })!

    assert.deepEqual(new Set(chart.data.map(({ cell }) => cell)), new Set(['c02']))
  })
})

/** Of runs with these thresholds, oldest first. */
function trendsOf(thresholds: readonly ThresholdResult[][], view: Partial<IndexView> = {}) {
  const index = indexOf(runsOfDays(thresholds.map((own) => ({ changes: { thresholds: own } }))))
  return indexCharts(index, { ...firstIndexView, figures: ['thresholds'], ...view })[0]
}
