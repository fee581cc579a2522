import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { reportDataOf } from '../data/report-data.ts'
import type { View } from '../data/view.ts'
import { topicOf } from '../page-topics.ts'
import { storedRun } from '../run.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { checkChartIds } from '../stills/write-stills.ts'
import { chartIds, chartsOf } from './registry.ts'

const sweeps = {
  'two parameters': { 'keyCache.ttl': ['0 s', '5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
  'strategies and sizes': {
    'envelope.suite': ['aes-256-gcm-siv', 'xaes-256-gcm'],
    'records.size': ['1 KiB', '64 KiB', '1 MiB'],
  },
}
const changed: View = {
  cells: ['c01'],
  operations: ['put'],
  arms: ['sealed', 'overhead'],
  time: 'responseTime',
  unit: 'call',
  scale: 'linear',
  percentiles: [90, 99],
}

describe('chartsOf', () => {
  for (const [swept, sweep] of Object.entries(sweeps)) {
    const { run, logOf } = storedRun({ recordsPerCell: 500, sweep })
    const data = reportDataOf(run, logOf)

    it(`has a described mark for each row of data in every picture: ${swept}`, async () => {
      const charts = chartsOf(data)

      assert.ok(charts.length > 5)
      assert.equal(new Set(charts.map(({ id }) => id)).size, charts.length)
      for (const chart of charts) await assertMarksAreData(chart, [920])
    })

    it(`has one of another view as well: ${swept}`, async () => {
      for (const chart of chartsOf(data, changed)) await assertMarksAreData(chart, [340])
    })

    it(`draws no picture that chartIds does not have: ${swept}`, () => {
      checkChartIds(
        chartsOf(data).map(({ id }) => id),
        chartIds,
      )
    })

    it(`has a topic for each picture below the first screen: ${swept}`, () => {
      for (const { id } of chartsOf(data).slice(1)) assert.notEqual(topicOf(id).id, 'topic-others', id)
    })
  }

  it('draws nothing where nothing was measured', () => {
    const { run, logOf } = storedRun({ recordsPerCell: 50, sweep: {} })

    assert.deepEqual(chartsOf(reportDataOf({ ...run, cells: [] }, logOf)), [])
  })
})
