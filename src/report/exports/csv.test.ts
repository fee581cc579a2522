import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { parse } from 'csv-parse/sync'

import { csv } from './csv.ts'
import { everyComparison, everyRun, hostileComparison, hostileRun, validRun } from './exported.fixture.ts'

type Row = Readonly<Record<string, string>>

/** Refuses rows that are shorter or longer than the heading. */
function rowsOf(text: string): Row[] {
  return parse(text, { columns: true, relax_column_count: false, record_delimiter: '\r\n' })
}

describe('csv', () => {
  it('has a row for each cell, operation, arm and time', () => {
    const run = everyRun()

    const rows = rowsOf(csv.ofRuns!([run]))

    assert.equal(rows.length, 4 * 2 * (3 * 3 + 3))
    assert.partialDeepStrictEqual(rows[0], {
      run: run.id,
      cell: 'c01',
      'keyCache.ttl': '1 min',
      operation: 'put',
      arm: 'plain',
      time: 'serviceTime',
      p50Ns: String(run.cells[0]!.put.plain.serviceTime.p50),
      p50LowNs: '',
    })
    assert.equal(rows.find(({ validity }) => validity === 'invalid')?.['cell'], 'c03')
  })

  it('has the intervals of overheads', () => {
    const run = validRun()

    const row = rowsOf(csv.ofRuns!([run])).find(({ arm }) => arm === 'overhead')!

    const { estimateNs, ci95Ns } = run.cells[0]!.put.overhead.p50
    assert.deepEqual(
      [row['p50Ns'], row['p50LowNs'], row['p50HighNs'], row['maxNs']],
      [String(estimateNs), String(ci95Ns![0]), String(ci95Ns![1]), ''],
    )
  })

  it('has the parameters of all runs', () => {
    const other = validRun()
    const cells = other.cells.map((cell) => ({ ...cell, params: { 'envelope.suite': 'aes' } }))

    const rows = rowsOf(csv.ofRuns!([validRun(), { ...other, id: 'other', cells }]))

    assert.deepEqual(
      [rows.at(0)!, rows.at(-1)!].map((row) => [row['keyCache.ttl'], row['envelope.suite']]),
      [
        ['1 min', ''],
        ['', 'aes'],
      ],
    )
  })

  it('has a row for each change of a comparison', () => {
    const rows = rowsOf(csv.ofComparison!(everyComparison()))

    assert.deepEqual(
      rows.map((row) => [row['cell'], row['metric'], row['verdict'], row['change']]),
      [
        ['c01', 'put.overhead', 'regression', '0.2'],
        ['c01', 'put.sealed.serviceTime', 'no-difference', '0.01'],
        ['c01', 'put.overhead', 'withheld', '0.3'],
        ['c02', 'kms.calls', 'improvement', ''],
      ],
    )
  })

  it('keeps to its columns and holds no formula, whatever a scenario is called', () => {
    for (const text of [csv.ofRuns!([hostileRun()]), csv.ofComparison!(hostileComparison())]) {
      const fields = rowsOf(text).flatMap((row) => [...Object.keys(row), ...Object.values(row)])

      assert.deepEqual(
        fields.filter((field) => /^[=+@-]/.test(field) && Number.isNaN(Number(field))),
        [],
      )
    }
  })
})
