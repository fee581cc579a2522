import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { struckThrough } from './struck-through.ts'

const axes = [
  { title: 'x', values: ['a', 'b', 'c'] },
  { title: 'y', values: ['1', '2'] },
] as const

/** Of the layers the first two are a cross and its halo, and the others are borders. */
function drawn(beyond: readonly string[]) {
  const squares = axes[0].values.flatMap((column) =>
    axes[1].values.map((row) => ({ column, row, isBeyond: beyond.includes(column + row) })),
  )
  const [halo, through, ...borders] = struckThrough(squares, axes) as {
    data: { values: { column: string; row: string }[] }
  }[]
  const places = (layer?: typeof through) => layer?.data.values.map(({ column, row }) => column + row) ?? []
  assert.deepEqual(places(halo), places(through))
  return { through: places(through), borders: borders.map(places) }
}

describe('struckThrough', () => {
  it('has a cross on what lies beyond, with a border to what lies within, and none to the edge', () => {
    assert.deepEqual(drawn(['a1', 'a2']), { through: ['a1', 'a2'], borders: [['a1', 'a2']] })
  })

  it('has a border on each side that has a neighbour within', () => {
    const { through, borders } = drawn(['b1'])

    assert.deepEqual(through, ['b1'])
    assert.deepEqual(borders, [['b1'], ['b1'], ['b1']])
  })

  it('draws nothing where nothing lies beyond, or all does', () => {
    const all = axes[0].values.flatMap((column) => axes[1].values.map((row) => column + row))

    assert.deepEqual(drawn([]), { through: [], borders: [] })
    assert.deepEqual(drawn(all), { through: [], borders: [] })
  })
})
