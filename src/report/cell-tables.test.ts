import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellTables } from './cell-tables.ts'
import { firstView, type ViewArm } from './data/view.ts'
import { describeDuration } from '../units/quantity.ts'
import { storedRun } from './run.fixture.ts'

const { run } = storedRun({ recordsPerCell: 300 })

describe('cellTables', () => {
  it('has one for each operation that was measured and one for KMS, with a row for each cell', () => {
    const tables = cellTables(run, firstView)

    assert.deepEqual(
      tables.map(({ id, table, cells }) => [id, table.rows.length, cells.length]),
      [
        ['cells-put', 10, 10],
        ['cells-get', 10, 10],
        ['cells-kms', 10, 10],
      ],
    )
    const alone = storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 100 })
    assert.deepEqual(
      cellTables(alone.run, firstView).map(({ id }) => id),
      ['cells-put', 'cells-kms'],
    )
    assert.deepEqual(cellTables({ ...run, cells: [] }, firstView), [])
  })

  it('shows the cells, operations, arms, percentiles and time of the view', () => {
    const [table, kms, ...others] = cellTables(run, {
      ...firstView,
      cells: ['c03', 'c05'],
      operations: ['get'],
      arms: ['sealed'],
      percentiles: [50, 99.99],
      time: 'responseTime',
    })

    const { serviceTime, responseTime } = run.cells[2]!.get.sealed
    assert.deepEqual(
      [table, kms].map((one) => one?.id),
      ['cells-get', 'cells-kms'],
    )
    assert.deepEqual(others, [])
    assert.deepEqual(table?.table.columns.map(({ label }) => label).slice(3, 5), ['p50', 'p99.99'])
    assert.deepEqual(table?.table.rows[0]?.slice(0, 5), [
      'c03',
      '1 min',
      '5 min',
      describeDuration(responseTime.p50),
      describeDuration(responseTime.p9999),
    ])
    assert.notEqual(responseTime.p9999, serviceTime.p9999)
  })

  it('shows figures of calls where the view asks for them', () => {
    const cells = run.cells.map((cell) => ({
      ...cell,
      put: {
        ...cell.put,
        perCall: { ...cell.put.perCall, sealed: { ...cell.put.perCall.sealed, p50: 123_000 } },
      },
    }))

    const [table] = cellTables(
      { ...run, cells },
      { ...firstView, unit: 'call', arms: ['sealed'], percentiles: [50] },
    )

    assert.equal(table?.title, 'Cells: put, time per call')
    assert.equal(table.table.rows[0]?.[3], '123 us')
  })

  it('gives delta the place of overhead where only that is chosen', () => {
    assert.ok(!groupsOf(firstView.arms).has('delta'))
    assert.ok(groupsOf(['plain', 'delta']).has('delta'))
  })

  it('sorts by figures rather than by what they read as, parameters in the order of the sweep', () => {
    const [put] = cellTables(run, firstView)

    const sealed = put!.table.columns.findIndex(({ group, label }) => group === 'sealed' && label === 'p99')
    for (const [index, { put: result }] of put!.cells.entries())
      assert.equal(put!.keys[index]?.[sealed], result.sealed.serviceTime.p99)
    assert.deepEqual(put!.keys.map(([cell, ttl]) => [cell, ttl]).slice(0, 4), [
      [0, 0],
      [1, 0],
      [2, 1],
      [3, 1],
    ])
  })
})

function groupsOf(arms: readonly ViewArm[]): ReadonlySet<string | undefined> {
  return new Set(cellTables(run, { ...firstView, arms })[0]?.table.columns.map(({ group }) => group))
}
