import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { boxAt, boxBeside, boxBeyond, isGrid, type Box } from './marks.ts'

/** Two panels of three columns and two rows each, drawn column by column, one panel after the other. */
const grid = [0, 400].flatMap((panel) =>
  [0, 100, 200].flatMap((x) => [0, 50].map((y) => square(panel + x, y, 90, 40))),
)

describe('boxAt', () => {
  it('reaches a little beyond a box, and no further', () => {
    assert.equal(boxAt([square(0, 0, 10, 10)], 26, 5), 0)
    assert.equal(boxAt([square(0, 0, 10, 10)], 26.1, 5), -1)
  })
})

describe('boxBeside', () => {
  it('finds the mark whose place along the line is nearest, anywhere in the plot', () => {
    const line = [dot(0, 300), dot(200, 200), dot(400, 10)]

    assert.equal(boxBeside(line, 110, 30), 1)
    assert.equal(boxBeside(line, 90, 280), 0)
    assert.equal(boxBeside(line, 330, 290), 2)
  })

  it('finds of marks above each other the nearest', () => {
    assert.equal(boxBeside([dot(100, 10), dot(100, 200)], 90, 120), 1)
    assert.equal(boxBeside([dot(100, 10), dot(100, 200)], 90, 90), 0)
  })

  it('finds nothing beside the plot', () => {
    assert.equal(boxBeside([dot(100, 50)], 220, 50), 0)
    assert.equal(boxBeside([dot(100, 50)], 220.1, 50), -1)
    assert.equal(boxBeside([dot(100, 50)], 100, 90), 0)
    assert.equal(boxBeside([dot(100, 50)], 100, 90.1), -1)
    assert.equal(boxBeside([], 0, 0), -1)
  })
})

describe('boxBeyond', () => {
  it('goes through a grid by place, and from panel to panel', () => {
    assert.equal(boxBeyond(grid, 0, 'right'), 2)
    assert.equal(boxBeyond(grid, 2, 'down'), 3)
    assert.equal(boxBeyond(grid, 3, 'left'), 1)
    assert.equal(boxBeyond(grid, 1, 'up'), 0)
    assert.equal(boxBeyond(grid, 4, 'right'), 6)
  })

  it('stays where nothing lies that way', () => {
    assert.equal(boxBeyond(grid, 0, 'left'), 0)
    assert.equal(boxBeyond(grid, 0, 'up'), 0)
    assert.equal(boxBeyond(grid, 11, 'right'), 11)
    assert.equal(boxBeyond(grid, 11, 'down'), 11)
  })
})

describe('isGrid', () => {
  it('knows rows and columns from lines, single rows and single columns', () => {
    assert.equal(isGrid(grid), true)
    assert.equal(isGrid(grid.slice(0, -1)), true)
    assert.equal(isGrid(Array.from({ length: 20 }, (_, index) => dot(index * 10, index * index))), false)
    assert.equal(isGrid([0, 100, 200].map((x) => dot(x, 0))), false)
    assert.equal(isGrid([0, 100, 200].map((y) => dot(0, y))), false)
  })

  it('takes any whole table for one', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.integer({ min: 2, max: 9 }), (columns, rows) => {
        const boxes = Array.from({ length: columns * rows }, (_, index) =>
          dot((index % columns) * 20, Math.floor(index / columns) * 20),
        )
        assert.equal(isGrid(boxes), true)
      }),
    )
  })
})

function square(left: number, top: number, width: number, height: number): Box {
  return { left, top, right: left + width, bottom: top + height }
}

/** Around its place. */
function dot(x: number, y: number): Box {
  return square(x, y, 0, 0)
}
