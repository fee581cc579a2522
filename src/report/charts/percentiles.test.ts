import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { mergeBuckets, quantile } from '../../statistics/buckets.ts'
import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import type { Chart } from './chart.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData, describedMarks } from './described-marks.fixture.ts'
import { percentilesChart } from './percentiles.ts'

const { run, logOf } = storedRun({ recordsPerCell: 4000 })
const { detailOf } = reportDataOf(run, logOf)
const claim = { ...run.claims.find(({ metric }) => metric === 'put.overhead')!, cellId: 'c01' }

describe('percentilesChart', () => {
  it('describes a mark for each row of its data, on either scale, of one cell and of several', async () => {
    for (const scale of ['log', 'linear'] as const)
      for (const chart of [...chartsOf({ scale }), ...chartsOf({ scale, cells: ['c01', 'c02'] })])
        await assertMarksAreData(chart)
  })

  it('tells the exact value of a percentile with its interval', async () => {
    const [chart] = chartsOf()
    const row = chart!.data.find(({ curve, percentile }) => curve === 'sealed' && percentile === 99)!

    const texts = await describedMarks(chart!)

    assert.equal(row['ns'], quantile(mergeBuckets(logOf('c01').get('put.sealed.serviceTime')!), 0.99))
    const [low, high] = [Number(row['lowNs']), Number(row['highNs'])]
    assert.ok(low < row['ns'] && row['ns'] < high)
    assert.ok(
      texts.some((text) => /^c01, sealed, p99: \S+ us \(\S+ to \S+ us\)$/.test(text)),
      texts.join('\n'),
    )
  })

  it('heeds operations, arms, time and unit', () => {
    const curvesOf = (changes: Partial<View>) => [
      ...new Set(chartsOf(changes).flatMap(({ data }) => data.map(({ curve }) => curve))),
    ]

    assert.deepEqual(
      chartsOf({ operations: ['get'] }).map(({ id }) => id),
      ['percentiles-get'],
    )
    assert.deepEqual(curvesOf({ arms: ['plain', 'delta'] }), ['plain', 'delta per record'])
    assert.deepEqual(curvesOf({ arms: ['delta'], unit: 'call' }), ['delta per call'])
    assert.match(chartsOf({ time: 'responseTime' })[0]!.title, /^Response time of a put/)
    assert.match(chartsOf({ unit: 'call', time: 'responseTime' })[0]!.title, /^Service time of a call of put/)
  })

  it('marks where a claim stops holding, where its curve is drawn', () => {
    const reaching = { ...run, claims: [{ ...claim, holdsUpToPercentile: 97.5 }] }
    const crossingsOf = (changes: Partial<View>) =>
      chartsOf(changes, reaching)[0]!.data.filter((row) => 'claim' in row)

    assert.deepEqual(crossingsOf({}), [
      { cell: 'c01', claim: claim.id, percentile: 97.5, ns: claim.bound.value },
    ])
    assert.deepEqual(crossingsOf({ arms: ['plain'] }), [])
    assert.deepEqual(crossingsOf({ time: 'responseTime' }), [])
    assert.deepEqual(crossingsOf({ unit: 'call' }), [])
  })

  it('marks no crossing beyond the end of the curves', () => {
    const everywhere = { ...run, claims: [{ ...claim, holdsUpToPercentile: 100 }] }

    const [chart] = chartsOf({}, everywhere)

    assert.ok(chart!.data.every((row) => !('claim' in row)))
    assert.match(chart!.finding, /holds everywhere measured/)
  })

  it('says how many of the chosen cells have no room', () => {
    const ids = run.cells.map(({ id }) => id)

    assert.doesNotMatch(chartsOf({ cells: ids.slice(0, 6) })[0]!.finding, /left out/)
    assert.match(
      chartsOf({ cells: ids.slice(0, 7) })[0]!.finding,
      /1 chosen cell is left out: there is room for 6\.$/,
    )
  })

  it('lets the names of claims and parameters be text', async () => {
    const hostile = {
      ...run,
      claims: [{ ...claim, id: '<script>alert(1)</script>', holdsUpToPercentile: 97.5 }],
    }

    const texts = await describedMarks(chartsOf({}, hostile)[0]!)

    assert.ok(texts.some((text) => text.includes('&lt;script')))
  })
})

function chartsOf(changes: Partial<View> = {}, of = run): readonly Chart[] {
  const view = { ...firstView, ...changes }
  const cells = view.cells.length === 0 ? of.cells : of.cells.filter(({ id }) => view.cells.includes(id))
  return percentilesChart(chartInput(of, { view, cells, focus: cells[0]!, detailOf }))
}
