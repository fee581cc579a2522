import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as assertLaw, double, property } from 'fast-check'

import { drawnKeys, keySlicesMax } from './keys-timeline.ts'

describe('drawnKeys', () => {
  it('keeps as many slices as are drawn, and takes the mean of more', () => {
    assert.deepEqual(drawnKeys(evenTimeline(keySlicesMax)), evenTimeline(keySlicesMax))
    const sealing = [1, 2, ...Array<number>(keySlicesMax - 1).fill(4)]
    assert.deepEqual(drawnKeys({ sliceNs: 10, sealing, reading: [], branchKeys: [] }), {
      sliceNs: 20,
      sealing: [1.5, ...Array<number>(keySlicesMax / 2).fill(4)],
      reading: [],
      branchKeys: [],
    })
  })

  it('stays between least and most, of any length, and does nothing twice', () => {
    const keys = array(double({ min: 0, max: 1e6, noNaN: true }), { maxLength: 500, size: 'max' })
    assertLaw(
      property(keys, keys, (sealing, reading) => {
        const drawn = drawnKeys({ sliceNs: 1e9, sealing, reading, branchKeys: [] })

        assert.ok(Math.max(drawn.sealing.length, drawn.reading.length) <= keySlicesMax)
        for (const mean of drawn.sealing)
          assert.ok(mean >= Math.min(...sealing) - 0.001 && mean <= Math.max(...sealing) + 0.001)
        assert.deepEqual(drawnKeys(drawn), drawn)
      }),
      { numRuns: 50 },
    )
  })
})

function evenTimeline(length: number) {
  return { sliceNs: 10, sealing: Array<number>(length).fill(1), reading: [], branchKeys: [] }
}
