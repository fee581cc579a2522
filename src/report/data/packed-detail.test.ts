import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { storedRun } from '../run.fixture.ts'
import { settledEdges } from './band-edges.ts'
import { noDetail, type Band, type CellDetail } from './cell-detail.ts'
import { detailOfLog } from './detail-of-log.ts'
import { packedDetail, unpackedDetail } from './packed-detail.ts'
import { isToldAt, percentileGrid } from './percentile-grid.ts'
import { widthOf } from './width-steps.ts'

const { run, logOf } = storedRun({ recordsPerCell: 2000, sweep: {} })
const [cell] = run.cells

describe('packedDetail', () => {
  it('is what unpackedDetail makes the same detail of, to the last digit', () => {
    for (const intervalsAt of ['grid', 'told'] as const) {
      const detail = detailOfLog(logOf('c01'), { cell: cell!, seed: run.seed, intervalsAt })

      assert.deepEqual(unpackedDetail(JSON.parse(JSON.stringify(packedDetail(detail)))), detail)
    }
    assert.deepEqual(unpackedDetail(packedDetail(noDetail)), noDetail)
  })

  it('keeps gaps, edges that rise or fall, and curves without intervals', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: percentileGrid.length }), (points) => {
        const detail = detailWith(points)

        assert.deepEqual(unpackedDetail(JSON.parse(JSON.stringify(packedDetail(detail)))), detail)
      }),
    )
  })

  it('has a small number for each end between told percentiles', () => {
    const { curves } = packedDetail(
      detailOfLog(logOf('c01'), { cell: cell!, seed: run.seed, intervalsAt: 'grid' }),
    )

    const { down, up } = curves['put.sealed.serviceTime']!
    const changes = [...down!, ...up!].filter((change) => change !== null)
    assert.ok(changes.length > 40)
    assert.ok(changes.every(Number.isInteger))
    assert.ok(changes.filter((change) => Math.abs(change) < 10).length > changes.length / 2)
  })
})

const reach = fc.option(fc.nat({ max: 400 }).map(widthOf))
const point = fc.record({ value: fc.nat({ max: 1e10 }), down: reach, up: reach })

/** One curve with the intervals of `points` and edges that rise, an overhead whose edges fall too, and a curve without any. */
function detailWith(
  points: readonly { readonly value: number; readonly down: number | null; readonly up: number | null }[],
): CellDetail {
  const values = points.map(({ value }) => value).toSorted((one, other) => one - other)
  const curve = { count: 100, min: 0, mean: 1, max: 2, values }
  const plain = { ...curve, values: values.map(() => 0) }
  const band = bandAround(values, points)
  return {
    ...noDetail,
    curves: {
      'put.plain.serviceTime': plain,
      'put.sealed.serviceTime': { ...curve, ...settledEdges(band) },
    },
    overheads: { 'put.serviceTime': band },
  }
}

function bandAround(
  values: readonly number[],
  points: readonly { readonly down: number | null; readonly up: number | null }[],
): Band {
  const ends = (sign: 1 | -1): Band['low'] =>
    points.map(({ down, up }, at) => {
      const value = values[at]!
      if (down === null || up === null) return null
      return isToldAt(at) ? value + sign * 12.345 : value + sign * (sign < 0 ? down : up)
    })
  return { low: ends(-1), high: ends(1) }
}
