import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { Comparison } from '../../run-store/comparison-format.ts'
import { changeOf, comparisonOf } from './comparison.fixture.ts'
import { renderComparisonMarkdown } from './comparison-markdown.ts'
import { changeTable, comparisonHeadline, comparisonMethod } from './comparison-text.ts'
import { textColumns } from '../text-width.ts'
import { renderComparison } from './comparison-terminal.ts'

const plain = { color: false, width: 200 }

describe('comparisonHeadline', () => {
  for (const [verdict, headline] of [
    ['regression', 'Regression: 2 of 5 figures are worse than in the base.'],
    ['improvement', 'No regression; 1 of 5 figures is better than in the base.'],
    ['no-difference', 'No difference was found; increases of a median below 8.00 % may be missed.'],
    ['inconclusive', 'Nothing can be told.'],
  ] as const)
    it(`says of ${verdict}: ${headline}`, () => {
      assert.equal(comparisonHeadline(comparisonOf({ verdict })), headline)
    })

  it('says that it cannot tell where only far more than is tolerated would have been found', () => {
    assert.match(
      missing(0.1),
      /^No difference was found; increases of a median below 10\.0 % may be missed\.$/,
    )
    assert.match(
      missing(0.72),
      /^Cannot tell: only increases of a median above 72\.0 % would have been found\./,
    )
  })

  it('counts a single one as one', () => {
    assert.equal(
      comparisonHeadline(comparisonOf({ changes: [changeOf()] })),
      'Regression: 1 of 1 figure is worse than in the base.',
    )
  })
})

describe('comparisonMethod', () => {
  it('tells how many runs there were, how they were made, and of how many latencies verdicts are corrected', () => {
    assert.equal(
      comparisonMethod(comparisonOf()),
      '3 runs of the base (main), 2 runs of the candidate (this), in turns on one machine; each run is one observation. ' +
        'Intervals are 95 %; verdicts are corrected for 4 latencies (Holm) and tolerate 2.00 %. ' +
        'Base and candidate are geometric means over runs (arithmetic where one is 0), and a change is candidate against base.',
    )
  })

  it('says of an older comparison that its columns give another figure than its change', () => {
    const [exact, older] = [24_000, 24_100].map((candidate) =>
      comparisonMethod(comparisonOf({ changes: [changeOf({ candidate, change: 0.2 })] })),
    )

    assert.match(exact!, /Base and candidate are geometric means/)
    assert.match(older!, /Base and candidate are arithmetic means over runs, .*another figure\./)
  })

  it('tells what was assumed, and what was run again', () => {
    const changes = [changeOf({ isRunToRunMeasured: false })]
    const text = comparisonMethod(
      comparisonOf({ changes, rerunCells: ['c01', 'c02'], design: 'independent' }),
    )

    assert.match(text, /independent of each other; /)
    assert.match(text, /corrected for 1 latency \(Holm\)/)
    assert.match(text, /is assumed, not measured: repeat the runs \(--repetitions 6\)\./)
    assert.match(text, /c01, c02 looked like a regression and were run again\.$/)
  })
})

describe('changeTable', () => {
  it('has a row for each change, with its parameters, interval and verdict', () => {
    const { columns, rows } = changeTable(comparisonOf())

    assert.deepEqual(
      columns.map(({ label }) => label),
      'cell|keyCache.ttl|figure|base|candidate|change (95 %)|run to run|would find|verdict'.split('|'),
    )
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      ['✘ regression', '✔ improvement', '? cannot tell', '■ withheld', '✘ regression'],
    )
    assert.deepEqual(rows[0]!.slice(0, 6), [
      'c01',
      '5 min',
      'put sealed p50',
      '20 us',
      '24 us',
      '+20.0 % (+15.0 % to +25.0 %)',
    ])
    assert.equal(rows[4]![5], '+4.17 %', 'what is counted has no interval')
  })

  it('leaves out what a narrow terminal has no room for', () => {
    const { columns, rows } = changeTable(
      comparisonOf({ changes: [changeOf(), changeOf({ ...within, verdict: 'no-difference' })] }),
      { isShort: true },
    )

    assert.deepEqual(
      columns.map(({ label }) => label),
      'keyCache.ttl|figure|base|candidate|change (95 %)|would find|verdict'.split('|'),
    )
    assert.deepEqual(
      rows.map((row) => row.at(-1)),
      ['✘ regression', '='],
    )
  })
})

