import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { gridIndexOf, gridLength, percentileGrid, toldPercentiles } from './percentile-grid.ts'

describe('percentileGrid', () => {
  it('ascends from 0, and has the usual percentiles exactly', () => {
    assert.equal(percentileGrid[0], 0)
    assert.ok(percentileGrid.every((q, index) => index === 0 || q > percentileGrid[index - 1]!))
    for (const q of [0.5, 0.9, 0.99, 0.999, 0.9999]) assert.equal(percentileGrid[gridIndexOf(q)], q)
    assert.equal(gridIndexOf(0.123), -1)
  })
})

describe('toldPercentiles', () => {
  it('are some of the grid, the usual ones among them', () => {
    assert.ok(toldPercentiles.every((q) => percentileGrid.includes(q)))
    assert.ok(toldPercentiles.length * 3 < percentileGrid.length * 2)
    for (const q of [0.5, 0.9, 0.99, 0.999, 0.9999]) assert.ok(toldPercentiles.includes(q))
  })
})

describe('gridLength', () => {
  it('ends with the last percentile that has ten records beyond it', () => {
    assert.ok(gridLength(1000) > gridIndexOf(0.99))
    assert.ok(gridLength(999) <= gridIndexOf(0.99))
    assert.equal(gridLength(1e9), percentileGrid.length)
  })
})
