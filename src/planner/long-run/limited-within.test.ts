import { describe, it } from 'node:test'

import { assertNear } from '../../statistics/close.fixture.ts'
import { countLimited } from '../limited-use.ts'
import { limitedWithin } from './limited-within.ts'

describe('limitedWithin', () => {
  const use = { rate: 2, life: 60, callsPerKey: { mean: 10, variance: 0 } }

  it('is the first fill alone in a time far shorter than any life', () => {
    assertNear(limitedWithin({ ...use, duration: 0.01 }), -Math.expm1(-0.02), 1e-4)
  })

  it('is a fill for each call where key material lasts for one', () => {
    const once = { rate: 2, life: 60, callsPerKey: { mean: 1, variance: 0 }, duration: 5 }

    assertNear(limitedWithin(once), 10, 0.02)
  })

  it('comes to what renewal theory has for long times, on both sides of where it turns to it', () => {
    // A cycle is 5 s: ten calls.
    for (const duration of [99, 101])
      assertNear(limitedWithin({ ...use, duration }), countLimited({ ...use, duration }).mean, 0.01)
  })
})
