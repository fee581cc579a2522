/**
 * Which exit code a comparison ends with, and the reasons that it names for it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { changeOf, compared, ofVerdict, steady } from './compare-runs.fixture.ts'
import { runGroup } from './compared-runs.ts'
import { comparedRun, medianPut, runsOf } from './comparison.fixture.ts'

describe('compareRuns: the exit code', () => {
  const invalid = runGroup('new', [comparedRun({ cells: [{ verdict: 'invalid' }] })])

  it('is 7 where a cell of the candidate is valid in no run, and names the reason', () => {
    const comparison = compared({ candidate: invalid })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 is invalid: the generator lagged'])
  })

  for (const verdict of ['valid', 'absent'] as const)
    it(`is 0 where a cell is ${verdict} in another run`, () => {
      const candidate = runGroup('new', [...invalid.runs, comparedRun({ cells: [{ verdict }] })])

      assert.equal(compared({ candidate }).exitCode, 0)
    })

  it('is 7 where fewer than half of the runs of a cell are valid, as those may be the fast ones', () => {
    const half = compared({
      candidate: verdicts('valid', 'invalid', 'invalid', 'valid'),
    })
    const most = compared({
      candidate: verdicts('invalid', 'invalid', 'valid', 'invalid'),
    })

    assert.equal(half.exitCode, 0)
    assert.equal(half.warnings.length, 2)
    assert.match(half.warnings[0]!, /does not count in cell c01, as that is invalid: the generator lagged$/)
    assert.equal(most.exitCode, 7)
    assert.deepEqual(most.reasons, ['cell c01 is invalid in 3 of 4 runs: the generator lagged'])
  })

  it('is 7 where most runs of the candidate ended before the cell, and names them', () => {
    const cutOff = comparedRun({})
    const ended = { ...cutOff, run: { ...cutOff.run, status: 'interrupted' as const, cells: [] } }

    const comparison = compared({ candidate: runGroup('new', [comparedRun({}), ended, ended]) })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 is missing in 2 of 3 runs: the run is not whole'])
    assert.match(comparison.warnings[0]!, /of new is not whole: 0 of 1 cells, interrupted$/)
  })

  it('is 7 where no run of the base counts, and shows no zero for it', () => {
    const comparison = compared({
      base: verdicts('invalid'),
      candidate: runsOf('new', steady),
      questions: [medianPut],
    })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c01 of the base is invalid: the generator lagged'])
    assert.deepEqual([comparison.changes[0]!.verdict, comparison.changes[0]!.candidate], ['withheld', 20_000])
  })

  it('says of a cell that only the candidate has that it is compared with nothing', () => {
    const candidate = runGroup('new', [comparedRun({ cells: [{}, { id: 'c02' }] })])

    assert.deepEqual(compared({ candidate }).warnings, [
      'cell c02 is not in old, and is compared with nothing',
    ])
  })

  it('is 7 where the candidate has lost a cell that some run of the base has', () => {
    const two = comparedRun({ cells: [{}, { id: 'c02' }] })
    const base = runGroup('old', [comparedRun({}), two])

    const comparison = compared({ base, candidate: runGroup('new', [comparedRun({})]) })

    assert.equal(comparison.exitCode, 7)
    assert.deepEqual(comparison.reasons, ['cell c02 is missing in new'])
  })

  it('is 4 for a regression, whatever else is broken', () => {
    const candidate = runGroup('new', [
      comparedRun({ cells: [{ calls: 999 }, { id: 'c02', verdict: 'invalid' }] }),
    ])

    const comparison = compared({ base: runGroup('old', [comparedRun()]), candidate })

    assert.equal(comparison.exitCode, 4)
    assert.deepEqual(
      comparison.reasons.map((reason) => reason.slice(0, 19)),
      ['kms.calls of cell c', 'cell c02 is invalid'],
    )
  })

  it('is 6 if a median might have hidden what must be found, and somebody is strict', () => {
    const single = { base: runsOf('old', [20_000]), candidate: runsOf('new', [20_000]), isStrict: true }
    const { detectable } = changeOf(compared(single), 'put.sealed.serviceTime', 'p50')

    const [found, blind] = [0, 0.001].map((less) => compared({ ...single, mustFind: detectable! - less }))

    assert.deepEqual([found!.verdict, found!.exitCode], ['no-difference', 0])
    assert.deepEqual([blind!.verdict, blind!.exitCode], ['inconclusive', 6])
    assert.match(blind!.reasons[0]!, /may be missed, where .* must be found: take more repetitions$/)
  })

  it('is 6 if nothing can be told, and somebody is strict', () => {
    const base = runsOf('old', steady, { samples: 10 })
    const options = { base, candidate: base, questions: [medianPut] }

    assert.equal(compared({ ...options, isStrict: false }).exitCode, 0)
    assert.equal(compared({ ...options, isStrict: true }).exitCode, 6)
    assert.equal(compared({ isStrict: true }).exitCode, 0)
  })
})

function verdicts(...all: readonly ('valid' | 'invalid')[]) {
  return runGroup('new', all.map(ofVerdict))
}
