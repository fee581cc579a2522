import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { Comparison } from '../../run-store/comparison-format.ts'
import { changeOutcomes, outcomeOf } from './change-outcome.ts'
import { changeOf, comparisonOf, sweptComparison } from './comparison.fixture.ts'
import {
  changeOrders,
  changeSubjects,
  comparedCells,
  firstComparisonView,
  shownComparison,
  subjectOf,
  type ComparisonView,
} from './comparison-view.ts'
import { figureName } from './comparison-text.ts'

const swept = sweptComparison()

describe('comparedCells', () => {
  it('has each cell once, in its order, those of distributions alone as well', () => {
    const [shift] = comparisonOf().shifts
    const cells = comparedCells({ ...swept, shifts: [{ ...shift!, cellId: 'c09' }] })

    assert.deepEqual(
      cells.map(({ id }) => id),
      ['c01', 'c02', 'c03', 'c04', 'c09'],
    )
    assert.deepEqual(cells[1]!.params, { 'keyCache.ttl': '1 min', 'keyCache.rotation': '1 h' })
  })
})

describe('subjectOf', () => {
  for (const [metric, subject] of [
    ['put.sealed.serviceTime', 'put'],
    ['get.overhead', 'get'],
    ['exposure.revocationDelay.get', 'get'],
    ['kms.calls', 'other'],
    ['output.bytes', 'other'],
  ] as const)
    it(`is ${subject} of ${metric}`, () => {
      assert.equal(subjectOf({ metric }), subject)
    })
})

describe('shownComparison', () => {
  it('is the whole where nothing is chosen', () => {
    assert.deepEqual(shownComparison(swept, firstComparisonView), swept)
  })

  it('has figures and distributions of the cells and operations that are chosen', () => {
    assert.deepEqual(namesOf({ cells: ['c02', 'c04'], operations: ['put'] }), [
      'c02 put sealed p50',
      'c02 put sealed p99',
      'c04 put sealed p50',
      'c04 put sealed p99',
    ])
    assert.deepEqual(shiftsOf({ cells: ['c02', 'c04'], operations: ['put'] }), ['c02 put', 'c04 put'])
    assert.deepEqual(namesOf({ cells: ['c03'], operations: ['other'] }), ['c03 kms.calls'])
    assert.deepEqual(shiftsOf({ operations: ['other'] }), [])
  })

  it('tells what cannot be told from what is equal', () => {
    assert.deepEqual(namesOf({ outcomes: ['regression'] }), ['c01 put sealed p50'])
    assert.ok(namesOf({ outcomes: ['untold'] }).includes('c02 put sealed p50'))
    assert.deepEqual(namesOf({ outcomes: ['no-difference'], cells: ['c01'] }), ['c01 kms.calls'])
  })

  it('shows the distributions beside the figures that a verdict or a search leaves', () => {
    assert.deepEqual(shiftsOf({ outcomes: ['regression'] }), ['c01 put'])
    assert.deepEqual(shiftsOf({ search: 'c03, get' }), ['c03 get'])
    assert.deepEqual(shiftsOf({ search: 'kms' }), [])
  })

  it('finds figures by their name, their metric and the values of their cell', () => {
    assert.deepEqual(namesOf({ search: 'P99, ttl 1 min' }), ['c01 put sealed p99', 'c02 put sealed p99'])
    assert.deepEqual(namesOf({ search: 'put.sealed.serviceTime, c04' }), [
      'c04 put sealed p50',
      'c04 put sealed p99',
    ])
    assert.deepEqual(namesOf({ search: 'nowhere' }), [])
  })

  it('orders figures by size, name and verdict, equal ones as they were compared', () => {
    const sizes = shownOf({ sort: 'size' }).changes.map(({ change }) => Math.abs(change!))
    assert.deepEqual(
      sizes,
      sizes.toSorted((one, other) => other - one),
    )
    assert.deepEqual(namesOf({ sort: 'name' }).slice(0, 5), [
      'c01 get sealed p50',
      'c02 get sealed p50',
      'c03 get sealed p50',
      'c04 get sealed p50',
      'c01 kms.calls',
    ])
    assert.deepEqual(namesOf({ sort: 'verdict' }).slice(0, 3), [
      'c01 put sealed p50',
      'c04 put sealed p50',
      'c03 put sealed p50',
    ])
  })

  it('has figures without a change last by size', () => {
    const none = changeOf({ cellId: 'c00', change: null, ci95: null, verdict: 'withheld' })
    const still = changeOf({ cellId: 'c01', change: 0, ci95: [0, 0] })
    const { changes } = shownComparison(comparisonOf({ changes: [none, still] }), {
      ...firstComparisonView,
      sort: 'size',
    })

    assert.deepEqual(
      changes.map(({ cellId }) => cellId),
      ['c01', 'c00'],
    )
  })

  it('leaves and adds nothing: each figure is shown by exactly one outcome and one subject, in any order', () => {
    const some = fc.record({
      cells: fc.subarray(['c01', 'c02', 'c03', 'c04'], { minLength: 1 }),
      sort: fc.constantFrom(...changeOrders),
    })
    fc.assert(
      fc.property(some, (part) => {
        const chosen = swept.changes.filter(({ cellId }) => part.cells.includes(cellId))
        const divided = changeOutcomes.flatMap((outcome) =>
          changeSubjects.flatMap(
            (subject) => shownOf({ ...part, outcomes: [outcome], operations: [subject] }).changes,
          ),
        )
        assert.equal(divided.length, chosen.length)
        assert.deepEqual(new Set(divided), new Set(chosen))
        assert.deepEqual(new Set(shownOf(part).changes), new Set(chosen))
      }),
    )
  })

  it('changes neither the verdict nor its reasons', () => {
    const { changes: _, shifts: __, ...rest } = shownOf({ outcomes: ['improvement'], sort: 'name' })
    const { changes: ___, shifts: ____, ...whole } = swept

    assert.deepEqual(rest, whole)
    assert.ok(swept.changes.every((change) => outcomeOf(change, swept.tolerance) !== 'withheld'))
  })
})

function shownOf(part: Partial<ComparisonView>): Comparison {
  return shownComparison(swept, { ...firstComparisonView, ...part })
}

function namesOf(part: Partial<ComparisonView>): string[] {
  return shownOf(part).changes.map((change) => `${change.cellId} ${figureName(change)}`)
}

function shiftsOf(part: Partial<ComparisonView>): string[] {
  return shownOf(part).shifts.map(({ cellId, operation }) => `${cellId} ${operation}`)
}
