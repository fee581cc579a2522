import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { noDetail, type CellDetail, type TimeMap } from '../data/cell-detail.ts'
import { firstView } from '../data/view.ts'
import { drawSvg } from '../draw-svg.ts'
import { storedRun } from '../run.fixture.ts'
import { colours } from '../theme.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData, describedMarks } from './described-marks.fixture.ts'
import { latencyOverTimeChart } from './latency-over-time.ts'

const { run } = storedRun({ recordsPerCell: 50, sweep: {} })

const map: TimeMap = {
  times: [0, 1800e9, 3600e9],
  edges: [1000, 10_000, 100_000, 1e6],
  counts: [
    [90, 10, 0],
    [40, 58, 2],
  ],
}

describe('latencyOverTimeChart', () => {
  it('says below what the records of each stretch of time lie, and what was asked of KMS in it', () => {
    const { table, finding } = chartOf({ put: map })

    assert.deepEqual(
      table.rows.map((row) => row.slice(0, 6)),
      [
        ['0 ns', '30 min', '100', '10 us', '100 us', '100 us'],
        ['30 min', '1 h', '100', '100 us', '1 ms', '1 ms'],
      ],
    )
    assert.match(
      finding,
      /less than 100 us in the calmest stretch of time and 1 ms in the slowest, 30 min to 1 h, with/,
    )
  })

  it('says of the first stretch of time how far it goes, and not where the clock begins', async () => {
    const calm = { ...map, counts: map.counts.toReversed() }

    assert.match(chartOf({ put: calm }).finding, /1 ms in the slowest, up to 30 min, with/)
    assert.match((await describedMarks(chartOf({ put: map })))[0]!, /^up to 30 min: 100 records, /)
  })

  it('counts each KMS call in one stretch of time', () => {
    const { data } = chartOf({ put: map })
    const { GenerateDataKey, Decrypt } = run.cells[0]!.kms.calls

    const calls = data.reduce((sum, column) => sum + Number(column['calls']), 0)

    assert.equal(calls, GenerateDataKey + Decrypt)
  })

  it('has a mark to point at for each stretch of time', async () => {
    await assertMarksAreData(chartOf({ put: map }))
  })

  it('draws neighbouring rows that are as strong as each other as one block', async () => {
    const alike = { ...map, times: [0, 3600e9], counts: [[10, 10, 80]] }
    const apart = { ...map, times: [0, 3600e9], counts: [[10, 80, 10]] }

    assert.deepEqual([await blocksOf(alike), await blocksOf(apart)], [2, 3])
  })

  it('says in a legend which shade is which share of a column’s records', async () => {
    const chart = chartOf({ put: map })

    const svg = await drawSvg({ ...chart, spec: chart.spec(340) })

    assert.deepEqual(
      [...svg.matchAll(/>([\d.]+ %[^<]*)</g)]
        .map(([, share]) => share)
        .filter((share) => !share!.includes('below')),
      ['1 %', '10 %', '100 %'],
    )
  })

  it('follows the operations of the view, and is left out where times are not known', () => {
    const both = { put: map, get: map }

    assert.deepEqual(idsOf(both), ['latency-over-time-put', 'latency-over-time-get'])
    assert.deepEqual(idsOf(both, ['get']), ['latency-over-time-get'])
    assert.deepEqual(idsOf({}), [])
  })
})

function chartsOf(overTime: CellDetail['overTime'], operations = firstView.operations) {
  const view = { ...firstView, operations }
  return latencyOverTimeChart(chartInput(run, { view, detailOf: () => ({ ...noDetail, overTime }) }))
}

function chartOf(overTime: CellDetail['overTime']) {
  const [chart] = chartsOf(overTime)
  assert.ok(chart)
  return chart
}

function idsOf(overTime: CellDetail['overTime'], operations = firstView.operations): string[] {
  return chartsOf(overTime, operations).map(({ id }) => id)
}

async function blocksOf(of: TimeMap): Promise<number> {
  const chart = chartOf({ put: of })
  const svg = await drawSvg({ ...chart, spec: chart.spec(920) })
  return [...svg.matchAll(new RegExp(`<path[^>]*fill="${colours.plain}"(?![^>]*stroke=)`, 'g'))].length
}
