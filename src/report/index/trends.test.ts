import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { runsNeeded, runsRemembered } from './prediction.ts'
import { indexOf, runsOfDays } from './run-index.fixture.ts'
import type { Figure } from './run-index.ts'
import { trendOf } from './trends.ts'

const few = { ...indexOf(runsOfDays([{}])).runs[0]! }

/** The standing of each of `figures`, one for each run; all in one family unless said otherwise. */
function standings(figures: readonly (Figure | undefined)[], families: readonly number[] = []) {
  const runs = figures.map((_, place) => ({ ...few, order: place + 1, family: families[place] ?? 1 }))
  return trendOf(runs, (run) => figures[run.order - 1]).map(({ standing }) => standing)
}

function exact(estimate: number): Figure {
  return { estimate, low: estimate, high: estimate }
}

function within(low: number, high: number): Figure {
  return { estimate: (low + high) / 2, low, high }
}

describe('trendOf', () => {
  it('takes a first run as usual', () => {
    assert.deepEqual(standings([exact(1)]), ['usual'])
  })

  it('sets a run apart whose interval shares nothing with that of the run before, while there are few', () => {
    assert.deepEqual(standings([within(1, 2), within(2, 3)]), ['usual', 'usual'])
    assert.deepEqual(standings([within(1, 2), within(2.01, 3)]), ['usual', 'apart'])
    assert.deepEqual(standings([within(1, 2), within(0.5, 0.99)]), ['usual', 'apart'])
  })

  it('does not set apart what has no interval', () => {
    assert.deepEqual(standings([within(1, 2), { estimate: 9, low: null, high: null }]), ['usual', 'usual'])
  })

  it(`foretells a run from ${runsNeeded} before it: mean ± t(0.995, n - 1) s sqrt(1 + 1/n)`, () => {
    // Mean 3, s = sqrt(20 / 3); t(0.995, 3) = 5.8409: beyond 3 + 16.86.
    const before = [0, 2, 4, 6].map(exact)

    assert.equal(standings([...before, exact(19.85)]).at(-1), 'usual')
    assert.equal(standings([...before, exact(19.87)]).at(-1), 'beyond')
    assert.equal(standings([...before, exact(-13.87)]).at(-1), 'beyond')
    assert.equal(standings([...before.slice(1), exact(60)]).at(-1), 'apart')
  })

  it('sees the smallest change of a count that has never changed, and none where there is none', () => {
    assert.equal(standings([...Array.from({ length: 5 }, () => exact(144)), exact(145)]).at(-1), 'beyond')
    fc.assert(
      fc.property(fc.double({ min: -1e12, max: 1e12, noNaN: true }), fc.nat(30), (value, runs) => {
        assert.ok(standings(Array.from({ length: runs }, () => exact(value))).every((one) => one === 'usual'))
      }),
    )
  })

  it(`remembers the last ${runsRemembered} runs and no more`, () => {
    const long = Array.from({ length: runsRemembered }, () => exact(1))

    assert.equal(standings([...long.slice(1), exact(5), exact(1)]).at(-1), 'usual')
    assert.equal(standings([exact(5), ...long, exact(1.1)]).at(-1), 'beyond')
    assert.equal(standings([exact(5), ...long.slice(1), exact(1.1)]).at(-1), 'usual')
  })

  it('holds a run against runs of its own family only, and goes on with it after another', () => {
    const figures = [1, 1, 1, 1, 9, 1.5].map(exact)

    assert.deepEqual(standings(figures, [1, 1, 1, 1, 2, 1]), [
      'usual',
      'usual',
      'usual',
      'usual',
      'usual',
      'beyond',
    ])
  })

  it('begins a stretch where the family changes, and joins over runs without the figure', () => {
    const runs = [1, 1, 1, 2, 1].map((family, place) => ({ ...few, order: place + 1, family }))

    const points = trendOf(runs, ({ order }) => (order === 2 ? undefined : exact(order)))

    assert.deepEqual(
      points.map(({ run, stretch }) => [run.order, stretch]),
      [
        [1, 1],
        [3, 1],
        [4, 2],
        [5, 3],
      ],
    )
  })

  it('neither judges nor remembers what is not sound', () => {
    const runs = [1, 1, 1, 1, 50, 1].map((_, place) => ({ ...few, order: place + 1 }))

    const points = trendOf(
      runs,
      ({ order }) => exact(order === 5 ? 50 : 1),
      ({ order }) => order !== 5,
    )

    assert.ok(points.every(({ standing }) => standing === 'usual'))
  })
})
