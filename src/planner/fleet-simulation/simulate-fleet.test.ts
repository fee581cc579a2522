import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { intervalAt, ofRepetitions } from '../../statistics/repeated.ts'
import { analyse } from '../long-run/analyse.ts'
import * as formulas from '../published-formulas.ts'
import { fleetPlan } from './fleet-plan.fixture.ts'
import { simulateFleet } from './simulate-fleet.ts'
import { simulateOnce } from './simulate-once.ts'

const day = 86_400

describe('simulateFleet', () => {
  it('simulates all of a small fleet until the interval is narrow enough', () => {
    const plan = fleetPlan({ frontEnds: 10, consumers: 2, callsPerSecond: 100, ttlS: 60 }, { horizonS: 3600 })

    const { share, simulatedS, replications, stoppedBecause, attempts } = simulateFleet(plan, { seed: 1 })

    assert.deepEqual(
      { share, simulatedS, stoppedBecause },
      { share: 1, simulatedS: 3600, stoppedBecause: 'narrow enough' },
    )
    assert(replications >= 4)
    assert((attempts.ci95[1] - attempts.ci95[0]) / 2 <= 0.01 * attempts.mean)
  })

  it('stops at the most replications, or where work is out', () => {
    const plan = fleetPlan({ frontEnds: 2, callsPerSecond: 0.01, ttlS: 60 }, { horizonS: 3600 })

    const most = simulateFleet(plan, { seed: 1, precision: 0, replicationsMax: 7 })
    const out = simulateFleet(plan, { seed: 1, precision: 0, replicationsMax: 1e6, workMax: 2000 })

    assert.deepEqual([most.replications, most.stoppedBecause], [7, 'most replications'])
    assert.equal(out.stoppedBecause, 'out of time')
  })

  it('is the same for the same effort', () => {
    const plan = fleetPlan({ frontEnds: 3, consumers: 1, callsPerSecond: 1, ttlS: 20 }, { horizonS: 600 })

    assert.deepEqual(simulateFleet(plan, { seed: 7 }), simulateFleet(plan, { seed: 7 }))
  })

  it('scales a part of a large fleet up, and its interval covers what all of it does', () => {
    const plan = fleetPlan(
      { frontEnds: 2000, consumers: 2, callsPerSecond: 400, ttlS: 300, latencyS: 0.05, quotaPerSecond: 1e6 },
      { horizonS: 7200 },
    )
    const whole = Array.from({ length: 4 }, (_, seed) => simulateOnce(plan, seed).attempts)

    const part = simulateFleet(plan, { seed: 1, workMax: 200_000, precision: 0, replicationsMax: 12 })

    assert(part.share < 1)
    const [from, to] = intervalAt(ofRepetitions(whole), 0.999)
    assert(
      part.attempts.ci95[0] <= to && part.attempts.ci95[1] >= from,
      `${JSON.stringify(part.attempts)} ${from} ${to}`,
    )
  })

  it('carries rates on beyond what it has simulated of a long plan', () => {
    const plan = fleetPlan(
      { frontEnds: 10, callsPerSecond: 0.5, ttlS: 300, latencyS: 0.05 },
      { horizonS: 3650 * day, start: 'steady' },
    )

    const { simulatedS, calls, records } = simulateFleet(plan, {
      seed: 2,
      workMax: 400_000,
      precision: 0,
      replicationsMax: 12,
    })

    const expected = 3650 * day * 10 * formulas.fillRateSingleFlight(0.05, 300, 0.05)
    assert(simulatedS < plan.horizonS / 2)
    assertCovers(calls.GenerateDataKey, expected)
    assertCovers(records, 0.5 * plan.horizonS)
  })

  it('simulates some streams of many, with as much less of the quota', () => {
    const cold = fleetPlan(
      { frontEnds: 1, callsPerSecond: 1e4, ttlS: 300, latencyS: 0.01, quotaPerSecond: 5000 },
      { horizonS: 3600 * 24, streams: 10_000 },
    )

    const { share, throttled, busiestSecond } = simulateFleet(cold, { seed: 3, workMax: 1e5 })

    // Half of all first attempts are throttled, and again at each expiry.
    assert(share < 0.1)
    assert(throttled.mean > 5000)
    assert(busiestSecond.mean >= 10_000)
  })

  it('cuts time before caches, so that streams that renew credentials alone do not come at once', () => {
    const plan = fleetPlan(
      {
        frontEnds: 75,
        consumers: 10,
        callsPerSecond: 1000,
        ttlS: 300,
        latencyS: 0.01,
        quotaPerSecond: 10_000,
      },
      { horizonS: 30 * day, streams: 40, start: 'steady', credentialLifetimeS: 3600 },
    )

    const { share, simulatedS, throttled, busiestSecond } = simulateFleet(plan, {
      seed: 5,
      replicationsMax: 2,
    })

    assert.equal(share, 1)
    assert(simulatedS >= 3 * 3600 && simulatedS < day)
    assert.equal(throttled.mean, 0)
    // All caches of a stream and all of its consumers; two or three streams of 40 come at once by chance.
    const renewal = 75 * (1 + 10)
    assert(busiestSecond.mean >= renewal && busiestSecond.mean <= 4 * renewal, String(busiestSecond.mean))
  })

  it('simulates a part that is far from the quota without it, and scales its busiest second by chance', () => {
    const plan = fleetPlan(
      { frontEnds: 100, callsPerSecond: 1000, ttlS: 300, latencyS: 0.01, quotaPerSecond: 5000 },
      { horizonS: 30 * day, streams: 10_000, start: 'steady' },
    )

    const { share, throttled, busiestSecond, series, cautions } = simulateFleet(plan, {
      seed: 6,
      workMax: 2e6,
      replicationsMax: 2,
    })

    assert(share < 0.1)
    assert.equal(throttled.mean, 0)
    assertWithinFactor(busiestSecond.mean, analyse(plan).quota.busiestSecond, 1.25)
    assert.equal(series.quotaPerSecond, 5000)
    assert.match(cautions.join(), /% of the caches, far from the quota by theory, and without it/)
  })

  it('has about the busiest second of the whole from a part', () => {
    const plan = fleetPlan(
      { frontEnds: 100, consumers: 2, callsPerSecond: 1000, ttlS: 300, latencyS: 0.01, jitter: 0.2 },
      { horizonS: 7200, streams: 100, start: 'steady' },
    )
    const whole = simulateOnce({ ...plan, fleet: { ...plan.fleet, quotaPerSecond: 10_000 } }, 1)

    const part = simulateFleet(plan, { seed: 2, workMax: 300_000 })

    assert(part.share < 0.2)
    assertWithinFactor(part.busiestSecond.mean, whole.busiestSecond, 1.15)
  })

  it('warns of a part that chance has meet its quota where the whole hardly does', () => {
    const plan = fleetPlan(
      {
        frontEnds: 100,
        consumers: 2,
        callsPerSecond: 1000,
        ttlS: 300,
        latencyS: 0.01,
        quotaPerSecond: 10_500,
      },
      { horizonS: 30 * day, streams: 10_000, start: 'steady' },
    )

    const { throttled, cautions } = simulateFleet(plan, { seed: 3, workMax: 2e6 })

    assert(throttled.mean > 0)
    assert.match(cautions.join(), /chance evens out less among few/)
  })

  it('has no interval of fewer than 4 replications', () => {
    const plan = fleetPlan({ frontEnds: 2, callsPerSecond: 0.01, ttlS: 60 }, { horizonS: 3600 })

    const [three, four] = [3, 4].map((replicationsMax) =>
      simulateFleet(plan, { seed: 1, precision: 0, replicationsMax }),
    )

    assert.equal(three!.attempts.ci95[0], three!.attempts.ci95[1])
    assert.match(three!.cautions.join(), /too few/)
    assert(four!.attempts.ci95[0] < four!.attempts.ci95[1])
    assert.deepEqual(four!.cautions, [])
  })

  it('takes a fleet that would ask KMS for each of millions of records in small', () => {
    const plan = fleetPlan(
      { frontEnds: 1e6, consumers: 3, callsPerSecond: 1e6, ttlS: 0, quotaPerSecond: 1e5 },
      { horizonS: 30 * day },
    )

    const { attempts, simulatedS } = simulateFleet(plan, { seed: 4, workMax: 200_000 })

    assert(attempts.mean > 1e6 * 30 * day)
    assert(simulatedS < 30 * day)
  })

  it('says how long it takes to recover, and null where there was no trouble', () => {
    const fleet = { frontEnds: 100, callsPerSecond: 1e5, ttlS: 300, latencyS: 0.01 }
    const outage = { kind: 'outage' as const, fromS: 10, toS: 40 }
    const restart = { kind: 'restart' as const, atS: 20 }

    const calm = simulateFleet(fleetPlan(fleet, { horizonS: 60 }), { seed: 5 })
    const troubled = simulateFleet(fleetPlan(fleet, { horizonS: 100, disturbances: [outage, restart] }), {
      seed: 5,
    })

    assert.equal(calm.recoveryS, null)
    assert.equal(calm.lost.mean, 0)
    // From the restart, which is what hurts, to the end of the outage and the last second of trouble.
    assert(
      troubled.recoveryS!.mean >= 20 && troubled.recoveryS!.mean <= 22,
      JSON.stringify(troubled.recoveryS),
    )
    assert(troubled.lost.mean > 0 && troubled.refusedShare.mean > 0)
  })

  it('has a series whose bins sum up to the attempts of its replication', () => {
    const plan = fleetPlan({ frontEnds: 10, callsPerSecond: 100, ttlS: 60 }, { horizonS: 5000 })

    const { series, attempts } = simulateFleet(plan, { seed: 6 })

    const sum = series.bins.reduce((total, bin) => total + bin.attempts, 0)
    assert(Math.abs(sum - attempts.mean) < 0.05 * attempts.mean)
    assert(series.bins.length <= 360)
  })
})

function assertWithinFactor(value: number, expected: number, factor: number): void {
  assert(value <= factor * expected && value >= expected / factor, `${value} is not ${expected}`)
}

function assertCovers(
  { mean, ci95: [from, to] }: { mean: number; ci95: [number, number] },
  expected: number,
): void {
  // The interval is of 95 %, and this one of 99.99 %.
  const reach = 2.2 * Math.max(to - mean, mean - from) + 1e-5 * expected
  assert(Math.abs(mean - expected) <= reach, `${mean} (${from} to ${to}) is not ${expected}`)
}
