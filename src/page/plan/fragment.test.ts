import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { viewScales } from '../../report/data/view.ts'
import { firstPlanView, planRates } from '../../report/plan/plan-view.ts'
import { themes } from '../../report/theme.ts'
import { assertReadBack } from '../fragment.fixture.ts'
import { planFragments } from './fragment.ts'

const cells = ['c01', 'c02', 'c03']
const { format, parse } = planFragments(cells)

describe('planFragments', () => {
  it('reads what it has written', () => {
    assertReadBack(
      { format, parse },
      fc.record({
        cells: fc.subarray(cells),
        rate: fc.constantFrom(...planRates),
        scale: fc.constantFrom(...viewScales),
      }),
    )
  })

  it('writes nothing of what is shown first, and what differs by its name', () => {
    assert.equal(format({ view: firstPlanView }), '')
    assert.equal(
      format({ view: { cells: ['c02'], rate: 'month', scale: 'linear' } }),
      'cells=c02&rate=month&scale=linear',
    )
  })

  it('leaves out and names what this plan does not have', () => {
    const { view, dropped } = parse('#cells=c02,c09&rate=year&arms=plain')

    assert.deepEqual(view, { ...firstPlanView, cells: ['c02'] })
    assert.deepEqual(dropped.toSorted(), ['arms', 'c09', 'year'])
  })
})

describe('the names and values of a fragment of a plan', () => {
  it('stand in docs/report.md, all of them', () => {
    const docs = readFileSync(path.join(import.meta.dirname, '../../../docs/report.md'), 'utf8')
    const table = docs.split('\n\n').find((part) => part.startsWith('| name') && part.includes('`rate`'))
    const rows = [...table!.matchAll(/^\| `(?<name>\w+)` +\| (?<values>.*?) +\|$/gm)]
    const written = new Map(rows.map(({ groups }) => [groups!['name'], groups!['values']!]))

    assert.deepEqual([...written.keys()], [...Object.keys(firstPlanView), 'theme'])
    for (const [name, all] of Object.entries({ rate: planRates, scale: viewScales, theme: themes }))
      for (const value of all) assert.ok(written.get(name)?.includes(`\`${value}\``), `${name}: ${value}`)
  })
})
