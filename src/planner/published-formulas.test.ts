import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { plainFleet, simulateMany } from './fleet.fixture.ts'
import {
  callRateOfBusyFleet,
  delayedShare,
  fillRate,
  fillRateIndependent,
  fillRateLimited,
  fillRateOfFleet,
  fillRateSingleFlight,
} from './published-formulas.ts'

const isWithin = (actual: number, expected: number, share: number): void =>
  assert.ok(Math.abs(actual - expected) <= share * expected, `${actual} is not near ${expected}`)

describe('published formulas', () => {
  it('give the rates of the literature', () => {
    isWithin(fillRate(1, 300), 0.003322, 1e-3)
    isWithin(fillRateSingleFlight(200, 10, 0.05), 0.09945, 1e-3)
    isWithin(fillRateIndependent(200, 10, 0.05), 11 * fillRateSingleFlight(200, 10, 0.05), 1e-12)
    isWithin(delayedShare(200, 10, 0.05), 11 / 2011, 1e-12)
    isWithin(delayedShare(1000, 300, 0.01), 0.01 / 300, 0.2)
  })

  it('saturate at N / T over a fleet', () => {
    const rates = [1, 10, 100, 1000, 10_000].map((frontEnds) => fillRateOfFleet(10, 300, frontEnds))

    assert.deepEqual(
      rates.map((rate) => Number(rate.toPrecision(2))),
      [0.0033, 0.033, 0.32, 2.5, 7.7],
    )
  })

  it('give 12 calls in 5 minutes for 4 front ends and 2 consumers', () => {
    isWithin(callRateOfBusyFleet(4, 2, 300) * 300, 12, 1e-12)
  })

  it('turn from age to use where the limit is met', () => {
    isWithin(fillRateLimited(10, 300, 10), 1, 1e-9)
    isWithin(fillRateLimited(10, 300, 100_000), fillRate(10, 300), 1e-9)
    assert.equal(fillRateLimited(10, 300, 1), 10)
  })

  it('agree with a simulation', () => {
    const model = {
      ...plainFleet,
      arrivals: 'poisson' as const,
      callsPerSecond: 5,
      ttlNs: 10e9,
      rotationNs: 10e9,
      durationNs: 20_000e9,
    }
    const ratePerSecond = (some: object) =>
      simulateMany({ ...model, ...some }, 2, 3).GenerateDataKey.mean / 20_000
    const slow = { kmsLatency: { distribution: 'constant' as const, value: 200e6 } }

    isWithin(ratePerSecond({}), fillRate(5, 10), 0.01)
    isWithin(ratePerSecond(slow), fillRateSingleFlight(5, 10, 0.2), 0.01)
    isWithin(ratePerSecond({ maxRecords: 50 }), fillRateLimited(5, 10, 50), 0.015)
    // The published formula leaves out that late answers prolong the life of the entry.
    isWithin(ratePerSecond({ ...slow, singleFlight: false }), fillRateIndependent(5, 10, 0.2), 0.03)
  })
})
