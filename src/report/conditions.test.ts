import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, Run } from '../run-store/run-format.ts'
import type { Drift } from '../run-store/steady-state-format.ts'
import { conditionNotes } from './conditions.ts'
import { storedRun } from './run.fixture.ts'

const { run: stored } = storedRun({ sweep: { 'keyCache.ttl': ['1 min', '5 min'] }, recordsPerCell: 500 })

describe('conditionNotes', () => {
  it('says what the harness itself costs, as a share of the shortest medians, and that it is not subtracted', () => {
    const [note, ...rest] = conditionNotes(costing(200))

    assert.match(
      note!,
      /^The harness’s own cost is at most 200 ns a record \(1\.\d %.+sealed p50, 3\.\d %.+plain one\), not subtracted\.$/,
    )
    assert.deepEqual(rest, [])
  })

  it('says that times are upper bounds where it is more than a tenth of a sealed record', () => {
    assert.doesNotMatch(conditionNotes(costing(500))[0]!, /upper bounds/)
    assert.match(conditionNotes(costing(5000))[0]!, /more than 10 %: take times for upper bounds/)
  })

  it('names cells that were not steady, each with what the plain arm did', () => {
    const steady = drifting({ share: 0.3, p: 0.01 }, { share: -0.1, p: 0.0001 })
    const [note, ...rest] = conditionNotes(drifting({ share: -0.14, p: 0.002 }))

    assert.deepEqual(conditionNotes(steady), [])
    assert.match(
      note!,
      /1 min.*: the median of a sealed put went down by 14 % from the first third .+\(p = 0\.002\), that of a plain one up by 1 %/,
    )
    assert.equal(rest.length, 0)
  })

  it('names three and counts the others', () => {
    const drift = { share: 0.2, p: 0.001 }
    const { run } = storedRun({ sweep: { 'keyCache.ttl': ['1 s', '2 s', '3 s'] }, recordsPerCell: 500 })
    const cells = run.cells.map((cell) => ({ ...cell, steadyState: steadyStateOf(drift, drift) }))

    const notes = conditionNotes({ ...run, cells })

    assert.equal(notes.length, 4)
    assert.equal(notes[3], 'Nor were 3 more series steady.')
  })

  it('says how much of the machine others used, from a tenth on', () => {
    assert.deepEqual(conditionNotes(beside(0.09)), [])
    assert.match(conditionNotes(beside(0.456))[0]!, /^Other processes used up to 46 % of the CPU/)
  })

  it('says nothing of a run that does not know', () => {
    assert.deepEqual(conditionNotes(stored), [])
  })
})

function costing(nullServiceNs: number): Run {
  return { ...stored, calibration: { ...stored.calibration, nullServiceNs } }
}

/** The first cell drifts. */
function drifting(sealed: Drift, plain: Drift = { share: 0.01, p: 0.5 }): Run {
  return withFirst({ steadyState: steadyStateOf(sealed, plain) })
}

function steadyStateOf(sealed: Drift, plain: Drift): NonNullable<CellResult['steadyState']> {
  return {
    warmUp: { records: 2000, isSettled: true },
    put: { plain, sealed },
    get: { plain: { share: 0, p: 1 }, sealed: { ...sealed, share: sealed.share === 0.2 ? 0.2 : 0 } },
    gc: { count: 0, totalNs: 0, longestNs: 0 },
  }
}

function beside(othersShare: number): Run {
  const interference = {
    elapsedNs: 1e9,
    stolenNs: null,
    stealShare: null,
    othersShare,
    ownCores: 1,
    loadAverage1Min: 1,
    throttledPeriods: null,
    throttledShare: null,
    pressureShare: null,
    majorFaults: 0,
    involuntarySwitches: 0,
  }
  return withFirst({ interference })
}

function withFirst(more: Partial<CellResult>): Run {
  const [first, ...others] = stored.cells
  return { ...stored, cells: [{ ...first!, ...more }, ...others] }
}
