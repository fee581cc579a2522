import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { storedRun } from '../run.fixture.ts'
import { noDetail } from './cell-detail.ts'
import { packedRun, unpackedRun } from './page-data.ts'
import { packedDetail } from './packed-detail.ts'
import { reportDataOf } from './report-data.ts'

const sweep = { 'keyCache.ttl': ['1 min', '5 min'] }
const { run, logOf } = storedRun({ sweep, recordsPerCell: 500 })
const report = reportDataOf(run, logOf)
const { data, details } = packedRun(report)

describe('packedRun', () => {
  it('has a run without what no picture uses, and says what it is', () => {
    const [first] = run.cells
    const cell = { ...first!, kms: { ...first!.kms, byFrontEnd: { fe1: {} } } }
    const busy = { ...run, cells: [cell] } as unknown as typeof run

    const { kind, run: packed } = JSON.parse(packedRun(reportDataOf(busy, logOf)).data)

    assert.equal(kind, 'run')
    assert.deepEqual(packed.cells[0].kms, { ...cell.kms, byFrontEnd: {} })
    assert.deepEqual(packed.cells[0].put, JSON.parse(JSON.stringify(cell.put)))
    assert.doesNotMatch(JSON.stringify(packed), /"slowest":\[\{/)
    assert.match(JSON.stringify(busy), /"slowest":\[\{/)
    assert.deepEqual(packed.claims, JSON.parse(JSON.stringify(run.claims)))
  })

  it('has a line of details for each cell, in their order', () => {
    assert.deepEqual(
      details.split('\n').map((line) => JSON.parse(line)),
      run.cells.map(({ id }) => packedDetail(report.detailOf(id))),
    )
  })
})

describe('unpackedRun', () => {
  const unpacked = unpackedRun(JSON.parse(data).run, details)

  it('has the details that were packed, each read once', () => {
    for (const { id } of run.cells) {
      assert.deepEqual(unpacked.detailOf(id), report.detailOf(id))
      assert.equal(unpacked.detailOf(id), unpacked.detailOf(id))
    }
  })

  it('has none of a cell that is not there, or came without any', () => {
    assert.equal(unpacked.detailOf('c99'), noDetail)
    assert.equal(unpackedRun(run, '').detailOf('c01'), noDetail)
  })
})
