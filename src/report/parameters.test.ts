import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import type { CellResult } from '../run-store/run-format.ts'
import {
  cellLabel,
  describeParameter,
  parameterKey,
  parameterText,
  shortLabel,
  sweptParameters,
} from './parameters.ts'
import { storedRun } from './run.fixture.ts'

const [template] = storedRun({ recordsPerCell: 40, sweep: { 'put.batch': ['1'] } }).run.cells
const policies = [
  { ttl: '5 min', rotation: '5 min' },
  { ttl: '5 min', rotation: '5 min', jitter: 0.2 },
  { ttl: '1 min', rotation: '5 min', branchKey: { ttl: '20 min' } },
]

describe('describeParameter', () => {
  it('says a map setting by setting, flattened', () => {
    assert.equal(
      describeParameter({ ttl: '5 min', jitter: 0.2, branchKey: { ttl: '20 min' } }),
      'ttl 5 min, jitter 0.2, branchKey.ttl 20 min',
    )
    assert.equal(describeParameter({ branchKey: {} }), 'branchKey {}')
    assert.equal(describeParameter({}), '{}')
  })

  it('says anything else as the scenario does', () => {
    assert.deepEqual(['5 min', 4, true, null].map(describeParameter), ['5 min', '4', 'true', 'null'])
  })

  it('shows lists up to four items, and how many longer ones have', () => {
    assert.equal(describeParameter([1, 2, 3, 4]), '[1, 2, 3, 4]')
    assert.equal(describeParameter([1, 2, 3, 4, 5]), '[1, 2, 3, 4, … 5 in all]')
    assert.equal(describeParameter({ steps: [{ rate: '8 /s', for: '1 s' }] }), 'steps [(rate 8 /s, for 1 s)]')
  })
})

describe('parameterText', () => {
  it('leaves out what is the same in every cell of the run', () => {
    const run = runOf(policies.map((keyCache) => ({ keyCache })))

    assert.deepEqual(
      run.cells.map((cell) => parameterText(run, cell, 'keyCache')),
      ['ttl 5 min', 'ttl 5 min, jitter 0.2', 'ttl 1 min, branchKey.ttl 20 min'],
    )
  })

  it('keeps a value whole that would have nothing left', () => {
    const run = runOf(policies.slice(0, 2).map((keyCache) => ({ keyCache })))

    assert.deepEqual(
      run.cells.map((cell) => parameterText(run, cell, 'keyCache')),
      ['ttl 5 min, rotation 5 min', 'jitter 0.2'],
    )
  })

  it('leaves nothing out where a cell has no map, and marks what a cell does not set', () => {
    const run = runOf([{ keyCache: policies[1] }, { keyCache: 'none' }, {}])

    assert.deepEqual(
      run.cells.map((cell) => parameterText(run, cell, 'keyCache')),
      ['ttl 5 min, rotation 5 min, jitter 0.2', 'none', '–'],
    )
  })

  it('tells any two maps of plain settings apart', () => {
    const setting = fc.constantFrom('ttl', 'rotation', 'jitter', 'branchKey')
    const map = fc.dictionary(setting, fc.oneof(fc.nat(3), fc.dictionary(setting, fc.nat(3))))
    fc.assert(
      fc.property(fc.array(map, { minLength: 2, maxLength: 6 }), (maps) => {
        const run = runOf(maps.map((keyCache) => ({ keyCache })))
        const texts = run.cells.map((cell) => sortedEntries(parameterText(run, cell, 'keyCache')))

        assert.equal(new Set(texts).size, new Set(maps.map(parameterKey)).size)
      }),
    )
  })
})

describe('parameterKey', () => {
  it('tells values apart that read alike', () => {
    assert.notEqual(parameterKey('1'), parameterKey(1))
    assert.notEqual(parameterKey({ a: '1, b 2' }), parameterKey({ a: '1', b: '2' }))
    assert.notEqual(parameterKey([1, 2]), parameterKey([2, 1]))
  })

  it('does not mind the order of settings', () => {
    assert.equal(parameterKey({ a: 1, b: { c: 2, d: 3 } }), parameterKey({ b: { d: 3, c: 2 }, a: 1 }))
  })
})

describe('cellLabel', () => {
  it('names the parameters, and shortLabel only their values', () => {
    const run = runOf([{ 'keyCache.ttl': '5 min', 'fleet.frontEnds': 4 }, {}])

    assert.equal(cellLabel(run, run.cells[0]!), 'c01 (keyCache.ttl 5 min, fleet.frontEnds 4)')
    assert.equal(shortLabel(run, run.cells[0]!), 'c01 (5 min · 4)')
    assert.equal(cellLabel(run, run.cells[1]!), 'c02')
    assert.equal(shortLabel(run, run.cells[1]!), 'c02')
  })

  it('parts parameters by semicolons where one has commas itself', () => {
    const run = runOf(policies.map((keyCache) => ({ keyCache, 'fleet.frontEnds': 4 })))

    assert.equal(cellLabel(run, run.cells[1]!), 'c02 (keyCache ttl 5 min, jitter 0.2; fleet.frontEnds 4)')
  })
})

describe('sweptParameters', () => {
  it('lists each once, in the order of the sweep', () => {
    assert.deepEqual(sweptParameters(runOf([{ b: 1 }, { b: 2, a: 1 }])), ['b', 'a'])
  })
})

function runOf(params: readonly CellResult['params'][]) {
  const cells = params.map((own, index) => ({ ...template!, id: `c0${index + 1}`, params: own }))
  return { cells }
}

function sortedEntries(text: string): string {
  return text.split(', ').toSorted().join(', ')
}
