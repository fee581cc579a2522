import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { operations } from '../measure/series.ts'
import {
  firstView,
  viewArms,
  viewPercentiles,
  viewScales,
  viewTimes,
  viewUnits,
  type View,
} from '../report/data/view.ts'
import { themes } from '../report/theme.ts'
import { droppedSentence, formatFragment, parseFragment, type PageState } from './fragment.ts'

const cellIds = ['c01', 'c02', 'c03', 'a,b&c=d#e %41', 'ünï']

const view: fc.Arbitrary<View> = fc
  .record(
    {
      cells: fc.subarray(cellIds),
      operations: fc.subarray([...operations], { minLength: 1 }),
      arms: fc.subarray([...viewArms], { minLength: 1 }),
      time: fc.constantFrom(...viewTimes),
      unit: fc.constantFrom(...viewUnits),
      scale: fc.constantFrom(...viewScales),
      percentiles: fc.subarray([...viewPercentiles], { minLength: 1 }),
    },
    { noNullPrototype: true },
  )
  .filter((any) => any.unit === 'record' || any.time === 'serviceTime')
const state: fc.Arbitrary<PageState> = fc.record(
  {
    view,
    anchor: fc.constantFrom('percentiles-put', 'word-p99.9', '<script>'),
    theme: fc.constantFrom(...themes),
  },
  { requiredKeys: ['view'], noNullPrototype: true },
)

describe('formatFragment', () => {
  it('says nothing of the first view', () => {
    assert.equal(formatFragment({ view: firstView }), '')
  })

  it('says what differs, in one order', () => {
    const other: View = {
      ...firstView,
      percentiles: [50, 99],
      unit: 'record',
      cells: ['c01', 'c03'],
      scale: 'linear',
      time: 'responseTime',
      arms: ['plain', 'sealed'],
    }

    assert.equal(
      formatFragment({ view: other, anchor: 'percentiles-put', theme: 'dark' }),
      'percentiles-put&cells=c01,c03&time=responseTime&scale=linear&arms=plain,sealed&percentiles=50,99&theme=dark',
    )
  })

  it('gives what an address may hold', () => {
    fc.assert(
      fc.property(state, (any) => {
        const { hash } = new URL(`file:///report.html#${formatFragment(any)}`)

        assert.deepEqual(parseFragment(hash, cellIds), { ...any, dropped: [] })
      }),
    )
  })
})

describe('the names and values of a fragment', () => {
  it('stand in docs/report.md, all of them', () => {
    const docs = readFileSync(path.join(import.meta.dirname, '../../docs/report.md'), 'utf8')
    // Plans and indexes have names of their own, further down.
    const [table] = docs.slice(docs.search(/^\| name /m)).split('\n\n')
    const rows = [...table!.matchAll(/^\| `(?<name>\w+)` +\| (?<values>.*?) +\|$/gm)]
    const written = new Map(rows.map(({ groups }) => [groups!['name'], groups!['values']!]))

    assert.deepEqual(new Set(written.keys()), new Set([...Object.keys(firstView), 'theme']))
    const values = { operations, arms: viewArms, time: viewTimes, unit: viewUnits, scale: viewScales }
    for (const [name, all] of Object.entries({ ...values, percentiles: viewPercentiles, theme: themes }))
      for (const value of all) assert.ok(written.get(name)?.includes(`\`${value}\``), `${name}: ${value}`)
  })
})

describe('parseFragment', () => {
  it('gives back what was formatted', () => {
    fc.assert(
      fc.property(state, (any) => {
        assert.deepEqual(parseFragment(formatFragment(any), cellIds), { ...any, dropped: [] })
      }),
    )
  })

  it('takes any text, names each thing once that it does not know, and keeps to the run', () => {
    const text = fc.array(
      fc.oneof(fc.constantFrom('cells=', 'time=', '&', ',', '=', '%', 'c01', '99', 'x'), fc.string()),
    )
    fc.assert(
      fc.property(text, (parts) => {
        const read = parseFragment(`#${parts.join('')}`, cellIds)

        assert.ok(read.view.cells.every((id) => cellIds.includes(id)))
        assert.ok(read.view.percentiles.length > 0 && read.view.arms.length > 0)
        assert.equal(new Set(read.dropped).size, read.dropped.length)
      }),
    )
  })

  it('leaves out unknown ids, values and keys, and keeps the rest', () => {
    const read = parseFragment('#cells=c09,c03,c01,c03&unit=mile&colour=red&percentiles=99,50,1', cellIds)

    assert.deepEqual(read.view, { ...firstView, cells: ['c01', 'c03'], percentiles: [50, 99] })
    assert.deepEqual(read.dropped, ['colour', 'mile', '1', 'c09'])
  })

  it('gives calls the service time that they have, and says what was asked in vain', () => {
    const { view: read, dropped } = parseFragment('#time=responseTime&unit=call', cellIds)

    assert.deepEqual(read, { ...firstView, unit: 'call' })
    assert.deepEqual(dropped, ['time=responseTime (calls have no response time)'])
    assert.equal(parseFragment('#time=responseTime', cellIds).view.time, 'responseTime')
    assert.deepEqual(parseFragment('#time=serviceTime&unit=call', cellIds).dropped, [])
  })

  it('names what is no proper encoding, and goes nowhere for it', () => {
    for (const part of ['%', '%zz', '%ff', 'kms-calls%'])
      assert.deepEqual(parseFragment(`#${part}`, cellIds), { view: firstView, dropped: [part] })
    assert.deepEqual(parseFragment('#%&kms-calls&cells=%', cellIds), {
      view: firstView,
      anchor: 'kms-calls',
      dropped: ['%'],
    })
  })

  it('takes the last of a key that is there twice, and the first of two anchors, and says so', () => {
    const {
      view: read,
      anchor,
      dropped,
    } = parseFragment('#kms-calls&cells=c01&sweep&cells=c03&cells=c03', cellIds)

    assert.deepEqual([read.cells, anchor], [['c03'], 'kms-calls'])
    assert.deepEqual(dropped, ['sweep', 'cells=c01'])
  })

  it('takes a fragment of a megabyte', () => {
    const ids = Array.from({ length: 200_000 }, (_, at) => `x${at}`)

    const { view: read, dropped } = parseFragment(`#cells=c03,${ids.join(',')}`, cellIds)

    assert.deepEqual(read.cells, ['c03'])
    assert.equal(dropped.length, ids.length)
  })

  it('takes a plain anchor for an anchor', () => {
    assert.deepEqual(parseFragment('#kms-calls', cellIds), {
      view: firstView,
      anchor: 'kms-calls',
      dropped: [],
    })
  })
})

describe('droppedSentence', () => {
  it('names five, and counts the others', () => {
    assert.equal(droppedSentence([]), undefined)
    assert.match(droppedSentence(['1', '2', '3', '4', '5']) ?? '', /: 1, 2, 3, 4, 5\.$/)
    assert.match(droppedSentence(['1', '2', '3', '4', '5', '6']) ?? '', /: 1, 2, 3, 4, 5, 1 more\.$/)
    assert.match(droppedSentence(['x'.repeat(100_000)]) ?? '', /: x{60}… 99,940 more characters\.$/)
  })
})
