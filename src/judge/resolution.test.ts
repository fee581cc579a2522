import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf, putLog } from './cell.fixture.ts'
import { judgeOperation } from './operation-result.ts'
import { recordsIn, resolutionOf, type RepeatedCell, type Resolution } from './resolution.ts'

const minuteNs = 60e9

describe('resolutionOf', () => {
  it('finds smaller effects in longer runs, down to the noise floor', () => {
    const repetitions = repeated([0, 0, 0, 0])

    const [short, long] = [minuteNs / 1e4, minuteNs].map((runNs) => putMedian(repetitions, runNs))

    assert(short!.detectableNs! > 2 * long!.detectableNs!, `${short!.detectableNs} ${long!.detectableNs}`)
    assert(long!.detectableNs! >= long!.noiseFloorNs!)
    assert.equal(long!.noiseFloorNs, short!.noiseFloorNs)
  })

  it('does not find what is less than starts differ by, however long a run is', () => {
    const { detectableNs } = putMedian(repeated([-900, 300, -300, 900]), 1000 * minuteNs)

    // Starts differ by a standard deviation of 775 ns; four of them, so t is 3.18 and 0.98.
    assert(detectableNs! > 2500 && detectableNs! < 4000, `${detectableNs}`)
  })

  it('gives the effect as a share of the sealed record', () => {
    const { sealedNs, detectableNs, detectableShare } = putMedian(repeated([0, 0, 0]), minuteNs)

    assert(Math.abs(sealedNs - 24_000) < 100)
    assert.equal(detectableShare, detectableNs! / sealedNs)
  })

  it('withholds what it has too few samples for, and all of what was not measured', () => {
    const resolution = resolutionOf(repeated([0, 0, 0]), minuteNs)
    const of = (operation: string) => resolution.filter((row) => row.operation === operation)

    assert.equal(resolution.length, 8)
    assert.equal(of('put').find(({ statistic }) => statistic === 'p999')!.detectableNs, null)
    for (const { detectableNs, noiseFloorNs, detectableShare } of of('get'))
      assert.deepEqual([detectableNs, noiseFloorNs, detectableShare], [null, null, null])
  })
})

describe('recordsIn', () => {
  it('goes by the pace of the repetitions', () => {
    // Each has 4000 records in a second.
    assert.equal(recordsIn(minuteNs, repeated([0, 0])), 240_000)
    assert.equal(recordsIn(minuteNs, []), 0)
  })
})

/** Cells whose overhead differs by so much from start to start, ns. */
function repeated(shifts: readonly number[]): RepeatedCell[] {
  return shifts.map((shift, index) => {
    const log = putLog({ addedNs: 14_000 + shift, seed: index + 1 })
    return { cell: { ...cellOf(), put: judgeOperation(log, 'put', 1) }, log }
  })
}

function putMedian(repetitions: readonly RepeatedCell[], runNs: number): Resolution {
  return resolutionOf(repetitions, runNs)[0]!
}
