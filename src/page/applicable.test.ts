import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { storedRun } from '../report/run.fixture.ts'
import { applicable } from './applicable.ts'

describe('applicable', () => {
  it('has all but units of a run whose calls are its records', () => {
    const { run } = storedRun({ recordsPerCell: 50 })

    assert.deepEqual([...applicable(run)], ['cells', 'operations', 'arms', 'time', 'scale', 'percentiles'])
  })

  it('has units where calls hold several records', () => {
    const { run } = storedRun({ recordsPerCell: 50 })
    const cells = run.cells.map((cell) => ({
      ...cell,
      get: {
        ...cell.get,
        perCall: { ...cell.get.perCall, sealed: { ...cell.get.perCall.sealed, count: 5 } },
      },
    }))

    assert.ok(applicable({ cells }).has('unit'))
  })

  it('has neither cells nor operations of one cell without consumers', () => {
    const { run } = storedRun({ sweep: {}, hasConsumers: false, recordsPerCell: 50 })

    assert.deepEqual([...applicable(run)], ['arms', 'time', 'scale', 'percentiles'])
  })

  it('has nothing where nothing was measured', () => {
    assert.equal(applicable(storedRun({ recordsPerCell: 0 }).run).size, 0)
    assert.equal(applicable({ cells: [] }).size, 0)
  })
})
