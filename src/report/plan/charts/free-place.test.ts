import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { linearAxis } from '../../charts/amount-axis.ts'
import { freePlace, type PlotSpot } from './free-place.ts'

/** One unit is about a pixel. */
const axis = linearAxis([400])
const plot = { x: axis, y: axis, width: 420, height: 420 }
const level = (y: number): PlotSpot[] => [0, 400].map((x) => ({ x, y }))

/** Beside a level line at 200. */
function placed(...others: readonly (readonly PlotSpot[])[]) {
  return freePlace('quota 10 /s', level(200), others, plot)
}

describe('freePlace', () => {
  it('is above, towards the right, where nothing is in the way', () => {
    assert.deepEqual(placed(), { spot: { x: 0, y: 200 }, align: 'left', baseline: 'bottom' })
  })

  it('is at the other end where a line passes at the first, and below where one passes all along', () => {
    const passing = placed([
      { x: 30, y: 0 },
      { x: 30, y: 400 },
    ])

    assert.deepEqual([passing.spot.x, passing.align, passing.baseline], [400, 'right', 'bottom'])
    assert.deepEqual(placed(level(207)), { spot: { x: 0, y: 200 }, align: 'left', baseline: 'top' })
  })

  it('is never cut by the edge, whatever is in the way', () => {
    const top = freePlace('quota 10 /s', level(418), [level(410)], plot)

    assert.deepEqual([top.align, top.baseline], ['left', 'top'])
  })
})
