import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { differences } from '../record-simulation/equality.fixture.ts'
import { randomPlan } from '../record-simulation/random-plans.fixture.ts'
import { simulateRecords } from '../record-simulation/simulate-records.ts'
import * as formulas from '../published-formulas.ts'
import { fleetPlan, meanAndSigma } from './fleet-plan.fixture.ts'
import { simulateOnce } from './simulate-once.ts'

const day = 86_400

describe('simulateOnce', () => {
  it('makes as many calls as renewal theory says, with TTL and latency', () => {
    const plan = fleetPlan(
      { frontEnds: 50, callsPerSecond: 5, ttlS: 300, latencyS: 0.05 },
      { horizonS: 20 * day },
    )

    const { mean, sigma } = meanAndSigma(plan, 8, ({ calls }) => calls.GenerateDataKey / (20 * day))

    within(mean, 50 * formulas.fillRateSingleFlight(0.1, 300, 0.05), sigma)
  })

  it('makes more where each call asks for itself', () => {
    const plan = fleetPlan(
      { frontEnds: 10, callsPerSecond: 50, ttlS: 60, latencyS: 0.5, singleFlight: false },
      { horizonS: day },
    )

    const { mean, sigma } = meanAndSigma(plan, 8, ({ calls }) => calls.GenerateDataKey / day)

    within(mean, 10 * formulas.fillRateIndependent(5, 60, 0.5), sigma)
  })

  it('makes more under a limit by use', () => {
    const plan = fleetPlan(
      { frontEnds: 10, callsPerSecond: 10, ttlS: 300, maxRecords: 280 },
      { horizonS: 5 * day },
    )

    const { mean, sigma } = meanAndSigma(plan, 8, ({ calls }) => calls.GenerateDataKey / (5 * day))

    within(mean, 10 * formulas.fillRateLimited(1, 300, 280), sigma)
  })

  it('makes more with jitter, refresh ahead and XFetch', () => {
    const common = { frontEnds: 20, callsPerSecond: 20, ttlS: 30, latencyS: 0.1 }
    const rateOf = (policy: object) =>
      meanAndSigma(
        fleetPlan({ ...common, ...policy }, { horizonS: day }),
        8,
        ({ calls }) => calls.GenerateDataKey / day,
      )

    const jittered = rateOf({ jitter: 0.5 })
    const ahead = rateOf({ refreshAheadNs: 5e9 })
    const byChance = rateOf({ xfetchBeta: 4 })

    within(jittered.mean, 20 * formulas.fillRateSingleFlight(1, 30 * 0.75, 0.1), jittered.sigma)
    within(ahead.mean, 20 * formulas.fillRateRefreshAhead(1, 30, 5, 0.1), ahead.sigma)
    within(byChance.mean, 20 / formulas.cycleOfXFetch(1, 30, 0.1, 4), byChance.sigma)
  })

  it('lets records wait as often as theory says, and half a latency on average behind the first', () => {
    const plan = fleetPlan({ frontEnds: 10, callsPerSecond: 100, ttlS: 30, latencyS: 0.2 }, { horizonS: day })

    const waiting = meanAndSigma(plan, 8, ({ waited, records }) => waited / records)
    const waits = meanAndSigma(plan, 8, ({ waitedS, calls }) => waitedS / calls.GenerateDataKey)

    within(waiting.mean, formulas.delayedShare(10, 30, 0.2), waiting.sigma)
    within(waits.mean, 0.2 + 10 * 0.2 * 0.1, waits.sigma)
  })

  it('has the documented fleet of Kinesis make 12 calls in 5 min', () => {
    const plan = fleetPlan(
      { frontEnds: 4, consumers: 2, callsPerSecond: 4000, ttlS: 300, latencyS: 0.01 },
      { horizonS: 30 * day, start: 'steady' },
    )

    const { attempts } = simulateOnce(plan, 1)

    assert(Math.abs(attempts - 103_680) < 40, `${attempts}`)
  })

  it('is the same for the same seed, and another for another', () => {
    const plan = randomPlan(5)

    assert.deepEqual(simulateOnce(plan, 1), simulateOnce(plan, 1))
    assert.notDeepEqual(simulateOnce(plan, 1), simulateOnce(plan, 2))
  })

  it('is equal in distribution to a simulation record by record', () => {
    const seeds = Array.from({ length: 60 }, (_, index) => 1000 + index)

    assert.deepEqual(differences(simulateRecords, simulateOnce, { seeds, replications: 12 }), [])
  })

  it('is so where XFetch, limits by use, a backlog and a refresh in trouble meet, and where fills are independent', () => {
    const seeds = [1217, 921, 1414, 1309, 1047, 892, 577, 724]

    assert.deepEqual(differences(simulateRecords, simulateOnce, { seeds, replications: 40 }), [])
  })

  it('loses no more than came, and makes an attempt for each call', () => {
    fc.assert(
      fc.property(fc.nat(100_000), (seed) => {
        const plan = randomPlan(seed)

        const { calls, attempts, throttled, failedCalls, records, waited, lost } = simulateOnce(plan, seed, {
          workMax: 20_000,
        })

        assert(
          records >= waited * (1 - 1e-9) - 0.5 * plan.fleet.batch && waited >= lost,
          `${records} ${waited} ${lost}`,
        )
        assert(attempts >= calls.GenerateDataKey + calls.Decrypt - 1e-9)
        assert(throttled <= attempts && failedCalls <= attempts)
      }),
      { seed: 6, numRuns: 150 },
    )
  })

  it('throttles where a second has more attempts than the quota, and only there', () => {
    assert.equal(coldStart(100).throttled, 0)
    assert.equal(coldStart(100).busiestSecond, 100)
    assert(coldStart(99).throttled >= 1)
  })

  it('costs no more for more records, as far as events go', () => {
    assert(busyDays(1, 4e6).work < 1.01 * busyDays(1, 4e3).work)
  })

  it('keeps no more in memory for a year than for a day', () => {
    const [one, year] = [busyDays(1, 400), busyDays(365, 400)]

    assert.deepEqual(year.slots, one.slots)
    assert(year.series.attempts.length <= 366)
  })

  it('loses nothing in an outage that the caches outlive with refresh ahead, and does without', () => {
    // The first refresh is tried at 240 s, and the caches end at 300 s.
    assert.equal(lostInOutage(60e9, 230, 295), 0)
    assert.equal(lostInOutage(60e9, 299, 306), 0)
    assert(lostInOutage(0, 299, 306) > 0)
  })

  it('fills every cache again after a restart', () => {
    const plan = fleetPlan(
      { frontEnds: 30, consumers: 2, callsPerSecond: 3e5, ttlS: 300, latencyS: 0.01 },
      { horizonS: 250, disturbances: [{ kind: 'restart', atS: 100.5 }] },
    )

    const { calls } = simulateOnce(plan, 1)

    // Consumers find what was stored before and after the restart, under either EDK.
    assert.deepEqual(calls, { GenerateDataKey: 60, Decrypt: 2 * 30 * 3 })
  })

  it('has a cache that holds too few EDKs miss once for each call, however many records it brings', () => {
    const reader = { ttlNs: 3600e9, capacity: 5, pollIntervalNs: 1e9 }
    const plan = fleetPlan(
      { frontEnds: 10, consumers: 1, callsPerSecond: 50, batch: 10, ttlS: 300, reader },
      { horizonS: 1000 },
    )

    const { mean, sigma } = meanAndSigma(plan, 8, ({ calls }) => calls.Decrypt / 1000)

    within(mean, formulas.missRateLru(50, 10, 5), sigma)
  })

  it('stops where work is out, and says how far it came', () => {
    const plan = fleetPlan({ frontEnds: 100, callsPerSecond: 1e4, ttlS: 10 }, { horizonS: 1000 })

    const run = simulateOnce(plan, 1, { workMax: 500 })

    assert.equal(run.work, 500)
    assert(run.simulatedS > 0 && run.simulatedS < 1000)
  })
})

function coldStart(quotaPerSecond: number) {
  const fleet = { frontEnds: 100, callsPerSecond: 1e5, ttlS: 60, quotaPerSecond }
  return simulateOnce(fleetPlan(fleet, { horizonS: 50 }), 1)
}

function busyDays(days: number, callsPerSecond: number) {
  const fleet = { frontEnds: 4, consumers: 2, callsPerSecond, ttlS: 300, latencyS: 0.01 }
  return simulateOnce(fleetPlan(fleet, { horizonS: days * day }), 1)
}

function lostInOutage(refreshAheadNs: number, fromS: number, toS: number): number {
  const fleet = { frontEnds: 50, callsPerSecond: 5000, ttlS: 300, latencyS: 0.01, refreshAheadNs }
  return simulateOnce(fleetPlan(fleet, { horizonS: 600, disturbances: [{ kind: 'outage', fromS, toS }] }), 1)
    .lost
}

function within(mean: number, expected: number, sigma: number): void {
  assert(
    Math.abs(mean - expected) <= 4 * sigma + 1e-9 * expected,
    `${mean} is not ${expected}, sigma ${sigma}`,
  )
}
