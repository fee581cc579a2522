import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf, planOf } from '../../report/plan/plan.fixture.ts'
import { timeGridOf } from '../../report/plan/time-grid.fixture.ts'
import { firstPlanView } from '../../report/plan/plan-view.ts'
import { planChoices, planStateText, planWords } from './choices.ts'

const one = planOf()
const two = planOf({ cells: [cellOf(), cellOf({ id: 'c02', params: { 'keyCache.ttl': '1 min' } })] })
const namesOf = (plan: typeof one) => planChoices(plan).map(({ name }) => name)

describe('planChoices', () => {
  it('offers cells where there are several', () => {
    assert.deepEqual(namesOf(one), ['rate', 'scale'])
    assert.deepEqual(namesOf(two), ['cells', 'rate', 'scale'])
    assert.deepEqual(planChoices(two)[0]!.values, [
      { value: 'c01', label: 'c01' },
      { value: 'c02', label: 'c02 (keyCache.ttl 1 min)' },
    ])
  })
})

describe('planStateText', () => {
  it('says which cells and how', () => {
    assert.equal(planStateText(one, firstPlanView), 'calls in the grid per second · logarithmic')
    assert.equal(
      planStateText(two, firstPlanView),
      'all 2 cells · calls in the grid per second · logarithmic',
    )
    assert.equal(
      planStateText(two, { cells: ['c02'], rate: 'month', scale: 'linear' }),
      '1 of 2 cells · calls in the grid in 30 days · linear',
    )
  })
})

describe('planStateText of a cell that is not looked around', () => {
  it('says which pictures it has none of, where it is the first that is chosen', () => {
    const cells = ['c01', 'c02', 'c03'].map((id) => cellOf({ id }))
    const otherOutlooks = [{ cell: 'c02', curves: [], timeGrid: timeGridOf() }]
    const plan = planOf({ cells, timeGrid: timeGridOf(), otherOutlooks })
    const textOf = (...chosen: string[]) => planStateText(plan, { ...firstPlanView, cells: chosen })

    assert.match(textOf('c03'), /^1 of 3 cells · no curves, and no TTL with rotation, of c03 · calls/)
    for (const text of [textOf(), textOf('c01'), textOf('c02', 'c03')]) assert.doesNotMatch(text, /no curves/)
  })
})

describe('planWords', () => {
  it('names what differs from what is shown first', () => {
    assert.deepEqual(planWords(firstPlanView), [])
    assert.deepEqual(planWords({ cells: ['c02'], rate: 'month', scale: 'linear' }), [
      'c02',
      '30-days',
      'linear',
    ])
  })
})
