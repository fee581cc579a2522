import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog, SeriesName } from '../measure/series.ts'
import { randomStream } from '../random.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { putLog } from './cell.fixture.ts'
import { driftsOf, hasSettled, mediansNeeded } from './steady-state.ts'

/** Medians that fall to 10 us as code is compiled, with noise of 5 %. */
function falling(count: number, windowsToSettle: number): number[] {
  const random = randomStream(20170701, 'falling')
  return Array.from(
    { length: count },
    (_, index) => 10_000 * (1 + 2 * Math.exp((-3 * index) / windowsToSettle)) * (1 + 0.05 * random.normal()),
  )
}

/** Ten slow medians, then fast ones. */
function stepped(fast: number): number[] {
  return [...Array<number>(10).fill(30_000), ...Array<number>(fast).fill(10_000)]
}

/** A straight line down by `share`. */
function sinking(share: number): number[] {
  return Array.from({ length: 20 }, (_, index) => 10_000 * (1 - (share * index) / 19))
}

describe('hasSettled', () => {
  it('sees medians fall, and sees that they have fallen', () => {
    assert.equal(hasSettled(falling(20, 20)), false)
    assert.equal(hasSettled(falling(60, 20)), true)
  })

  it('lets the steep beginning drop out', () => {
    assert.equal(hasSettled(stepped(4)), false)
    assert.equal(hasSettled(stepped(10)), true)
  })

  it('does not take noise for a trend: not once in a hundred warm-ups of a fivefold spread does it go to the end', () => {
    const random = randomStream(20170701, 'noise')
    const unsettled = Array.from({ length: 100 }, () => {
      const medians = Array.from({ length: 80 }, () => 10_000 * Math.exp(0.8 * random.normal()))
      return [20, 30, 40, 50, 60, 70, 80].every((looked) => hasSettled(medians.slice(0, looked)) === false)
    })

    assert.equal(unsettled.filter(Boolean).length, 0)
  })

  it('does not mind a fall of less than 5 %, however clear', () => {
    assert.equal(hasSettled(sinking(0.08)), true, 'of which the later half is 4 %')
    assert.equal(hasSettled(sinking(0.2)), false)
  })

  it('does not mind that they rise', () => {
    assert.equal(hasSettled(falling(20, 20).toReversed()), true)
  })

  it('cannot tell from fewer than eight', () => {
    assert.equal(hasSettled(falling(mediansNeeded - 1, 20)), undefined)
    assert.equal(hasSettled(falling(mediansNeeded, 20)), false)
  })
})

describe('driftsOf', () => {
  it('says by what share the last third of the segments differs from the first, and how clear that is', () => {
    const log = drifting(12, 0.3)

    const { plain, sealed } = driftsOf(log, 'put')!

    assert(Math.abs(sealed.share - 0.3) < 0.08, `${sealed.share}`)
    assert(sealed.p < 1e-4)
    assert.equal(plain.share, 0)
    assert.equal(plain.p, 1)
  })

  it('sees none in noise', () => {
    const { plain, sealed } = driftsOf(putLog({ segments: 40 }), 'put')!

    for (const { share, p } of [plain, sealed]) {
      assert(Math.abs(share) < 0.01)
      assert(p > 0.01)
    }
  })

  it('tells nothing of few segments, or of what was not measured', () => {
    assert.equal(driftsOf(drifting(mediansNeeded - 1, 0.3), 'put'), null)
    assert.notEqual(driftsOf(drifting(mediansNeeded, 0.3), 'put'), null)
    assert.equal(driftsOf(drifting(12, 0.3), 'get'), null)
  })
})

/** A sealed arm that gets slower by `share` from its first to its last segments, and a plain one that does not. */
function drifting(segments: number, share: number): LatencyLog {
  const sealed = Array.from({ length: segments }, (_, index) =>
    bucketsOf(Array<number>(100).fill(20_000 * (1 + (share * index * 1.5) / segments))),
  )
  const plain = Array.from({ length: segments }, () => bucketsOf(Array<number>(100).fill(3000)))
  return new Map<SeriesName, typeof sealed>([
    ['put.plain.serviceTime', plain],
    ['put.sealed.serviceTime', sealed],
  ])
}
