import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { moneyNotes } from './money-note.ts'
import { storedRun } from './run.fixture.ts'

const { run } = storedRun({ recordsPerCell: 50, sweep: { 'keyCache.ttl': ['5 min', '1 h'] } })

describe('moneyNotes', () => {
  it('says how many times the calls of the run are taken', () => {
    assert.deepEqual(moneyNotes(run), [
      'USD per 30 days extrapolate the calls of the run: 1 h of calls times 720, and the KMS key.',
    ])
  })

  it('warns of a run that is shorter than a life of key material, and not of one that is as long', () => {
    const [first, second] = run.cells
    const shorter = { ...run, cells: [first!, { ...second!, scenarioTimeNs: 3599e9 }] }

    assert.match(moneyNotes(shorter)[0]!, /of calls times 72[01](?: to |,)/)
    assert.match(moneyNotes(shorter)[1]!, /^Caution: c02 \(1 h\) ran for less than keyCache\.ttl 1 h, /)
    for (const [section, key] of [
      ['keyCache', 'rotation'],
      ['readerCache', 'ttl'],
    ] as const) {
      const notes = moneyNotes({ ...run, scenario: { ...run.scenario, [section]: { [key]: '2 h' } } })
      assert.match(notes[1]!, new RegExp(`and 1 more ran for less than ${section}\\.${key} 2 h`))
    }
  })

  it('says nothing where no scenario time has passed', () => {
    const cells = run.cells.map((cell) => ({ ...cell, scenarioTimeNs: 0 }))

    assert.deepEqual(moneyNotes({ ...run, cells }), [])
  })
})
