/**
 * Which cells of two runs are compared with each other, by themselves or along one axis.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { compared } from './compare-runs.fixture.ts'
import { runGroup } from './compared-runs.ts'
import { comparedRun, medianPut, runsOf, type ComparedCell } from './comparison.fixture.ts'

describe('compareRuns: cells', () => {
  const base = comparedRun({
    cells: [
      cellAt('c01', 'a', '1 min', 10_000),
      cellAt('c02', 'a', '5 min', 40_000),
      cellAt('c03', 'b', '1 min', 7000),
    ],
  })

  it('are compared with those of the same name and parameters', () => {
    const other = comparedRun({
      cells: [
        cellAt('c01', 'a', '1 min', 10_000),
        cellAt('c02', 'b', '5 min', 40_000),
        cellAt('c04', 'b', '1 min', 7000),
      ],
    })

    const { changes } = compared({
      base: runGroup('old', [base]),
      candidate: runGroup('new', [other]),
      questions: [medianPut],
    })

    assert.deepEqual(
      changes.map(({ cellId }) => cellId),
      ['c01'],
    )
  })

  it('are compared by their geometric mean where one axis is asked for', () => {
    const group = runGroup('both', [base])

    const { changes } = compared({
      base: group,
      candidate: group,
      questions: [medianPut],
      by: ['envelope.suite'],
    })

    assert.deepEqual(
      changes.map(({ cellId, params }) => [cellId, params]),
      [
        ['c01', { 'envelope.suite': 'a' }],
        ['c03', { 'envelope.suite': 'b' }],
      ],
    )
    assert.deepEqual(
      changes.map((change) => Math.round(change.base)),
      [20_000, 7000],
    )
  })

  it('leave a run out of a projection in which one of them is not valid', () => {
    const broken = comparedRun({
      cells: [
        cellAt('c01', 'a', '1 min', 10_000),
        { ...cellAt('c02', 'a', '5 min', 90_000), verdict: 'invalid' },
        cellAt('c03', 'b', '1 min', 7000),
      ],
    })

    const { changes } = compared({
      base: runGroup('old', [base]),
      candidate: runGroup('new', [broken, base]),
      questions: [medianPut],
      by: ['envelope.suite'],
    })

    assert.deepEqual(
      changes.map((change) => Math.round(change.candidate)),
      [20_000, 7000],
    )
  })

  it('show how far every quantile moved that has samples enough', () => {
    const { shifts } = compared({ candidate: runsOf('new', [22_000, 22_000, 22_000], { getNs: 9000 }) })

    const [shift, ...more] = shifts
    assert.deepEqual(more, [], 'the base measured no gets')
    assert.deepEqual([shift?.cellId, shift?.operation], ['c01', 'put'])
    assert.deepEqual([shift?.points[0]?.q, shift?.points.at(-1)?.q], [0.01, 0.99])
    assert.ok(shift?.points.every(({ change }) => Math.abs(change - 0.1) < 1e-9))
  })
})

function cellAt(id: string, suite: string, ttl: string, putNs: number): ComparedCell {
  return { id, params: { 'envelope.suite': suite, 'keyCache.ttl': ttl }, putNs }
}
