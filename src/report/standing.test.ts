import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult, Run } from '../run-store/run-format.ts'
import { storedRun } from './run.fixture.ts'
import { standingLines } from './standing.ts'

const { run } = storedRun({ recordsPerCell: 200 })

describe('standingLines', () => {
  it('says of a whole run that its cells are valid, and what it does not tell', () => {
    assert.deepEqual(standingLines(run), [
      { topic: 'validity', standing: 'good', text: 'all 10 cells valid' },
      { topic: 'thresholds', standing: 'good', text: 'the one passed' },
      { topic: 'steady state', standing: 'untold', text: 'not told by this run' },
      { topic: 'interference', standing: 'untold', text: 'not told by this run' },
      { topic: 'KMS calls', standing: 'good', text: 'those that theory predicts' },
    ])
  })

  it('names two cells that are not valid, counts the others, and those that did not run', () => {
    const cells = withCells((cell, index) =>
      index < 3 ? { ...cell, validity: { verdict: 'invalid', reasons: [`fault ${index}`] } } : cell,
    )

    const [validity] = standingLines({ ...run, cells, cellsPlanned: 12 })

    assert.equal(validity?.standing, 'bad')
    assert.equal(
      validity.text,
      '3 of 10 cells not valid; 2 cells not run: c01 (0 s · 5 min) invalid: fault 0; c02 (0 s · 1 h) invalid: fault 1; 1 more',
    )
  })

  it('warns of a run that is not whole though its cells are valid', () => {
    const [validity] = standingLines({ ...run, status: 'interrupted', cellsPlanned: 11 })

    assert.deepEqual(validity, {
      topic: 'validity',
      standing: 'caution',
      text: 'all 10 cells valid; 1 cell not run',
    })
  })

  it('has something to say where no cell has been measured', () => {
    const lines = standingLines({ ...run, cells: [] })

    assert.equal(lines[0]?.text, 'no cell has been measured; 10 cells not run')
    assert.equal(lines[0].standing, 'bad')
  })

  it('names thresholds that failed', () => {
    const [first] = run.thresholds
    const thresholds = [first!, { ...first!, passed: false }]

    assert.equal(
      lineOf('thresholds', { ...run, thresholds })?.text,
      '1 of 2 failed: put.sealed.serviceTime.p99 < 1 ms in c05',
    )
  })

  it('tells a drift from a settled run, and a warm-up that had not settled from both', () => {
    assert.equal(lineOf('steady state', steady(0.1, true))?.standing, 'good')
    assert.equal(lineOf('steady state', steady(0.11, true))?.standing, 'caution')
    assert.match(lineOf('steady state', steady(0.11, true))?.text ?? '', /sealed put went up by 11 %/)
    assert.match(
      lineOf('steady state', steady(0.1, false))?.text ?? '',
      /^no drift, but the warm-up of 10 of 10 cells/,
    )
  })

  it('calls a machine quiet up to a tenth of its CPU', () => {
    assert.deepEqual(lineOf('interference', noisy(0.099, null)), {
      topic: 'interference',
      standing: 'good',
      text: 'at most 9.9 % of the CPU used by others, – stolen, 0 % throttled',
    })
    assert.equal(lineOf('interference', noisy(0.1, null))?.standing, 'caution')
    assert.equal(lineOf('interference', noisy(0, 0.1))?.standing, 'caution')
  })

  it('says where KMS calls are not those of theory', () => {
    const cells = withCells((cell, index) => {
      const verdict = index === 0 ? 'disagrees' : index === 1 ? 'none' : 'agrees'
      return { ...cell, kms: { ...cell.kms, oracle: { ...cell.kms.oracle, verdict } } }
    })

    assert.deepEqual(lineOf('KMS calls', { ...run, cells }), {
      topic: 'KMS calls',
      standing: 'bad',
      text: 'not those that theory predicts in 1 of 9 cells: c01 (0 s · 5 min)',
    })
  })
})

const quiet = {
  elapsedNs: 1e9,
  stolenNs: null,
  stealShare: null,
  othersShare: 0,
  ownCores: 1,
  loadAverage1Min: 1,
  throttledPeriods: 0,
  throttledShare: 0,
  pressureShare: null,
  majorFaults: 0,
  involuntarySwitches: 0,
}

function withCells(change: (cell: CellResult, index: number) => CellResult): CellResult[] {
  return run.cells.map(change)
}

function lineOf(topic: string, stored: Run) {
  return standingLines(stored).find((line) => line.topic === topic)
}

function steady(share: number, isSettled: boolean): Run {
  const calm = { share: 0.02, p: 0.5 }
  const steadyState = {
    warmUp: { records: 100, isSettled },
    put: { plain: calm, sealed: { share, p: 0.001 } },
    get: null,
    gc: { count: 0, totalNs: 0, longestNs: 0 },
  }
  return { ...run, cells: withCells((cell) => ({ ...cell, steadyState })) }
}

function noisy(othersShare: number, stealShare: number | null): Run {
  const interference = { ...quiet, othersShare, stealShare }
  return { ...run, cells: withCells((cell) => ({ ...cell, interference })) }
}
