import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assertNear } from '../statistics/close.fixture.ts'
import { plainFleet, simulateMany } from './fleet.fixture.ts'
import {
  cachesOfFleet,
  callRateOfBranchKeys,
  callRateOfBusyFleet,
  callsOfQueue,
  cycleOfXFetch,
  delayedPerRefresh,
  delayedShare,
  deniedCallRate,
  fillRate,
  fillRateIndependent,
  fillRateJittered,
  fillRateLimited,
  fillRateOfFleet,
  fillRateRefreshAhead,
  fillRateSingleFlight,
  missRateLru,
  savedBySharedKey,
} from './published-formulas.ts'

describe('published formulas', () => {
  it('give the rates of the literature', () => {
    assertNear(fillRate(1, 300), 0.003322, 1e-3)
    assertNear(fillRateSingleFlight(200, 10, 0.05), 0.09945, 1e-3)
    assertNear(fillRateIndependent(200, 10, 0.05), 11 * fillRateSingleFlight(200, 10, 0.05), 1e-12)
    assertNear(delayedShare(200, 10, 0.05), 11 / 2011, 1e-12)
    assertNear(delayedShare(1000, 300, 0.01), 0.01 / 300, 0.2)
  })

  it('saturate at N / T over a fleet', () => {
    const rates = [1, 10, 100, 1000, 10_000].map((frontEnds) => fillRateOfFleet(10, 300, frontEnds))

    assert.deepEqual(
      rates.map((rate) => Number(rate.toPrecision(2))),
      [0.0033, 0.033, 0.32, 2.5, 7.7],
    )
  })

  it('give 12 calls in 5 minutes for 4 front ends and 2 consumers', () => {
    assertNear(callRateOfBusyFleet(4, 2, 300) * 300, 12, 1e-12)
  })

  it('turn from age to use where the limit is met', () => {
    assertNear(fillRateLimited(10, 300, 10), 1, 1e-9)
    assertNear(fillRateLimited(10, 300, 100_000), fillRate(10, 300), 1e-9)
    assert.equal(fillRateLimited(10, 300, 1), 10)
  })

  it('shorten a cycle by half the jitter, and by the grace', () => {
    assertNear(fillRateJittered(1, 300, 0.1), 1 / 286, 1e-12)
    assert.equal(fillRateJittered(1, 300, 0), fillRate(1, 300))
    assertNear(fillRateRefreshAhead(1, 300, 10, 0.01), 1 / 291.01, 1e-12)
    assertNear(fillRateRefreshAhead(1, 300, 10, 0) / fillRate(1, 300), 1.034, 1e-3)
    assert.equal(fillRateRefreshAhead(1, 300, 400, 0.5), fillRateSingleFlight(1, 0, 0.5))
    assertNear(delayedPerRefresh(0.2, 3, 0.05), 0.554, 1e-3)
    assertNear(delayedPerRefresh(1, 3, 0.05), 0.052, 0.01)
  })

  it('give the cycle of XFetch as its survival function integrates', () => {
    for (const [rate, ttl, latency, beta] of [
      [20, 10, 1, 2],
      [20, 10, 5, 2],
      [0.1, 10, 1, 1],
      [100, 300, 0.013, 1],
      [1, 10, 20, 3],
    ] as const) {
      const scale = latency * beta
      const survival = (time: number): number =>
        Math.exp(-rate * scale * (Math.exp((time - ttl) / scale) - Math.exp(-ttl / scale)))
      const steps = 200_000
      let integral = 0
      for (let step = 0; step < steps; step += 1)
        integral += (survival(((step + 0.5) / steps) * ttl) * ttl) / steps

      assertNear(cycleOfXFetch(rate, ttl, latency, beta), integral + survival(ttl) / rate + latency, 1e-5)
    }
    assertNear(1 / cycleOfXFetch(2, 10, 0.5, 0), fillRateSingleFlight(2, 10, 0.5), 1e-12)
    assertNear(cycleOfXFetch(2, 300, 0.001, 1), 300.501, 1e-5)
  })

  it('miss with every EDK that does not fit', () => {
    assertNear(missRateLru(50, 8, 7) * 3600, 22_500, 1e-12)
    assertNear(missRateLru(50, 8, 4) * 3600, 90_000, 1e-12)
    assert.equal(missRateLru(50, 8, 8), 0)
    assert.equal(missRateLru(50, 8, 9), 0)
  })

  it('count owners for branch keys, caches for those who share, and one call a negative TTL', () => {
    assertNear(callRateOfBranchKeys(6, 3600, 0, 1e9) * 3600, 6, 1e-6)
    assertNear(deniedCallRate(1e9, 2, 0, 0), 0.5, 1e-6)
    assertNear(deniedCallRate(0.5, 2, 0.5, 0.01), 1 / (1.5 + 0.01 + 2), 1e-12)
    assert.deepEqual(
      [1, 4, 5, 8].map((frontEnds) => cachesOfFleet(frontEnds, 4)),
      [1, 1, 2, 2],
    )
  })

  it('count the calls of queues and topics as AWS does', () => {
    const january = { billingPeriod: 2_678_400, reusePeriod: 300 }
    const february = { billingPeriod: 2_419_200, reusePeriod: 86_400 }

    assert.equal(callsOfQueue({ ...january, producers: 1, consumers: 1 }), 26_784)
    assert.equal(callsOfQueue({ ...january, producers: 1, consumers: 0 }), 17_856)
    assert.equal(
      callsOfQueue({ ...february, producers: 3, consumers: 1 }) +
        callsOfQueue({ ...february, producers: 5, consumers: 2 }),
      532,
    )
  })

  it('save nothing for one request, and 99 % for a hundred', () => {
    assert.equal(savedBySharedKey(1), 0)
    assertNear(savedBySharedKey(100), 0.99, 1e-12)
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

    assertNear(ratePerSecond({}), fillRate(5, 10), 0.01)
    assertNear(ratePerSecond(slow), fillRateSingleFlight(5, 10, 0.2), 0.01)
    assertNear(ratePerSecond({ maxRecords: 50 }), fillRateLimited(5, 10, 50), 0.015)
    assertNear(ratePerSecond({ ...slow, jitter: 0.4 }), 1 / (1 / fillRateJittered(5, 10, 0.4) + 0.2), 0.01)
    assertNear(ratePerSecond({ ...slow, refreshAheadNs: 1e9 }), fillRateRefreshAhead(5, 10, 1, 0.2), 0.01)
    assertNear(ratePerSecond({ ...slow, xfetchBeta: 2 }), 1 / cycleOfXFetch(5, 10, 0.2, 2), 0.01)
    // The published formula leaves out that late answers prolong the life of the entry.
    assertNear(ratePerSecond({ ...slow, singleFlight: false }), fillRateIndependent(5, 10, 0.2), 0.03)
  })
})
