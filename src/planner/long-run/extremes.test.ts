import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertNear } from '../../statistics/close.fixture.ts'
import { documentedKinesis } from '../choices/plan.fixture.ts'
import type { FleetModel } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import { analyse } from './analyse.ts'

const uncached: Partial<FleetModel> = { ttlNs: 0, consumers: 0, quotaPerSecond: 1e9 }

/** A KMS call for each of `callsPerSecond` records, and nothing else. */
const busiestOf = (callsPerSecond: number): number =>
  analyse({ ...documentedKinesis({ ...uncached, callsPerSecond }), start: 'steady' }).quota.busiestSecond

const callsAt = (credentialLifetimeS: number): number => {
  const model: PlanModel = documentedKinesis({ callsPerSecond: 4e-6, consumers: 0 })
  return analyse({ ...model, credentialLifetimeS }).callsPerSecond
}

describe('analyse', () => {
  it('sees the same chance in a second whether a count is summed up or taken as normal', () => {
    const [below, above] = [busiestOf(999_999), busiestOf(1_000_001)]

    assert.ok(above >= below && above - below <= 4, `${below}, ${above}`)
    // The highest of 30 days: 5 standard deviations.
    assertNear(above, 1_000_000 + 4947, 1e-5)
  })

  it('answers for a million streams of a thousand million records a second', () => {
    const model = documentedKinesis({ ...uncached, callsPerSecond: 1e9 })

    assertNear(analyse({ ...model, streams: 1e6 }).quota.busiestSecond, 1e15, 1e-6)
  })

  it('has each call ask where credentials hardly see one, and goes over to it evenly', () => {
    assertNear(callsAt(0), 4e-6, 1e-12)
    assertNear(callsAt(0.999), 4e-6, 1e-6)
    assertNear(callsAt(1.001), 4e-6, 1e-5)
    assertNear(callsAt(1e-9), 4e-6, 1e-12)
  })

  it('follows a cold start under bursts as under even load, and no longer than it matters', () => {
    const model = documentedKinesis({ frontEnds: 1000, callsPerSecond: 400, consumers: 0 })
    const bursts = [
      { lengthS: 60, from: 600, to: 600 },
      { lengthS: 30, from: 0, to: 0 },
    ]

    const even = analyse({ ...model, load: [{ lengthS: Infinity, from: 600, to: 600 }] }).quota.busiestSecond
    const bursty = analyse({ ...model, load: bursts }).quota

    assertNear(bursty.busiestSecond, even, 1e-9)
    assert.equal(bursty.busiestWhen, 'cold start')
  })
})
