import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { ClaimResult } from '../../run-store/run-format.ts'
import { firstView, type View } from '../data/view.ts'
import { storedRun } from '../run.fixture.ts'
import { chartInput } from './chart-input.fixture.ts'
import { assertMarksAreData } from './described-marks.fixture.ts'
import { claimsChart } from './claims.ts'

const { run } = storedRun({ recordsPerCell: 200, sweep: { 'put.batch': ['1'] } })
const [first] = run.claims

describe('claimsChart', () => {
  it('says which claim is nearest to its bound and which farthest', () => {
    assert.equal(
      findingOf(claim('near', 90, '<='), claim('far', 1, '<='), claim('between', 50, '<=')),
      'Nearest to its bound: near stands at 0.9 times its bound (holds). Farthest from it: far stands at 0.01 times its bound (holds).',
    )
  })

  it('says nothing of exact figures, whether asked for or met', () => {
    assert.equal(
      findingOf(claim('asked', 200, '=='), claim('met', 100, '<='), claim('near', 90, '<=')),
      'near stands at 0.9 times its bound (holds).',
    )
    assert.equal(
      findingOf(claim('asked', 200, '=='), claim('met', 100, '<=')),
      'Every claim asks for an exact figure or meets its bound exactly.',
    )
  })

  it('describes a mark for each row of its data, which are all claims whatever is chosen', async () => {
    const claims = [
      claim('put', 90, '<='),
      { ...claim('other', 90, '<='), cellId: 'c99' },
      { ...claim('get', 90, '<='), metric: 'get.overhead' },
    ]
    const chartOf = (view: Partial<View>) =>
      claimsChart(chartInput({ ...run, claims }, { view: { ...firstView, ...view } }))[0]!

    await assertMarksAreData(chartOf({}))
    for (const view of [{}, { cells: ['c01'] }, { cells: ['c02'] }, { operations: ['put'] as const }])
      assert.deepEqual(
        chartOf(view).data.map((row) => row['claim']),
        ['put', 'other', 'get'],
      )
  })

  it('does not call a bound one times itself', () => {
    assert.equal(
      findingOf(claim('close', 100.01, '<=')),
      'close stands at its bound, to three digits (holds).',
    )
    assert.equal(findingOf(claim('closer', 101, '<=')), 'closer stands at 1.01 times its bound (holds).')
  })
})

function claim(id: string, estimate: number, op: string): ClaimResult {
  return {
    ...first!,
    id,
    estimate,
    ci95: null,
    verdict: 'holds',
    bound: { text: `${op} 100`, op, value: 100 },
  }
}

function findingOf(...claims: ClaimResult[]): string {
  return claimsChart(chartInput({ ...run, claims }))[0]!.finding
}
