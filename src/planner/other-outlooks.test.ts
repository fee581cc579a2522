import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables } from '../price-list/price-table.ts'
import { documentedKinesis } from './choices/plan.fixture.ts'
import { defaultCosts } from './costs/cost-settings.ts'
import { curvesInSteps } from './curves.ts'
import { otherOutlooksInSteps, outlooksMax } from './other-outlooks.ts'
import { toTheEnd } from './steps.ts'
import { timeGridInSteps } from './time-grid.ts'

/** Fleets of 1, 2, 3 and so on front ends. */
function cells(count: number) {
  return Array.from({ length: count }, (_, at) => ({
    cell: { id: `c0${at + 1}` },
    model: documentedKinesis({ frontEnds: at + 1 }),
    costs: defaultCosts,
    prices: builtInTables.prices,
    region: 'us-east-1',
  }))
}

/** Of the cells that are looked around, of so many. */
function idsOf(count: number): string[] {
  return toTheEnd(otherOutlooksInSteps(cells(count))).map(({ cell }) => cell)
}

describe('otherOutlooksInSteps', () => {
  it('looks around each cell but the first as around a plan of it alone', () => {
    const [, second] = cells(2)
    const { curves } = toTheEnd(curvesInSteps(second!))

    assert.deepEqual(toTheEnd(otherOutlooksInSteps(cells(2))), [
      { cell: 'c02', curves, timeGrid: toTheEnd(timeGridInSteps(second!)) },
    ])
  })

  it(`looks around no more than ${outlooksMax} cells, and no other than the first where it is alone`, () => {
    assert.deepEqual(idsOf(4), ['c02', 'c03', 'c04'])
    assert.equal(idsOf(outlooksMax).length, outlooksMax - 1)
    assert.deepEqual(idsOf(outlooksMax + 1), idsOf(outlooksMax))
    assert.deepEqual(idsOf(1), [])
  })
})
