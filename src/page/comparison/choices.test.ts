import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { changeOf, comparisonOf, sweptComparison } from '../../report/comparison/comparison.fixture.ts'
import {
  firstComparisonView,
  shownComparison,
  type ComparisonView,
} from '../../report/comparison/comparison-view.ts'
import { comparisonChoices, comparisonStateText, comparisonWords, shownNote } from './choices.ts'

const swept = sweptComparison()
const viewOf = (part: Partial<ComparisonView>): ComparisonView => ({ ...firstComparisonView, ...part })

function textOf(part: Partial<ComparisonView>, comparison = swept): string {
  return comparisonStateText(comparison, comparisonChoices(comparison), viewOf(part))
}

function noteOf(part: Partial<ComparisonView>, comparison = swept): string | undefined {
  return shownNote(comparison, shownComparison(comparison, viewOf(part)))
}

describe('comparisonChoices', () => {
  it('offers what there are several of', () => {
    const valuesOf = (name: string) =>
      comparisonChoices(swept)
        .find((choice) => choice.name === name)!
        .values.map(({ value }) => value)

    assert.deepEqual(
      comparisonChoices(swept).map(({ name }) => name),
      ['operations', 'outcomes', 'sort', 'change', 'scale', 'quantiles'],
    )
    assert.deepEqual(valuesOf('operations'), ['put', 'get', 'other'])
    assert.deepEqual(valuesOf('outcomes'), ['regression', 'improvement', 'untold', 'no-difference'])
  })

  it('offers nothing that would change nothing', () => {
    const namesOf = (comparison: typeof swept) => comparisonChoices(comparison).map(({ name }) => name)
    const one = comparisonOf({ changes: [changeOf()], shifts: [] })
    const withheld = changeOf({ change: null, ci95: null, verdict: 'withheld' })
    const upper = swept.shifts.map((shift) => ({
      ...shift,
      points: shift.points.filter(({ q }) => q >= 0.5),
    }))

    assert.deepEqual(namesOf(one), ['change', 'scale'])
    assert.deepEqual(namesOf(comparisonOf({ changes: [withheld], shifts: [] })), [])
    assert.deepEqual(namesOf(comparisonOf({ changes: [], shifts: [] })), [])
    assert.ok(!namesOf({ ...swept, shifts: upper }).includes('quantiles'))
  })
})

describe('comparisonStateText', () => {
  it('says how many figures of how many, and what is not as it was at first', () => {
    assert.equal(textOf({}), 'all 16 figures')
    assert.equal(textOf({}, comparisonOf({ changes: [changeOf()] })), 'the one figure')
    assert.equal(textOf({ sort: 'size' }), 'all 16 figures · order of figures: largest change first')
    assert.equal(
      textOf({ cells: ['c01', 'c02'], operations: ['put'], outcomes: ['regression'], change: 'amount' }),
      '1 of 16 figures · 2 of 4 cells · figures of: put · verdict: ✘ regression · changes: as time or amount',
    )
    assert.equal(textOf({ search: 'nowhere' }), 'none of 16 figures: choose others · search: nowhere')
    assert.match(textOf({ search: 'x'.repeat(400) }), / · search: x{20,60}…/)
  })
})

describe('shownNote', () => {
  it('says that the verdict is of all figures, where some are shown', () => {
    assert.equal(noteOf({ sort: 'name', change: 'amount' }), undefined)
    assert.equal(
      noteOf({ cells: ['c01'] }),
      'Shown: 4 of 16 figures and 2 of 8 distributions. The verdict on top is of all of them.',
    )
    assert.match(noteOf({ search: 'nowhere' })!, /^Shown: none of 16 figures and 0 of 8 distributions\./)
    assert.match(
      noteOf({ outcomes: ['improvement'] }, comparisonOf())!,
      /^Shown: 1 of 5 figures\. The verdict/,
    )
  })
})

describe('comparisonWords', () => {
  it('names what differs from what is shown first', () => {
    assert.deepEqual(comparisonWords(firstComparisonView), [])
    assert.deepEqual(
      comparisonWords(
        viewOf({ cells: ['c01'], outcomes: ['untold'], search: 'p99', sort: 'size', change: 'amount' }),
      ),
      ['c01', 'untold', 'p99', 'by', 'size', 'amount'],
    )
    assert.deepEqual(comparisonWords(viewOf({ cells: ['c01', 'c02', 'c03', 'c04'], quantiles: 'upper' })), [
      '4 cells',
      'upper',
    ])
  })
})
