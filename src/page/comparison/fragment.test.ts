import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { changeOutcomes } from '../../report/comparison/change-outcome.ts'
import { sweptComparison } from '../../report/comparison/comparison.fixture.ts'
import {
  changeMeasures,
  changeOrders,
  changeSubjects,
  firstComparisonView,
  shownQuantiles,
} from '../../report/comparison/comparison-view.ts'
import { viewScales } from '../../report/data/view.ts'
import { themes } from '../../report/theme.ts'
import { assertReadBack } from '../fragment.fixture.ts'
import { comparisonChoices } from './choices.ts'
import { comparisonFragments } from './fragment.ts'

const cells = ['c01', 'c02', 'c03', 'c04']
const { format, parse } = comparisonFragments(cells, comparisonChoices(sweptComparison()))

describe('comparisonFragments', () => {
  it('reads what it has written', () => {
    assertReadBack(
      { format, parse },
      fc.record({
        cells: fc.subarray(cells),
        operations: fc.subarray([...changeSubjects]),
        outcomes: fc.subarray(changeOutcomes.filter((outcome) => outcome !== 'withheld')),
        search: fc.string({ unit: 'grapheme' }),
        sort: fc.constantFrom(...changeOrders),
        change: fc.constantFrom(...changeMeasures),
        scale: fc.constantFrom(...viewScales),
        quantiles: fc.constantFrom(...shownQuantiles),
      }),
    )
  })

  it('writes nothing of what is shown first, and what differs by its name', () => {
    assert.equal(format({ view: firstComparisonView }), '')
    assert.equal(
      format({
        view: { ...firstComparisonView, cells: ['c02'], outcomes: ['untold'], search: 'put, p99' },
        anchor: 'changes',
      }),
      'changes&cells=c02&outcomes=untold&search=put%2C%20p99',
    )
  })

  it('takes the commas of a search that somebody typed', () => {
    assert.equal(parse('#search=put,p99').view.search, 'put,p99')
  })

  it('leaves out and names what this comparison does not have', () => {
    const { view, dropped } = parse('#cells=c02,c09&outcomes=withheld,regression&sort=age&arms=plain')

    assert.deepEqual(view, { ...firstComparisonView, cells: ['c02'], outcomes: ['regression'] })
    assert.deepEqual(dropped.toSorted(), ['age', 'arms', 'c09', 'withheld'])
  })

  it('leaves out and names choices that would change nothing', () => {
    const { dropped } = comparisonFragments(['c01'], []).parse('#cells=c01&change=amount&quantiles=upper')

    assert.deepEqual(dropped.toSorted(), ['amount', 'upper'])
  })
})

describe('the names and values of a fragment of a comparison', () => {
  it('stand in docs/report.md, all of them', () => {
    const docs = readFileSync(path.join(import.meta.dirname, '../../../docs/report.md'), 'utf8')
    const table = docs.split('\n\n').find((part) => part.startsWith('| name') && part.includes('`outcomes`'))
    const rows = [...table!.matchAll(/^\| `(?<name>\w+)` +\| (?<values>.*?) +\|$/gm)]
    const written = new Map(rows.map(({ groups }) => [groups!['name'], groups!['values']!]))

    assert.deepEqual([...written.keys()], [...Object.keys(firstComparisonView), 'theme'])
    const all = {
      operations: changeSubjects,
      outcomes: changeOutcomes,
      sort: changeOrders,
      change: changeMeasures,
      scale: viewScales,
      quantiles: shownQuantiles,
      theme: themes,
    }
    for (const [name, values] of Object.entries(all))
      for (const value of values) assert.ok(written.get(name)?.includes(`\`${value}\``), `${name}: ${value}`)
  })
})
