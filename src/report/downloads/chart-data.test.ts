import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Chart } from '../charts/chart.ts'
import { firstView } from '../data/view.ts'
import { chartCsv, chartJson } from './chart-data.ts'

const chart: Chart = {
  id: 'sweep',
  title: 'A sweep',
  howToRead: 'Further up is longer.',
  finding: 'c01 is first.',
  spec: () => assert.fail('what is behind a picture needs no drawing'),
  table: { columns: [{ label: 'cell' }], rows: [['c01']] },
  data: [
    { cell: 'c01', p50Ns: 7000 },
    { cell: 'c,02', p50Ns: null, usd: 1.5 },
  ],
}
const source = { kind: 'run', id: '20261126T000000Z-0000', scenario: '<script>' } as const

describe('chartCsv', () => {
  it('has a column for each name in any row, and nothing where a row has no figure', () => {
    assert.deepEqual(chartCsv(chart).trimEnd().split(/\r?\n/), ['cell,p50Ns,usd', 'c01,7000,', '"c,02",,1.5'])
  })

  it('has nothing but an empty line of names where no mark says anything', () => {
    assert.equal(chartCsv({ ...chart, data: [] }).trim(), '')
  })
})

describe('chartJson', () => {
  it('says what the picture is, where it comes from and how it was looked at', () => {
    const text = chartJson(chart, source, { ...firstView, cells: ['c01'] })
    const { picture, view, rows, units, ...said } = JSON.parse(text)

    assert.ok(text.endsWith('}\n'))
    assert.equal(picture, 'sweep')
    assert.deepEqual(view, { ...firstView, cells: ['c01'] })
    assert.deepEqual(rows, chart.data)
    assert.match(units, /^Base units/)
    const { title, howToRead, finding } = chart
    assert.deepEqual(said, { title, howToRead, finding, source })
  })

  it('has no view where nothing can be chosen', () => {
    assert.ok(!('view' in JSON.parse(chartJson(chart, source, undefined))))
  })
})
