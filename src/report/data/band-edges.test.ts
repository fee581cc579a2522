import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { closedEdges, settledEdges } from './band-edges.ts'
import type { Band } from './cell-detail.ts'
import { isToldAt, percentileGrid } from './percentile-grid.ts'

describe('closedEdges', () => {
  it('lets no upper end stand below one before it, and no lower end above one after it, over gaps too', () => {
    assert.deepEqual(
      closedEdges({ low: [0.1, 0.3, null, 0.2, 0.4, 0.4], high: [1, 3, null, 7.19, 0.5, 8] }),
      { low: [0.1, 0.2, null, 0.2, 0.4, 0.4], high: [1, 3, null, 7.19, 7.19, 8] },
    )
  })

  it('leaves what rises already, and what is withheld', () => {
    for (const ends of [[], [null, null], [-3, 0, null, 0, 5]])
      assert.deepEqual(closedEdges({ low: ends, high: ends }), { low: ends, high: ends })
  })

  it('moves ends outward alone, no further than an end that was there', () => {
    fc.assert(
      fc.property(bands, (band) => {
        const closed = closedEdges(band)

        assertRising(closed)
        assertOutward(closed, band)
        for (const edge of ['low', 'high'] as const)
          assert.ok(closed[edge].every((end) => band[edge].includes(end)))
        assert.deepEqual(closedEdges(closed), closed)
      }),
    )
  })
})

describe('settledEdges', () => {
  it('keeps told ends, and puts those between them outward, in order and within the told ones beyond', () => {
    fc.assert(
      fc.property(bands, fc.array(fc.nat({ max: 50 }), { minLength: 80, maxLength: 80 }), (band, more) => {
        const closed = closedEdges(band)
        const roundedOutward = {
          low: closed.low.map((end, at) => (end === null ? null : end - (isToldAt(at) ? 0 : more[at]!))),
          high: closed.high.map((end, at) => (end === null ? null : end + (isToldAt(at) ? 0 : more[at]!))),
        }

        const settled = settledEdges(roundedOutward)

        assertRising(settled)
        assertOutward(settled, closed)
        for (const at of percentileGrid.keys().filter(isToldAt)) {
          assert.equal(settled.low[at], closed.low[at])
          assert.equal(settled.high[at], closed.high[at])
        }
        assert.deepEqual(settledEdges(settled), settled)
      }),
    )
  })
})

/** Around values that ascend, with gaps. */
const bands = fc
  .array(fc.option(fc.record({ down: fc.nat({ max: 200 }), up: fc.nat({ max: 200 }) })), {
    minLength: 20,
    maxLength: percentileGrid.length,
  })
  .map((reaches): Band => ({
    low: reaches.map((reach, at) => reach && 10 * at - reach.down),
    high: reaches.map((reach, at) => reach && 10 * at + reach.up),
  }))

function assertRising(band: Band): void {
  for (const edge of [band.low, band.high]) {
    const ends = edge.filter((end) => end !== null)
    assert.ok(ends.every((end, at) => at === 0 || end >= ends[at - 1]!))
  }
}

function assertOutward(band: Band, inner: Band): void {
  for (const [at, low] of inner.low.entries()) {
    assert.equal(band.low[at] === null, low === null)
    if (low !== null) assert.ok(band.low[at]! <= low && band.high[at]! >= inner.high[at]!)
  }
}
