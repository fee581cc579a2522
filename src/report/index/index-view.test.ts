import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { chosenRuns, drawnRuns, firstIndexView, isTimed, type IndexView } from './index-view.ts'
import { indexOf, runsOfDays } from './run-index.fixture.ts'

const index = indexOf(
  runsOfDays([
    {},
    { changes: { verdict: 'holds' } },
    { changes: { verdict: 'invalid' } },
    ...Array.from({ length: 42 }, () => ({})),
  ]),
)
const [first] = index.runs

describe('chosenRuns', () => {
  const cases: readonly (readonly [string, Partial<IndexView>, readonly number[]])[] = [
    ['of some verdicts', { verdicts: ['holds', 'invalid'] }, [2, 3]],
    ['since a day, itself included', { since: day(43) }, [44, 45]],
    ['until a day, itself included', { until: day(1) }, [1, 2]],
    ['of one day', { since: day(7), until: day(7) }, [8]],
    ['of a machine that none has', { machines: ['abacus'] }, []],
    ['of a version that none has', { versions: ['9.9.9'] }, []],
  ]
  for (const [what, view, orders] of cases)
    it(`are those ${what}`, () => {
      const chosen = chosenRuns(index, { ...firstIndexView, ...view })

      assert.deepEqual(
        chosen.map(({ order }) => order),
        orders,
      )
    })

  it('leaves out of a span what has no time, and of nothing else', () => {
    const timeless = { runs: [{ ...first!, startedAtMs: null }] }

    assert.equal(chosenRuns(timeless, firstIndexView).length, 1)
    assert.equal(chosenRuns(timeless, { ...firstIndexView, since: '2000-01-01' }).length, 0)
  })
})

describe('drawnRuns', () => {
  it('are the newest of those that are chosen, or all', () => {
    const drawn = ([20, 40, 100, 0] as const).map((newest) => drawnRuns(index, { ...firstIndexView, newest }))

    assert.deepEqual(
      drawn.map((runs) => [runs.length, runs.at(-1)!.order]),
      [
        [20, 45],
        [40, 45],
        [45, 45],
        [45, 45],
      ],
    )
  })
})

describe('isTimed', () => {
  it('is so of runs at two times or more', () => {
    assert.deepEqual([[], index.runs.slice(0, 1), [first!, first!], index.runs.slice(0, 2)].map(isTimed), [
      false,
      false,
      false,
      true,
    ])
  })
})

/** Of the run so many after the first. */
function day(after: number): string {
  return new Date(first!.startedAtMs! + after * 86_400_000).toISOString().slice(0, 10)
}
