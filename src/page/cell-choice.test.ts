import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { storedRun } from '../report/run.fixture.ts'
import { cellsFound, parameterChips, withCells } from './cell-choice.ts'

const { run } = storedRun({ recordsPerCell: 50 })
const ids = run.cells.map(({ id }) => id)

describe('parameterChips', () => {
  it('puts each cell under one value of each parameter', () => {
    const chips = parameterChips(run)

    assert.deepEqual(
      chips.map(({ parameter, values }) => [parameter, values.length]),
      [
        ['keyCache.ttl', 5],
        ['keyCache.rotation', 2],
      ],
    )
    for (const { values } of chips)
      assert.deepEqual(values.flatMap(({ cells }) => cells).toSorted(), ids.toSorted())
  })

  it('leaves out a parameter that is the same everywhere', () => {
    const { run: narrow } = storedRun({
      sweep: { 'keyCache.ttl': ['5 min'], 'keyCache.rotation': ['5 min', '1 h'] },
      recordsPerCell: 50,
    })

    assert.deepEqual(
      parameterChips(narrow).map(({ parameter }) => parameter),
      ['keyCache.rotation'],
    )
  })
})

describe('withCells', () => {
  it('adds and takes away, and keeps the order of the run', () => {
    fc.assert(
      fc.property(
        fc.shuffledSubarray(ids),
        fc.shuffledSubarray(ids),
        fc.boolean(),
        (chosen, cells, isChosen) => {
          const changed = withCells(run, chosen, cells, isChosen)

          const expected = ids.filter((id) => (cells.includes(id) ? isChosen : chosen.includes(id)))
          assert.deepEqual(changed, expected)
        },
      ),
    )
  })
})

describe('cellsFound', () => {
  it('finds cells whose id and parameters hold every part', () => {
    assert.deepEqual([...cellsFound(run, ' TTL  15 min')], ['c07', 'c08'])
    assert.deepEqual([...cellsFound(run, 'ttl 1 h, rotation 5')], ['c09'])
    assert.deepEqual([...cellsFound(run, 'c03')], ['c03'])
    assert.equal(cellsFound(run, '').size, 10)
    assert.equal(cellsFound(run, 'nowhere').size, 0)
  })
})
