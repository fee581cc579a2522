import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { reportDataOf } from '../data/report-data.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { differencesChart } from './differences.ts'

const { run, logOf } = storedRun({ recordsPerCell: 5000, sweep: {} })
const { detailOf } = reportDataOf(run, logOf)

describe('differencesChart', () => {
  it('describes a mark for each row of its data', async () => {
    for (const chart of chartsOf()) await assertMarksAreData(chart)
  })

  it('shows nearly all records of A/B and of A/A, and counts the rest', () => {
    const { data, finding } = chartsOf()[0]!

    for (const comparison of ['sealed minus plain (A/B)', 'plain minus plain (A/A)']) {
      const rows = data.filter((row) => row['comparison'] === comparison)
      const records = rows.reduce((sum, row) => sum + Number(row['records']), 0)
      assert.ok(records > 4900 && records <= 5000, `${comparison}: ${records}`)
    }
    assert.match(
      finding,
      /^In c01, sealing adds \S+ us \(.*\) to half of the records or more\. .* of 5,000 records/,
    )
  })

  it('heeds operations, arms and unit: calls have no A/A', () => {
    assert.deepEqual(
      chartsOf({ operations: ['get'] }).map(({ id }) => id),
      ['differences-get'],
    )
    assert.deepEqual(chartsOf({ arms: ['plain', 'sealed'] }), [])
    assert.match(chartsOf({ unit: 'call' })[0]!.title, /call by call$/)
  })
})

function chartsOf(changes: Partial<View> = {}) {
  return differencesChart(chartInput(run, { view: { ...firstView, ...changes }, detailOf }))
}
