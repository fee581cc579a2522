import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { headline } from './overview.ts'
import { plantedNote } from './planted.ts'
import { storedRun } from './run.fixture.ts'

describe('plantedNote', () => {
  it('says nothing where nothing is planted', () => {
    assert.equal(plantedNote({ scenario: {} }), undefined)
    assert.equal(plantedNote({ scenario: { planted: {}, sweep: { 'keyCache.ttl': ['1 s'] } } }), undefined)
  })

  it('names each fault as the scenario does, and each value that is swept', () => {
    const planted = { slowdown: '2 us', stall: { at: '5 s', length: '100 ms' } }
    const note = plantedNote({ scenario: { planted, sweep: { 'planted.slowdown': ['0 s', '2 us'] } } })

    assert.match(
      note!,
      /^A FAULT IS PLANTED.*: planted\.stall\.at 5 s, planted\.stall\.length 100 ms, planted\.slowdown 0 s or 2 us\./,
    )
  })

  it('opens the headline of every report', () => {
    const { run } = storedRun({ recordsPerCell: 100 })
    const scenario = { ...run.scenario, planted: { slowdown: '2 us' } }

    assert.match(headline({ ...run, scenario }), /^A FAULT IS PLANTED.* claims/)
  })
})
