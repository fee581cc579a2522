import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { everyComparison, everyRun } from './exported.fixture.ts'
import { findingsOfComparison, findingsOfRun } from './findings.ts'

describe('findingsOfRun', () => {
  const findings = findingsOfRun(everyRun())
  const told = (about: string) =>
    findings
      .filter((finding) => finding.about === about)
      .map(({ outcome, verdict }) => `${outcome} ${verdict}`)

  it('takes a run that is not whole for an error, even with no cell at all', () => {
    const cut = findingsOfRun({ ...everyRun(), status: 'running', cells: [], claims: [], thresholds: [] })

    assert.deepEqual(
      cut.map(({ about, cell, outcome, verdict }) => [about, cell, outcome, verdict]),
      [['run', '0 of 4 cells', 'error', 'running']],
    )
    assert.match(cut[0]!.reason, /The run has not finished: 0 of 4 cells so far/)
    assert.deepEqual(told('run'), ['passed complete'])
  })

  it('tells of an oracle that disagrees, and fails nothing for it', () => {
    const run = everyRun()
    const [first] = run.cells
    const oracle = { ...first!.kms.oracle, verdict: 'disagrees' as const }
    const disagreeing = { ...run, cells: [{ ...first!, kms: { ...first!.kms, oracle } }] }

    const about = findingsOfRun(disagreeing).filter((finding) => finding.about === 'oracle')

    assert.deepEqual(
      about.map(({ outcome, verdict }) => `${outcome} ${verdict}`),
      ['skipped disagrees'],
    )
    assert.deepEqual(told('oracle'), [])
  })

  it('takes a cell that is not valid for an error, and one that is absent for skipped', () => {
    assert.deepEqual(told('cells'), ['passed valid', 'passed valid', 'error invalid', 'skipped absent'])
  })

  it('takes a refuted claim for failed, an inconclusive one for skipped, an invalid one for an error', () => {
    assert.deepEqual(told('claims'), [
      'passed holds',
      'passed holds',
      'skipped inconclusive',
      'passed holds',
      'failed refuted',
      'error invalid',
    ])
  })

  it('says nothing by a threshold whose cell is not valid, kept or not', () => {
    assert.deepEqual(told('thresholds'), [
      'passed passed',
      'failed failed',
      'error invalid',
      'skipped absent',
    ])
  })

  it('gives every finding a name of its own within its cell', () => {
    const names = findings.map(({ about, name, cell }) => JSON.stringify([about, name, cell]))

    assert.equal(new Set(names).size, names.length)
  })
})

describe('findingsOfComparison', () => {
  it('takes a regression for failed and what is withheld for skipped', () => {
    assert.deepEqual(
      findingsOfComparison(everyComparison()).map(({ outcome, verdict }) => `${outcome} ${verdict}`),
      ['failed regression', 'passed no-difference', 'skipped withheld', 'passed improvement'],
    )
  })

  it('takes for an error what speaks against the candidate and is no regression', () => {
    const comparison = everyComparison()
    const reasons = [
      ...comparison.reasons,
      'cell c02 is invalid: the generator lagged: 12 ms',
      'cell c03 is missing in later: this commit',
      'no run is whole',
    ]

    const beyond = findingsOfComparison({ ...comparison, reasons }).slice(comparison.changes.length)
    const alone = findingsOfComparison({ ...comparison, reasons: reasons.slice(1), changes: [], exitCode: 7 })

    assert.deepEqual(
      beyond.map(({ about, cell, outcome, reason }) => [about, cell, outcome, reason]),
      [
        ['cells', 'cell c02 is invalid', 'error', 'the generator lagged: 12 ms'],
        ['cells', 'cell c03', 'error', 'missing in later: this commit'],
        ['cells', 'all', 'error', 'no run is whole'],
      ],
    )
    assert.deepEqual(alone, beyond)
  })

  it('says where nothing was compared that nothing was', () => {
    const [finding, ...others] = findingsOfComparison({
      ...everyComparison(),
      changes: [],
      reasons: [],
      verdict: 'inconclusive',
    })

    assert.deepEqual(others, [])
    assert.partialDeepStrictEqual(finding, {
      outcome: 'skipped',
      verdict: 'inconclusive',
      reason: 'nothing was compared',
    })
  })

  it('says of a change from 0 that it is not relative', () => {
    assert(
      findingsOfComparison(everyComparison())[3]!.details.includes('change: not relative: the base is 0'),
    )
  })
})
