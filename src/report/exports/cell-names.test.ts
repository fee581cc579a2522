import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellResult } from '../../run-store/run-format.ts'
import { storedRun } from '../run.fixture.ts'
import { cellNames } from './cell-names.ts'

const { cells } = storedRun({ recordsPerCell: 0 }).run

function named(params: readonly CellResult['params'][]): string[] {
  const run = { cells: params.map((one, index) => ({ ...cells[0]!, id: `c0${index + 1}`, params: one })) }
  return [...cellNames(run).values()]
}

function ttl(value: string): CellResult['params'] {
  return { 'keyCache.ttl': value }
}

describe('cellNames', () => {
  it('is made of the swept parameters, so that it stays when cells are numbered anew', () => {
    assert.deepEqual(named([ttl('1 min'), ttl('5 min')]), ['keyCache.ttl=1 min', 'keyCache.ttl=5 min'])
    assert.deepEqual(named([ttl('0 s'), ttl('1 min')]).at(-1), 'keyCache.ttl=1 min')
  })

  it('is empty where nothing is swept', () => {
    assert.deepEqual(named([{}]), [''])
  })

  it('tells cells apart whose values read alike, and such as are the same', () => {
    const names = named([{ a: '5' }, { a: 5 }, { a: 5 }])

    assert.deepEqual(names, ['a="5", c01', 'a=5, c02', 'a=5, c03'])
  })
})
