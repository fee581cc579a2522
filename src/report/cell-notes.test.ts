import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellNotes } from './cell-notes.ts'
import { storedRun } from './run.fixture.ts'

describe('cellNotes', () => {
  it('tells of dropped records and whose the times are then', () => {
    const { run } = storedRun({ recordsPerCell: 100, sweep: { 'load.maxInFlight': ['10', '1000'] } })
    const [few, many] = run.cells

    const notes = cellNotes({ ...run, cells: [{ ...few!, drops: 1, records: 4000 }, many!] })

    assert.equal(notes.length, 2)
    assert.match(notes[0]!, /1 record was dropped beside the 4,000 measured.*times are those of the rest/)
  })
})
