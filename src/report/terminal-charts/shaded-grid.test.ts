import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { textColumns } from '../text-width.ts'
import { shadedGrids, type ShadedGrid } from './shaded-grid.ts'

const grid: ShadedGrid = {
  title: 'Calls',
  down: 'ttl',
  columns: ['1 min', '1 h'],
  rows: ['0 s', '5 min'],
  squares: [
    [
      { value: 10, text: '10' },
      { value: 1000, text: '1,000', mark: '×', sgr: 31 },
    ],
    [undefined, { value: 100, text: '100' }],
  ],
}

function drawn(grids: readonly ShadedGrid[], width: number, color = false): string[] {
  return shadedGrids(grids, { width, color })
}

describe('shadedGrids', () => {
  it('has a row and a column for each value, figures shaded by orders of magnitude, marks and gaps', () => {
    assert.deepEqual(drawn([grid], 80), [
      ['Calls', 'ttl      1 min       1 h', '  0 s ┤  10 ░   1,000 █×', '5 min ┤   –       100 ▓'].join('\n'),
    ])
  })

  it('puts grids beside each other where there is room, to the column, and below where there is not', () => {
    const width = Math.max(...drawn([grid], 80)[0]!.split('\n').map(textColumns))
    const both = width + 4 + width

    assert.equal(drawn([grid, grid], both).length, 1)
    assert.equal(drawn([grid, grid], both - 1).length, 2)
    assert.match(drawn([grid, grid], both)[0]!, /^Calls +Calls\n/)
  })

  it('goes on below with the columns for which there is no room', () => {
    const [text] = drawn([grid], 18)

    assert.match(text!, /1 min\n[^]*\nttl +1 h\n/)
    assert.ok(text!.split('\n').every((line) => textColumns(line) <= 18))
  })

  it('colours what has a colour, without a change of places', () => {
    // oxlint-disable-next-line no-control-regex
    const plain = drawn([grid, grid], 80, true)[0]!.replaceAll(/\u001B\[\d+m/g, '')

    assert.equal(plain, drawn([grid, grid], 80)[0])
    // oxlint-disable-next-line no-control-regex
    assert.match(drawn([grid], 80, true)[0]!, /\u001B\[31m +1,000 █×\u001B\[0m/)
  })

  it('shades what is nearly alike nearly alike, and what has no end as the most', () => {
    assert.equal(shadesOf(99, 100), '██')
    assert.equal(shadesOf(0, 10, Infinity), '░██')
  })
})

/** Of the figures in one row. */
function shadesOf(...values: number[]): string {
  const squares = [values.map((value) => ({ value, text: 'x' }))]
  const [text] = drawn([{ ...grid, columns: values.map(String), rows: ['a'], squares }], 80)
  return text!.match(/[░▒▓█]/g)!.join('')
}
