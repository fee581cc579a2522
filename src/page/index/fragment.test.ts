import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { firstIndexView } from '../../report/index/index-view.ts'
import { indexOf, runsOfDays } from '../../report/index/run-index.fixture.ts'
import { choicesOf, stateText, type IndexPageView } from './choices.ts'
import { indexFragments } from './fragment.ts'

const runs = runsOfDays([
  { changes: { verdict: 'holds' } },
  ...Array.from({ length: 22 }, () => ({ changes: { verdict: 'refuted' as const } })),
])
const index = indexOf(runs)
const choices = choicesOf(index)
const { format, parse } = indexFragments(choices)
const first: IndexPageView = { ...firstIndexView, sort: '' }

describe('indexFragments', () => {
  it('is empty for what is shown first, and reads nothing as that', () => {
    assert.equal(format({ view: first }), '')
    assert.deepEqual(parse('').view, first)
  })

  it('reads back whatever it writes', () => {
    const views = fc.record({
      ...Object.fromEntries(
        choices.map(({ name, values, count }) => {
          const own = values.map(({ value }) => value)
          const some = fc.subarray(own, { minLength: count === 'any' ? 0 : 1 })
          return [name, count === 'one' ? fc.constantFrom(...own) : some]
        }),
      ),
      since: fc.constantFrom('', '2026-11-23'),
      until: fc.constantFrom('', '2026-12-24'),
      sort: fc.constantFrom('', '0', '7-'),
    })

    fc.assert(
      fc.property(views, fc.constantFrom(undefined, 'dark' as const), (part, theme) => {
        const view = { ...first, ...part } as IndexPageView
        const { dropped, ...state } = parse(format({ view, theme }))
        assert.deepEqual(state, { view, theme, anchor: undefined })
        assert.deepEqual(dropped, [])
      }),
    )
  })

  it('leaves out and names what these runs do not have', () => {
    const { view, dropped } = parse(
      '#verdicts=holds,splendid&machines=abacus&since=2026-13-01&sort=x&newest=7&x=1',
    )

    assert.deepEqual(view, { ...first, verdicts: ['holds'] })
    assert.deepEqual(
      dropped,
      ['x', '7', 'splendid', 'abacus', '2026-13-01', 'x'].filter((text, at, all) => all.indexOf(text) === at),
    )
  })
})

describe('choicesOf', () => {
  it('offers what these runs have more than one of', () => {
    const names = choices.map(({ name }) => name)

    assert.ok(names.includes('verdicts') && names.includes('claims') && names.includes('newest'))
    assert.ok(!names.includes('machines') && !names.includes('versions'))
    assert.ok(!choicesOf(indexOf(runs.slice(0, 20))).some(({ name }) => name === 'newest'))
  })
})

describe('stateText', () => {
  it('says how many runs are drawn, and what is not as it was at first', () => {
    const texts = (
      [
        {},
        { newest: 20, axis: 'time' },
        { verdicts: ['holds'], since: '2026-11-01' },
        { verdicts: ['invalid'] },
      ] as const
    ).map((part) => stateText(index, choices, { ...first, ...part }))

    assert.deepEqual(texts, [
      'all 23 runs',
      'the newest 20 of 23 runs · runs stand: at their time',
      '1 of 23 runs · trends are drawn from two on · verdict of a run: holds · since 2026-11-01',
      'none of 23 runs: choose others · verdict of a run: ',
    ])
  })
})
