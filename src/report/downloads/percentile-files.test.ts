import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CellDetail, Curve } from '../data/cell-detail.ts'
import { gridIndexOf, gridLength, percentileGrid } from '../data/percentile-grid.ts'
import { curvesOf, hgrmText, percentilesCsv } from './percentile-files.ts'

const count = 200
const values = percentileGrid.slice(0, gridLength(count)).map((q) => Math.round(1000 + 1000 * q))
const curve: Curve = { count, min: 1000, mean: 1500.25, max: 3000, values }
const low = values.map((value, at) => (at === gridIndexOf(0.5) ? value - 10 : null))
const high = values.map((value, at) => (at === gridIndexOf(0.5) ? value + 10 : null))
const detail: CellDetail = {
  curves: { 'put.plain.serviceTime': curve, 'put.sealed.serviceTime': { ...curve, low, high } },
  overheads: {},
  densities: {},
  overTime: {},
}

describe('curvesOf', () => {
  it('has the curves of a cell by their series', () => {
    assert.deepEqual(curvesOf(detail), Object.entries(detail.curves))
    assert.deepEqual(curvesOf({ ...detail, curves: {} }), [])
  })
})

describe('hgrmText', () => {
  const lines = hgrmText(curve).split('\n')
  const figures = lines.slice(2, -3).map((line) => line.trim().split(/ +/).map(Number))

  it('has what plotters of HdrHistogram read: value, share, count up to it and one over the rest', () => {
    assert.match(lines[0]!, /^ +Value +Percentile +TotalCount +1\/\(1-Percentile\)$/)
    assert.deepEqual(figures[gridIndexOf(0.5)], [1500, 0.5, 100, 2])
    assert.deepEqual(figures[gridIndexOf(0.9)], [1900, 0.9, 180, 10])
    assert.equal(figures.length, values.length + 1)
  })

  it('counts one record at least, never fewer than before, and all of them at the end', () => {
    const counts = figures.map(([, , upTo]) => upTo!)
    assert.equal(counts[0], 1)
    assert.deepEqual(
      counts,
      counts.toSorted((one, other) => one - other),
    )
    assert.deepEqual(figures.at(-1), [3000, 1, count])
  })

  it('ends with mean, longest and count', () => {
    assert.match(lines.at(-3)!, /^#\[Mean {4}= +1500\.250\]$/)
    assert.match(lines.at(-2)!, /^#\[Max {5}= +3000\.000, Total count {4}= +200\]$/)
    assert.equal(lines.at(-1), '')
  })
})

describe('percentilesCsv', () => {
  it('has a row for each point of each curve, with its interval where there is one', () => {
    const [head, ...rows] = percentilesCsv('c01', detail).trimEnd().split(/\r?\n/)
    const ofMedian = rows.filter((row) => row.split(',')[2] === '0.5')

    assert.equal(head, 'cell,series,q,records,valueNs,lowNs,highNs')
    assert.equal(rows.length, 2 * (values.length + 1))
    assert.deepEqual(ofMedian, [
      'c01,put.plain.serviceTime,0.5,100,1500,,',
      'c01,put.sealed.serviceTime,0.5,100,1500,1490,1510',
    ])
    assert.equal(rows.at(-1), 'c01,put.sealed.serviceTime,1,200,3000,,')
  })
})
