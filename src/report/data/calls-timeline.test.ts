import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as assertLaw, nat, property } from 'fast-check'

import { storedRun } from '../run.fixture.ts'
import { drawnTimeline, slicesMax, withDrawnTimelines } from './calls-timeline.ts'
import { keySlicesMax } from './keys-timeline.ts'
import { packedRun } from './page-data.ts'
import { noDetail } from './cell-detail.ts'

const { run } = storedRun({ recordsPerCell: 100 })

describe('drawnTimeline', () => {
  it('keeps as many slices as are drawn, and puts more together', () => {
    assert.deepEqual(drawnTimeline(evenTimeline(slicesMax)), evenTimeline(slicesMax))
    const { sliceNs, GenerateDataKey } = drawnTimeline(evenTimeline(slicesMax + 1))
    assert.equal(sliceNs, 20)
    assert.deepEqual(GenerateDataKey, [...Array(slicesMax / 2).fill(2), 1])
  })

  it('keeps sums, of any length, and does nothing twice', () => {
    const calls = array(nat(1e6), { maxLength: 1000, size: 'max' })
    assertLaw(
      property(calls, calls, calls, (GenerateDataKey, Decrypt, ofOne) => {
        const timeline = {
          sliceNs: 1e9,
          GenerateDataKey,
          Decrypt,
          byPrincipal: [{ principal: 'a', calls: ofOne }],
        }

        const drawn = drawnTimeline(timeline)

        assert.equal(sum(drawn.GenerateDataKey), sum(GenerateDataKey))
        assert.equal(sum(drawn.Decrypt), sum(Decrypt))
        assert.equal(sum(drawn.byPrincipal![0]!.calls), sum(ofOne))
        assert.ok(Math.max(drawn.GenerateDataKey.length, drawn.Decrypt.length) <= slicesMax)
        assert.deepEqual(drawnTimeline(drawn), drawn)
      }),
      { numRuns: 50 },
    )
  })
})

describe('withDrawnTimelines', () => {
  it('leaves a run as it is that has no more than is drawn', () => {
    const drawn = withDrawnTimelines(run)

    assert.equal(withDrawnTimelines(drawn), drawn)
  })

  it('puts slices of keys held together, and keeps all else that a cell exposes', () => {
    const [before, after] = [run, withDrawnTimelines(run)].map(({ cells }) => cells[0]!.exposure!)

    assert.equal(before!.timeline!.sealing.length, 2 * keySlicesMax)
    assert.equal(after!.timeline!.sealing.length, keySlicesMax)
    assert.equal(after!.timeline!.sliceNs, 2 * before!.timeline!.sliceNs)
    assert.deepEqual({ ...after, timeline: null }, { ...before, timeline: null })
  })
})

describe('packedRun', () => {
  it('does not grow with the slices of a timeline', () => {
    const calls = Array<number>(200_000).fill(3)
    const timeline = { sliceNs: 1e6, GenerateDataKey: calls, Decrypt: calls }
    const keys = { sliceNs: 1e6, sealing: calls, reading: calls, branchKeys: calls }
    const long = {
      ...run,
      cells: run.cells.map((cell) => ({
        ...cell,
        kms: { ...cell.kms, timeline },
        exposure: { ...cell.exposure!, timeline: keys },
      })),
    }
    const sizeOf = (of: typeof run) => packedRun({ run: of, detailOf: () => noDetail }).data.length

    assert.ok(sizeOf(long) < 2 * sizeOf(run))
  })
})

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}

function evenTimeline(length: number) {
  return { sliceNs: 10, GenerateDataKey: Array<number>(length).fill(1), Decrypt: [] }
}
