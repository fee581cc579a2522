import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun, type StoredRun } from '../run.fixture.ts'
import type { Chart } from './chart.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { percentilesByCellChart } from './percentiles-by-cell.ts'

const ten = storedRun({ recordsPerCell: 2000 })

describe('percentilesByCellChart', () => {
  it('describes a mark for each row of its data', async () => {
    for (const chart of chartsOf(ten)) await assertMarksAreData(chart)
    await assertMarksAreData(chartsOf(ten, { scale: 'linear' })[0]!)
  })

  it('has the figures of the run, with intervals, in the order of the sweep', () => {
    const [chart] = chartsOf(ten)

    const sealed = chart!.data.filter(({ arm, percentile }) => arm === 'sealed' && percentile === 'p90')

    assert.deepEqual(
      sealed.map(({ cell, ns }) => [cell, ns]),
      ten.run.cells.map(({ id, put }) => [id, put.sealed.serviceTime.p90]),
    )
    assert.ok(sealed.every(({ lowNs, highNs }) => lowNs !== null && highNs !== null))
  })

  it('names the cells where figures differ as people read them', () => {
    assert.equal(
      findingOf(4_070_100, 4_070_200),
      'Sealed, p99.9 of the service time of a put is 4.07 ms in every cell.',
    )
    assert.match(
      findingOf(4_070_100, 4_080_200),
      /is shortest in c01 \(0 s · 5 min\) with 4\.07 ms and longest in c02 .* with 4\.08 ms\.$/,
    )
  })

  it('speaks of a percentile that every cell is drawn with', () => {
    assert.match(chartsOf(ten)[0]!.finding, /^Sealed, p99 of the service time of a put/)
  })

  it('heeds percentiles, time, unit, arms and cells', () => {
    const { put } = ten.run.cells[1]!
    const rowsOf = (changes: Partial<View>) =>
      chartsOf(ten, { cells: ['c02', 'c03'], arms: ['sealed'], ...changes })[0]!.data

    assert.deepEqual(
      rowsOf({ percentiles: [50, 90], time: 'responseTime' }).map(
        ({ cell, percentile }) => `${cell} ${percentile}`,
      ),
      ['c02 p50', 'c02 p90', 'c03 p50', 'c03 p90'],
    )
    assert.equal(rowsOf({ percentiles: [99], time: 'responseTime' })[0]!['ns'], put.sealed.responseTime.p99)
    assert.equal(rowsOf({ percentiles: [50], unit: 'call' })[0]!['ns'], put.perCall.sealed.p50)
    assert.deepEqual(chartsOf(ten, { cells: ['c02'] }), [])
    assert.deepEqual(chartsOf(ten, { arms: ['overhead'] }), [])
  })

  it('leaves out percentiles that too few records lie beyond, but never the median', () => {
    const few = storedRun({ recordsPerCell: 99, sweep: { 'put.batch': ['1', '2'] } })

    const percentiles = new Set(chartsOf(few)[0]!.data.map(({ percentile }) => percentile))

    assert.deepEqual([...percentiles], ['p50'])
  })

  it('shows the 40 cells with the longest tails, and says how many it leaves out', () => {
    const [all] = chartsOf(many(40))
    const [most] = chartsOf(many(41))

    assert.doesNotMatch(all!.finding, /left out/)
    assert.match(
      most!.finding,
      /1 cell has a shorter tail than those drawn and is left out of the picture\.$/,
    )
    assert.equal(new Set(most!.data.map(({ cell }) => cell)).size, 40)
    assert.match(most!.howToRead, /Intervals are left out beyond 24 cells/)
  })
})

/** Of two cells whose sealed puts have these p99.9. */
function findingOf(...p999: number[]): string {
  const cells = ten.run.cells.slice(0, p999.length).map((cell, index) => {
    const { sealed } = cell.put
    const serviceTime = { ...sealed.serviceTime, count: 10_000, p999: p999[index]! }
    return { ...cell, put: { ...cell.put, sealed: { ...sealed, serviceTime } } }
  })
  return chartsOf({ ...ten, run: { ...ten.run, cells } })[0]!.finding
}

function many(count: number): StoredRun {
  return storedRun({ recordsPerCell: 40, hasConsumers: false, sweep: { 'put.batch': numbers(count) } })
}

function numbers(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${index + 1}`)
}

function chartsOf({ run, logOf }: StoredRun, changes: Partial<View> = {}): readonly Chart[] {
  const view = { ...firstView, ...changes }
  const cells = view.cells.length === 0 ? run.cells : run.cells.filter(({ id }) => view.cells.includes(id))
  const { detailOf } = reportDataOf(run, logOf)
  return percentilesByCellChart(chartInput(run, { view, cells, focus: cells[0]!, detailOf }))
}
