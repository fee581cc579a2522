import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LoadSegment } from '../plan-model.ts'
import { loadProfileOf } from './load-profile.ts'
import { fillsUnderLoad } from './periodic-load.ts'
import { planWith } from './plans.fixture.ts'

describe('fillsUnderLoad', () => {
  for (const periodS of [2e-9, 1e-6, 0.1, 0.5])
    it(`fills in each second alike where the load repeats itself every ${periodS} s`, () => {
      const { perSecond, busiestSecond } = under(bursts(periodS))

      assert.ok(Math.abs(perSecond * 60.1 - 1) < 0.01, `${perSecond}`)
      assert.ok(Math.abs(busiestSecond / perSecond - 1) < 1e-3, `${busiestSecond} of ${perSecond}`)
    })

  it('counts one burst more in a second that is no whole number of periods', () => {
    const { perSecond, busiestSecond } = under(bursts(0.7))

    // Fills come in the bursts alone: two of them in some seconds, one in others.
    assert.ok(
      Math.abs((busiestSecond / perSecond / 0.7) * 0.5 - 1) < 0.01,
      `${busiestSecond} of ${perSecond}`,
    )
  })
})

function under(load: readonly LoadSegment[]) {
  return fillsUnderLoad(loadProfileOf(planWith({}, { load })), 0.1, [60])
}

/** 100 calls per second, in a hundredth of the time. */
function bursts(periodS: number): LoadSegment[] {
  return [
    { lengthS: periodS / 100, from: 10_000, to: 10_000 },
    { lengthS: (periodS * 99) / 100, from: 0, to: 0 },
  ]
}
