import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { countLimited } from '../limited-use.ts'
import { limitedWithin } from './limited-within.ts'

const isWithin = (actual: number, expected: number, share: number): void =>
  assert(Math.abs(actual - expected) <= share * expected, `${actual} is not near ${expected}`)

describe('limitedWithin', () => {
  const use = { rate: 2, life: 60, callsPerKey: { mean: 10, variance: 0 } }

  it('is the first fill alone in a time far shorter than any life', () => {
    isWithin(limitedWithin({ ...use, duration: 0.01 }), -Math.expm1(-0.02), 1e-4)
  })

  it('is a fill for each call where key material lasts for one', () => {
    const once = { rate: 2, life: 60, callsPerKey: { mean: 1, variance: 0 }, duration: 5 }

    isWithin(limitedWithin(once), 10, 0.02)
  })

  it('comes to what renewal theory has for long times, on both sides of where it turns to it', () => {
    // A cycle is 5 s: ten calls.
    for (const duration of [99, 101])
      isWithin(limitedWithin({ ...use, duration }), countLimited({ ...use, duration }).mean, 0.01)
  })
})
