import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ClaimResult, ClaimVerdict, ThresholdResult } from '../run-store/run-format.ts'
import { cellOf } from './cell.fixture.ts'
import { judgeRun, type RunOutcome } from './run-verdict.ts'

describe('judgeRun', () => {
  it('is 0 and none without claims', () => {
    assert.deepEqual(judgeRun(outcome({})), { verdict: 'none', reasons: [], exitCode: 0 })
  })

  it('takes the worst claim as the verdict', () => {
    assert.equal(verdictOf('holds'), 'holds')
    assert.equal(verdictOf('holds', 'inconclusive'), 'inconclusive')
    assert.equal(verdictOf('inconclusive', 'refuted', 'holds'), 'refuted')
    assert.equal(verdictOf('refuted', 'invalid'), 'invalid')
  })

  it('exits by precedence: interrupted, invalid, refuted, threshold, inconclusive', () => {
    const invalid = cellOf({ validity: { verdict: 'invalid', reasons: ['late'] } })
    const all = { cells: [invalid], thresholds: [broken], strict: true, interrupted: true }
    const claims = [claim('refuted'), claim('inconclusive')]

    assert.equal(judgeRun(outcome({ ...all, claims })).exitCode, 130)
    assert.equal(judgeRun(outcome({ ...all, claims, interrupted: false })).exitCode, 7)
    assert.equal(judgeRun(outcome({ claims, thresholds: [broken], strict: true })).exitCode, 5)
    assert.equal(
      judgeRun(outcome({ claims: claims.slice(1), thresholds: [broken], strict: true })).exitCode,
      3,
    )
    assert.equal(judgeRun(outcome({ claims: claims.slice(1), strict: true })).exitCode, 6)
    assert.equal(judgeRun(outcome({ claims: claims.slice(1) })).exitCode, 0)
  })

  it('gives reasons, worst first', () => {
    const cells = [
      cellOf({ validity: { verdict: 'failed', reasons: ['worker died'] } }),
      cellOf({
        id: 'c02',
        oracle: { verdict: 'disagrees', sigma: null, method: 'analytic', reason: 'too many' },
      }),
    ]

    const { reasons } = judgeRun(
      outcome({
        cells,
        claims: [claim('inconclusive'), claim('refuted'), claim('holds')],
        thresholds: [broken],
      }),
    )

    assert.deepEqual(reasons, [
      'cell c01 is failed: worker died',
      'claim a is refuted in cell c01: because',
      'threshold kms.calls <= 1: kms.calls is 2',
      'claim a is inconclusive in cell c01: because',
      'KMS calls of cell c02 are not those that theory predicts: too many',
    ])
  })
})

const broken: ThresholdResult = {
  expression: 'kms.calls <= 1',
  cellId: 'c01',
  passed: false,
  actual: 2,
  bound: 1,
  reason: 'kms.calls is 2',
}

function outcome(some: Partial<RunOutcome>): RunOutcome {
  return { cells: [cellOf()], claims: [], thresholds: [], interrupted: false, strict: false, ...some }
}

function claim(verdict: ClaimVerdict): ClaimResult {
  return {
    id: 'a',
    statement: '',
    cellId: 'c01',
    metric: 'kms.calls',
    statistic: null,
    verdict,
    estimate: 1,
    ci95: [1, 1],
    bound: { text: '<= 1', op: '<=', value: 1 },
    unit: null,
    holdsUpToPercentile: null,
    reason: 'because',
  }
}

function verdictOf(...verdicts: ClaimVerdict[]) {
  return judgeRun(outcome({ claims: verdicts.map(claim) })).verdict
}
