import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Chart } from '../charts/chart.ts'
import { assertMarksAreData, describedMarks } from '../charts/described-marks.fixture.ts'
import { viewScales } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { changesMax } from './changes-chart.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { changeOf, comparisonOf, sweptComparison } from './comparison.fixture.ts'
import { firstComparisonView } from './comparison-view.ts'
import { shiftsMax } from './shift-charts.ts'

describe('comparisonCharts', () => {
  for (const chart of comparisonCharts(comparisonOf()))
    it(`has a described mark for each row of data: ${chart.id}`, async () => {
      await assertMarksAreData(chart)
    })

  it('says in each mark the figure, its change, the interval and the verdict', async () => {
    const [first] = await describedMarks(comparisonCharts(comparisonOf())[0]!)

    assert.match(first!, /^c01 put sealed p50: \+20\.0 % \(\+15\.0 % to \+25\.0 %\), ✘ regression; /)
  })

  it('tells verdicts apart by shape as well', async () => {
    const [chart] = comparisonCharts(comparisonOf())

    const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })

    for (const word of ['✘ regression', '✔ improvement', '? cannot tell'])
      assert.ok(svg.includes(`>${word}<`))
    const marks = [...svg.matchAll(/aria-roledescription="point"[^>]* d="([^"]*)"/g)]
    assert.equal(new Set(marks.map(([, shape]) => shape)).size, 3)
  })

  it('names the slowest quantile on its axis, and writes shares on axes as in texts', async () => {
    const [own] = comparisonOf().shifts
    const quantiles = [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]
    const points = quantiles.map((q) => ({ ...own!.points[0]!, q }))
    const [changes, shift] = comparisonCharts(comparisonOf({ shifts: [{ ...own!, points }] }))

    for (const width of [360, 1240]) {
      const svg = await drawSvg({ ...shift!, spec: shift!.spec(width) })
      assert.match(svg, /<text(?![^>]* opacity="0")[^>]*>p99\.9<\/text>/)
      assert.match(svg, /<text[^>]*>[+−]\d+(\.\d+)? %<\/text>/)
      assert.doesNotMatch(svg, /\d%</)
    }
    assert.doesNotMatch(await drawSvg({ ...changes!, spec: changes!.spec(920) }), /\d%</)
  })

  it('keeps small changes apart beside a very large one, and says how', async () => {
    const changes = [0.001, 0.04, 40].map((change) =>
      changeOf({ cellId: `c${change}`, change, ci95: [0.9 * change, 1.1 * change] }),
    )
    const [apart] = comparisonCharts(comparisonOf({ changes }))
    const [near] = comparisonCharts(comparisonOf({ changes: changes.slice(0, 2) }))

    const svg = await drawSvg({ ...apart!, spec: apart!.spec(920) })

    const [small, middle, large] = [
      ...svg.matchAll(/aria-roledescription="point"[^>]* transform="translate\(([\d.]+),/g),
    ]
      .map(([, x]) => Number(x))
      .toSorted((one, other) => one - other)
    assert.ok(middle! - small! > 40, `${small}, ${middle}, ${large}`)
    assert.match(apart!.howToRead, /logarithmic further out/)
    assert.doesNotMatch(near!.howToRead, /logarithmic/)
  })

  it('says how many figures have no interval and so no mark', () => {
    const [chart] = comparisonCharts(comparisonOf())
    const [whole] = comparisonCharts(comparisonOf({ changes: [changeOf()] }))

    assert.match(chart!.finding, /1 figure has no interval, and no mark/)
    assert.doesNotMatch(whole!.finding, /no interval/)
  })

  it('draws sixty changes, and says of more which are left out: never those with a verdict', () => {
    assert.doesNotMatch(ofChanges(changesMax).finding, /Drawn are/)
    const { finding, data } = ofChanges(changesMax + 1)
    assert.match(finding, /Drawn are 60 of 61 changes/)
    assert.equal(data.length, changesMax)
    assert.equal(data.at(-1)!['verdict'], 'regression')
    // Of the others the one that has moved least.
    assert.ok(!data.some(({ cell }) => cell === 'c0'))
  })

  it('draws twelve distributions, and says of more which are left out: those that moved least', () => {
    assert.doesNotMatch(ofShifts(shiftsMax)[0]!.finding, /Pictures are/)
    const charts = ofShifts(shiftsMax + 1)
    assert.equal(charts.length, shiftsMax)
    for (const { finding } of charts) assert.match(finding, /Pictures are of 12 of 13 distributions/)
    assert.ok(!charts.some(({ title }) => title.endsWith('cell c0')))
  })

  it('tells each quantile as a share and as time', () => {
    const { data, finding } = comparisonCharts(comparisonOf()).at(-1)!

    const [share, time] = ['share', 'ns'].map((wanted) =>
      data.find(({ changeIn, quantile }) => changeIn === wanted && quantile === 0.9),
    )
    assert.deepEqual([share!['value'], time!['value']], [0.18, 3600])
    assert.deepEqual([time!['low'], time!['high']].map(Number).map(Math.round), [2600, 4600])
    assert.match(finding, /p90 \+18\.0 % \(\+3\.6 us\)/)
  })

  for (const scale of viewScales)
    it(`draws changes as amounts, a panel for each unit, with what is tolerated of each figure: ${scale}`, async () => {
      const view = { ...firstComparisonView, change: 'amount', scale } as const
      const [chart] = comparisonCharts(sweptComparison(), view)

      await assertMarksAreData(chart!)
      const [first] = await describedMarks(chart!)
      assert.match(first!, /^c01 put sealed p50: \+2 us \(\+1 to \+3 us\), ✘ regression; /)
      const { changeAmount, lowAmount, highAmount, dimension } = chart!.data[0]!
      assert.deepEqual([changeAmount, dimension], [2000, 'duration'])
      assert.deepEqual([lowAmount, highAmount].map(Number).map(Math.round), [1000, 3000])
      const svg = await drawSvg({ ...chart!, spec: chart!.spec(920) })
      assert.doesNotMatch(svg, /NaN|undefined|Infinity/)
      for (const title of ['change, as time', 'change, in number']) assert.ok(svg.includes(`>${title}<`))
      assert.match(chart!.howToRead, scale === 'log' ? /logarithmic further out/ : / Axes are linear\./)
    })

  it('stands in the order that is chosen, and says how many figures are', () => {
    const swept = sweptComparison()
    const view = { ...firstComparisonView, operations: ['put'], sort: 'size' } as const
    const [chart] = comparisonCharts(swept, view)

    assert.match(chart!.finding, /^Chosen are 8 of 16 figures\. The largest increase: /)
    assert.deepEqual(
      chart!.data.slice(0, 3).map(({ cell }) => cell),
      ['c04', 'c01', 'c03'],
    )
    assert.equal(comparisonCharts(swept, { ...firstComparisonView, search: 'nowhere' }).length, 0)
  })

  it('names and puts first what is largest of each unit where changes are drawn as amounts', () => {
    const changes = [
      changeOf({ cellId: 'small', base: 1000, change: 0.5, reason: 'small moved' }),
      changeOf({
        cellId: 'calls',
        metric: 'kms.calls',
        dimension: 'count',
        base: 10,
        change: 0.9,
        reason: 'calls moved',
      }),
      changeOf({ cellId: 'large', base: 100_000, change: 0.1, reason: 'large moved' }),
      changeOf({ cellId: 'bytes', metric: 'stored.overheadBytes', dimension: 'size', base: 262, change: 0 }),
    ]
    const view = { ...firstComparisonView, sort: 'size' } as const
    const [shares] = comparisonCharts(comparisonOf({ changes }), view)
    const [amounts] = comparisonCharts(comparisonOf({ changes }), { ...view, change: 'amount' })

    assert.equal(shares!.finding, 'The largest increase: calls moved.')
    assert.deepEqual(cellsOf(shares!), ['calls', 'small', 'large', 'bytes'])
    assert.equal(
      amounts!.finding,
      'The largest increase as time is +10 us: large moved. None increased in bytes. The largest increase in number is +9: calls moved.',
    )
    assert.deepEqual(cellsOf(amounts!), ['large', 'small', 'bytes', 'calls'])
  })

  it('draws of too many amounts the largest of each unit', () => {
    const { changes } = withChanges(changesMax)
    const large = changeOf({ cellId: 'large', base: 1e9, change: 0.00001, verdict: 'no-difference' })
    const calls = changeOf({ ...large, cellId: 'calls', dimension: 'count', base: 144 })
    const [chart] = comparisonCharts(comparisonOf({ changes: [...changes, large, calls] }), {
      ...firstComparisonView,
      change: 'amount',
    })

    assert.match(chart!.finding, /The largest increase as time is \+10 us: .*Drawn are 60 of 62/)
    const drawn = new Set(chart!.data.map(({ cell }) => cell))
    assert.deepEqual(
      ['large', 'calls', 'c0', 'c1'].map((cell) => drawn.has(cell)),
      [true, true, false, false],
    )
  })

  it('says of figures below 0 the same direction as an amount and as a share', () => {
    const changes = [changeOf({ metric: 'put.overhead', base: -2000, candidate: -1000, change: 0.5 })]
    const [chart] = comparisonCharts(comparisonOf({ changes }), { ...firstComparisonView, change: 'amount' })

    assert.equal(chart!.data[0]!['changeAmount'], 1000)
  })

  it('names a distribution alike, whichever are chosen', () => {
    const charts = comparisonCharts(sweptComparison(), { ...firstComparisonView, cells: ['c02'] })

    assert.deepEqual(
      charts.map(({ id }) => id),
      ['changes', 'shift-3-put', 'shift-4-get'],
    )
    assert.match(charts[1]!.title, /cell c02$/)
  })

  it('shows quantiles from the median up where these are asked for', async () => {
    const [, shift] = comparisonCharts(comparisonOf(), { ...firstComparisonView, quantiles: 'upper' })

    await assertMarksAreData(shift!)
    assert.deepEqual(
      shift!.table.rows.map(([quantile]) => quantile),
      ['p50', 'p90', 'p99'],
    )
    assert.match(shift!.howToRead, /from the median of the records to the slowest/)
  })

  it('draws quantiles that became faster, and none that moved', async () => {
    const [shift] = comparisonOf().shifts
    const moved = (change: number) =>
      comparisonOf({
        shifts: [
          { ...shift!, points: shift!.points.map((point) => ({ ...point, change, ci95: [change, change] })) },
        ],
      })

    for (const change of [-0.5, 0]) {
      const chart = comparisonCharts(moved(change)).at(-1)!
      assert.doesNotMatch(await drawSvg({ ...chart, spec: chart.spec(340) }), /NaN|undefined|Infinity/)
      await assertMarksAreData(chart)
    }
    assert.match(comparisonCharts(moved(-0.5)).at(-1)!.finding, /p50 −50\.0 % \(−10 us\)/)
  })
})

function cellsOf({ data }: Chart) {
  return data.map(({ cell }) => cell)
}

function ofChanges(count: number): Chart {
  return comparisonCharts(withChanges(count))[0]!
}

function ofShifts(count: number): Chart[] {
  return comparisonCharts(withShifts(count)).filter(({ id }) => id.startsWith('shift-'))
}

/** The last is the only regression, and has moved least but for the first. */
function withChanges(count: number): Comparison {
  const changes = Array.from({ length: count }, (_, index) =>
    changeOf({ cellId: `c${index}`, change: 0.001 * index, verdict: 'no-difference' }),
  )
  return comparisonOf({
    changes: changes.map((change, index) =>
      index === count - 1 ? { ...change, change: 0.0001, verdict: 'regression' } : change,
    ),
  })
}

/** Each has moved further than the one before. */
function withShifts(count: number): Comparison {
  const [shift] = comparisonOf().shifts
  return comparisonOf({
    shifts: Array.from({ length: count }, (_, index) => ({
      ...shift!,
      cellId: `c${index}`,
      points: shift!.points.map((point) => ({ ...point, change: 0.01 * index })),
    })),
  })
}
