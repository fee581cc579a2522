import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { operations } from '../../measure/series.ts'
import { viewScales } from '../../report/data/view.ts'
import {
  firstIndexView,
  indexFigures,
  indexVerdicts,
  newestChoices,
  runAxes,
  runColumns,
} from '../../report/index/index-view.ts'
import { indexArms, indexStatistics } from '../../report/index/run-index.ts'
import { themes } from '../../report/theme.ts'
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
      '#verdicts=holds,splendid&machines=abacus&since=2026-13-01&until=2026-02-31&sort=x&newest=7&x=1',
    )

    assert.deepEqual(view, { ...first, verdicts: ['holds'] })
    assert.deepEqual(dropped, ['x', '7', 'splendid', 'abacus', '2026-13-01', '2026-02-31'])
  })
})

describe('indexFragments of sorted runs', () => {
  it('know the columns that the table has, and no others', () => {
    const last = runColumns.length - 1

    const sorts = [`${last}`, `${last}-`, `${last + 1}`, `${last + 1}-`, '-', '0--', '00'].map((text) => {
      const { view, dropped } = parse(`sort=${text}`)
      return [view.sort, dropped.join(' ')]
    })

    assert.deepEqual(sorts, [
      ['7', ''],
      ['7-', ''],
      ['', '8'],
      ['', '8-'],
      ['', '-'],
      ['', '0--'],
      ['', '00'],
    ])
  })
})

describe('names in the fragment of an index', () => {
  it('stand in docs/report.md with their values, all of them', () => {
    const docs = readFileSync(path.join(import.meta.dirname, '../../../docs/report.md'), 'utf8')
    const table = docs.slice(docs.indexOf('in the fragment of an index'))
    const rows = [...table.slice(0, table.indexOf('\n\n')).matchAll(/^\| (`[^|]*)\|([^|]*)\|$/gm)]
    const known = new Map(
      rows.flatMap(([, names, values]) => codes(names!).map((name) => [name, codes(values!)])),
    )
    const fixed = {
      figures: indexFigures,
      operations,
      arms: indexArms,
      statistics: indexStatistics,
      axis: runAxes,
      scale: viewScales,
      verdicts: indexVerdicts,
      newest: newestChoices.map(String),
      theme: themes,
    }

    assert.deepEqual(
      [...known.keys()].toSorted(),
      [...Object.keys(firstIndexView), 'sort', 'theme'].toSorted(),
    )
    for (const [name, values] of Object.entries(fixed)) assert.deepEqual(known.get(name), [...values], name)
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
        { verdicts: ['refuted'], newest: 20 },
      ] as const
    ).map((part) => stateText(index, choices, { ...first, ...part }))

    assert.deepEqual(texts, [
      'all 23 runs',
      'the newest 20 of 23 runs · runs stand: at their time',
      '1 of 23 runs · trends are drawn from two on · verdict of a run: holds · since 2026-11-01',
      'none of 23 runs: choose others · verdict of a run: invalid',
      'the newest 20 of 22 chosen of 23 runs · verdict of a run: refuted',
    ])
  })

  it('counts those that the page has figures of, where there are older ones', () => {
    const texts = ([{}, { newest: 20 }, { verdicts: ['invalid'] }] as const).map((part) =>
      stateText({ ...index, older: 7 }, choices, { ...first, ...part }),
    )

    assert.deepEqual(texts, [
      'the newest 23 runs',
      'the newest 20 of the newest 23 runs',
      'none of the newest 23 runs: choose others · verdict of a run: invalid',
    ])
  })
})

/** What stands as code in a text of Markdown. */
function codes(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!)
}
