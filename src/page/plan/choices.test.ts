import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf, planOf } from '../../report/plan/plan.fixture.ts'
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