describe('renderComparison', () => {
  it('ends with the verdict, and is without colours where none are wanted', () => {
    const text = renderComparison(comparisonOf(), plain)

    assert.match(text, /Regression: 2 of 5 figures are worse than in the base\.$/)
    assert.ok(!text.includes('\u001b'))
    assert.ok(renderComparison(comparisonOf(), { ...plain, color: true }).includes('\u001b[31mRegression'))
  })

  it('shows at most 60 changes and those first that stand out', () => {
    const equal = Array.from({ length: 70 }, (_, index) =>
      changeOf({ cellId: `n${index}`, verdict: 'no-difference' }),
    )

    const text = renderComparison(comparisonOf({ changes: [...equal, changeOf({ cellId: 'slow' })] }), plain)

    assert.match(text, /^│ slow /m)
    assert.match(text, /11 more figures without a change in comparison\.json\./)
    assert.doesNotMatch(renderComparison(comparisonOf({ changes: equal.slice(0, 60) }), plain), /more figure/)
  })

  for (const width of [60, 80, 120, 200])
    it(`is one table of ${width} columns, in which each verdict stands in the row of its figure`, () => {
      const text = renderComparison(ciphers, { color: false, width })
      const lines = text.split('\n')

      assert.deepEqual(
        lines.filter((line) => textColumns(line) > width),
        [],
      )
      assert.equal(lines.filter((line) => line.startsWith('┌')).length, 1)
      const heading = lines[1]!
      for (const label of ['cell', 'figure', 'change (95 %)', 'verdict']) assert.ok(heading.includes(label))
      assert.equal(lines.filter((line) => /^│ c0\d .*(?:sealed|kms|stored).* [?=] /.test(line)).length, 8)
      assert.equal(text.includes('left out: '), width < 100)
    })

  it('says which columns have no room, and how wide a terminal has it', () => {
    const [narrowest, narrow] = [60, 80].map((width) => renderComparison(ciphers, { color: false, width }))
    const [, needed] = /fit\s+into\s+(\d+) columns;/.exec(narrow!)!

    assert.match(narrowest!, /left out: envelope\.suite, base, candidate, would\s+find; /)
    assert.doesNotMatch(renderComparison(ciphers, { color: false, width: Number(needed) }), /left out/)
  })

  it('shortens warnings and reasons that quote much', () => {
    const comparison = comparisonOf({ warnings: ['w'.repeat(25_000)], reasons: ['r'.repeat(25_000)] })

    for (const text of [renderComparison(comparison, plain), renderComparisonMarkdown(comparison)])
      assert.ok(text.length < 6000 && text.includes('24,600 more characters'), text.slice(0, 200))
  })

  it('takes the name of a parameter for a name, whatever objects have by it', () => {
    const changes = [changeOf({ params: { constructor: 'y' } }), changeOf({ params: { toString: 'z' } })]

    const { columns, rows } = changeTable(comparisonOf({ changes }))

    assert.deepEqual(columns.map(({ label }) => label).slice(0, 3), ['cell', 'constructor', 'toString'])
    assert.deepEqual(rows[0]!.slice(1, 3), ['y', 'null'])
    assert.deepEqual(rows[1]!.slice(1, 3), ['null', 'z'])
  })

  it('prints nothing that would steer the terminal', () => {
    const hostile = 'a\u001b]0;owned\u0007b'
    const comparison: Comparison = comparisonOf({
      base: { name: hostile, runs: [] },
      warnings: [hostile],
      reasons: [hostile],
      changes: [changeOf({ cellId: hostile, params: { [hostile]: hostile } })],
      rerunCells: [hostile],
    })

    const text = renderComparison(comparison, plain)

    assert.ok(!text.includes('\u001b') && !text.includes('\u0007'), JSON.stringify(text))
    assert.match(text, /! a \]0;owned b/)
  })
})

const counted = {
  base: 2,
  candidate: 2,
  change: 0,
  ci95: [0, 0] as [number, number],
  runToRun: null,
  detectable: null,
}

/** Two cells of a swept parameter with long values, as a first comparison of single runs has them. */
const ciphers = comparisonOf({
  changes: ['c01', 'c02'].flatMap((cellId) => {
    const of = {
      cellId,
      params: { 'envelope.suite': `aes-256-gcm+hkdf-sha${cellId}` },
      change: -0.0904,
      ci95: [-0.773, 2.64] as [number, number],
      detectable: 13.03,
      verdict: 'no-difference' as const,
    }
    return [
      changeOf({ ...of, base: 7590, candidate: 7420 }),
      changeOf({ ...of, statistic: 'p99', base: 59_800, candidate: 54_400 }),
      changeOf({ ...of, metric: 'kms.calls', statistic: null, dimension: 'count', ...counted }),
      changeOf({ ...of, metric: 'stored.overheadBytes', statistic: null, dimension: 'size', ...counted }),
    ]
  }),
})

const within = { change: 0.001, ci95: [-0.019, 0.02] as [number, number] }

/** Of a comparison that found nothing and would have found an increase of `detectable`. */
function missing(detectable: number): string {
  return comparisonHeadline(comparisonOf({ verdict: 'no-difference', changes: [changeOf({ detectable })] }))
}
