import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { assertNear } from '../../statistics/close.fixture.ts'
import { normalQuantile } from '../../statistics/special-functions.ts'
import { minute } from '../fleet.fixture.ts'
import type { FleetModel } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'
import { analyse } from './analyse.ts'
import { documentedPlan, perSecond, planWith } from './plans.fixture.ts'

/** Plans of any size. */
const plans = fc
  .record({
    frontEnds: fc.integer({ min: 1, max: 1e9 }),
    principals: fc.integer({ min: 1, max: 1000 }),
    consumers: fc.integer({ min: 0, max: 20 }),
    streams: fc.integer({ min: 1, max: 10_000 }),
    rate: fc.double({ min: 1e-3, max: 1e7, noNaN: true }),
    ttlNs: fc.constantFrom(0, 1e9, minute, 5 * minute, 1440 * minute),
    rotationNs: fc.constantFrom(minute, 5 * minute, 60 * minute),
    jitter: fc.constantFrom(0, 0.2, 1),
    isAhead: fc.boolean(),
    xfetchBeta: fc.constantFrom(0, 0, 1),
    maxRecords: fc.constantFrom(1, 100, 2 ** 32),
    singleFlight: fc.boolean(),
    branchKeyTtlNs: fc.constantFrom(0, 0, 15 * minute),
    readerTtlNs: fc.constantFrom(0, 30e9, 60 * minute),
    credentialLifetimeS: fc.constantFrom(Infinity, Infinity, 1, 3600),
    isFanOutEnhanced: fc.boolean(),
    start: fc.constantFrom('cold' as const, 'steady' as const),
    catchUp: fc.constantFrom(null, { backlogS: 3600, speed: 5 }),
    isChanging: fc.boolean(),
  })
  .map((drawn): PlanModel => {
    const { frontEnds, principals, consumers, rate, ttlNs, rotationNs, jitter, singleFlight, readerTtlNs } =
      drawn
    const fleet: Partial<FleetModel> = {
      frontEnds,
      principals,
      consumers,
      callsPerSecond: rate,
      ttlNs,
      rotationNs,
      jitter,
      singleFlight,
      refreshAheadNs: singleFlight && drawn.isAhead ? 500e6 : 0,
      xfetchBeta: singleFlight ? drawn.xfetchBeta : 0,
      maxRecords: drawn.maxRecords,
      branchKeyTtlNs: drawn.branchKeyTtlNs,
      reader: { ttlNs: readerTtlNs, capacity: 1000, pollIntervalNs: 1e9 },
    }
    const { streams, credentialLifetimeS, isFanOutEnhanced, start, catchUp, isChanging } = drawn
    const plan = planWith(fleet, { streams, credentialLifetimeS, isFanOutEnhanced, start, catchUp })
    const load = [
      { lengthS: 600, from: 0, to: 2 * rate },
      { lengthS: 600, from: rate, to: rate },
      { lengthS: 1e3, from: 0, to: 0 },
    ]
    return isChanging ? { ...plan, load } : plan
  })

const rolesWithReaderTtl = (ttlNs: number): string[] =>
  analyse(planWith({ reader: { ttlNs, capacity: 1000, pollIntervalNs: 1e9 } })).rates.map(({ role }) => role)

const rolesWithCapacity = (capacity: number): string[] =>
  analyse(
    planWith({ frontEnds: 100, reader: { ttlNs: 10 * minute, capacity, pollIntervalNs: 1e9 } }),
  ).rates.map(({ role }) => role)

const waitP99Of = (calls: number): number =>
  analyse(
    planWith({
      frontEnds: 1,
      callsPerSecond: calls / 300,
      kmsLatency: { distribution: 'constant', value: 10e6 },
    }),
  ).waits.p99S

const exposureOf = (fleet: Partial<FleetModel>, credentialLifetimeS = Infinity) =>
  analyse(planWith(fleet, { credentialLifetimeS })).exposure

describe('analyse', () => {
  it('says of Kinesis as documented that it calls 12 times in 5 minutes', () => {
    const analysis = analyse(documentedPlan)

    assertNear(analysis.callsPerSecond * 300, 12, 0.001)
    assertNear(analysis.callsPer30Days, 103_680, 0.001)
    assert.deepEqual(
      analysis.rates.map(({ role, operation }) => [role, operation]),
      [
        ['fills that generate', 'GenerateDataKey'],
        ['consumers at the tip', 'Decrypt'],
      ],
    )
    assert.deepEqual(analysis.cautions, [])
  })

  it('has rates that add up, are finite, and explain themselves', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { rates, callsPerSecond, waits, quota, exposure } = analyse(plan)

        const sum = rates.reduce((total, rate) => total + rate.perSecond, 0)
        assertNear(sum, callsPerSecond, 1e-9)
        const { growthToQuota, busiestWhen, ...figures } = quota
        const numbers = [
          ...rates.map((rate) => rate.perSecond),
          ...Object.values({ ...waits, ...figures, ...exposure }),
        ]
        assert(numbers.every(Number.isFinite), JSON.stringify(numbers))
        assert(rates.every(({ perSecond: rate, formula }) => rate >= 0 && formula !== ''))
        assert(growthToQuota === null || growthToQuota >= 0)
        assert(busiestWhen !== '')
        assert(waits.share <= 1 && waits.p50S <= waits.p99S && waits.p99S <= waits.p999S)
      }),
      { numRuns: 80, seed: 6 },
    )
  })

  it('never has more fills than calls', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const { streams, load, fleet } = plan
        const mean = load.length === 1 ? fleet.callsPerSecond : (fleet.callsPerSecond * 1200) / 2200

        const generated = perSecond(analyse(plan), 'GenerateDataKey')

        assert(generated <= streams * mean * fleet.batch * (1 + 1e-6), `${generated} of ${streams * mean}`)
      }),
      { numRuns: 50, seed: 7 },
    )
  })

  it('grows in proportion to streams', () => {
    fc.assert(
      fc.property(plans, (plan) => {
        const one = analyse({ ...plan, streams: 1 })
        const ten = analyse({ ...plan, streams: 10 })

        assertNear(ten.callsPerSecond, 10 * one.callsPerSecond, 1e-9)
        assert.deepEqual(ten.waits, one.waits)
        assert.deepEqual(ten.exposure.sealsForS, one.exposure.sealsForS)
      }),
      { numRuns: 20, seed: 8 },
    )
  })

  it('saturates at a call for each record as front ends grow, and says when the quota is hit', () => {
    const few = analyse(planWith({ callsPerSecond: 3600, quotaPerSecond: 10_000 }))
    const many = analyse(planWith({ callsPerSecond: 3600, frontEnds: 1e9, quotaPerSecond: 10_000 }))
    const { growthToQuota } = few.quota

    const grown = analyse(planWith({ callsPerSecond: 3600, frontEnds: Math.round(4 * growthToQuota!) }))

    // One GenerateDataKey and two Decrypts for each record; without capacity for more, none is found again.
    assertNear(many.callsPerSecond, 3 * 3600, 0.01)
    assertNear(grown.quota.steadyShare, 1, 0.01)
    assert.equal(analyse(planWith({ callsPerSecond: 3300 })).quota.growthToQuota, null)
  })

  it('needs no more calls for more shards, or with enhanced fan-out', () => {
    const { callsPerSecond } = analyse(documentedPlan)

    assert.equal(analyse(planWith({ shards: 1000 })).callsPerSecond, callsPerSecond)
    assert.equal(analyse({ ...documentedPlan, isFanOutEnhanced: true }).callsPerSecond, callsPerSecond)
  })

  it('makes a call for each invocation that has a credential of its own', () => {
    const lambda = analyse(planWith({ consumers: 0, callsPerSecond: 50 }, { credentialLifetimeS: 0 }))

    assertNear(perSecond(lambda, 'GenerateDataKey'), 50, 1e-9)
    assertNear(lambda.waits.share, 1, 0.01)
    assert(lambda.rates.some(({ role }) => role === 'fills that new credentials add'))
  })

  it('decrypts again only where the TTL of readers is below what an EDK seals', () => {
    assert(rolesWithReaderTtl(4 * minute).includes('consumers whose entry expired'))
    assert(!rolesWithReaderTtl(5 * minute + 2e9).includes('consumers whose entry expired'))
  })

  it('evicts only where a reading cache holds fewer EDKs than are in use', () => {
    assert(rolesWithCapacity(90).includes('consumers that evict'))
    assert(!rolesWithCapacity(100).includes('consumers that evict'))
  })

  it('reads a backlog once more, at its speed while that lasts', () => {
    const change = { horizonS: 86_400, catchUp: { backlogS: 43_200, speed: 3 } }

    const { rates } = analyse(planWith({}, change))

    const tip = rates.find(({ role }) => role === 'consumers at the tip')!
    const behind = rates.find(({ role }) => role === 'consumers that catch up')!
    // Half a day's EDKs, and of each consumer those of the four caches that are in use when it begins.
    assertNear(behind.perSecond, tip.perSecond / 2 + (2 * 4) / 86_400, 0.01)
  })

  it('fills once for a burst, however long the silence after it', () => {
    const load = [
      { lengthS: 10, from: 1000, to: 1000 },
      { lengthS: 590, from: 0, to: 0 },
    ]

    const analysis = analyse(planWith({ consumers: 0, frontEnds: 10 }, { load, horizonS: 86_400 }))

    assertNear(analysis.callsPerSecond * 600, 10, 0.01)
    assert.equal(analysis.quota.busiestWhen, 'load peak')
  })

  it('is silent where nothing comes', () => {
    const analysis = analyse(planWith({}, { load: [{ lengthS: Infinity, from: 0, to: 0 }] }))

    assert.equal(analysis.callsPerSecond, 0)
    assert.deepEqual(analysis.waits, { share: 0, meanS: 0, p50S: 0, p99S: 0, p999S: 0 })
    assert.equal(analysis.quota.headroom, 1)
  })

  it('has records wait at p99.9 as long as KMS takes there, where each asks it', () => {
    const kmsLatency = { distribution: 'lognormal', median: 10e6, p99: 40e6 } as const

    const { waits } = analyse(planWith({ consumers: 0, ttlNs: 0, kmsLatency }))

    assertNear(waits.p999S, 0.01 * 4 ** (normalQuantile(0.999) / normalQuantile(0.99)), 0.005)
  })

  it('has a wait at p99 where a cache sees fewer than 99 calls in a TTL, and none above', () => {
    // The share of records that miss is 1 / (1 + lambda T).
    assertNear(waitP99Of(98), 0.01, 1e-6)
    assert.equal(waitP99Of(100), 0)
  })

  it('has all records wait without a cache, and next to none far enough ahead', () => {
    const uncached = analyse(planWith({ ttlNs: 0 }))
    const ahead = analyse(planWith({ refreshAheadNs: 10e9 }))

    assert.equal(uncached.waits.share, 1)
    assertNear(uncached.waits.p50S, 0.01, 1e-6)
    assert(ahead.waits.share < 1e-12)
    assertNear(ahead.callsPerSecond, analyse(documentedPlan).callsPerSecond * (300 / 290), 0.001)
  })

  it('goes on after a revocation until entries end: TTL or rotation, and the TTL of readers', () => {
    assert.deepEqual(exposureOf({}).sealsForS, 300)
    assert.deepEqual(exposureOf({ ttlNs: minute }).sealsForS, 60)
    assert.deepEqual(exposureOf({ rotationNs: 1440 * minute }).sealsForS, 300)
    assert.deepEqual(exposureOf({}, 100).sealsForS, 100)
    assert.deepEqual(exposureOf({ branchKeyTtlNs: 15 * minute }).sealsForS, 1200)
    assert.deepEqual(exposureOf({}).opensForS, 600)
  })

  it('has one key material seal until its rotation, however often it is decrypted anew, and open after that', () => {
    const { keySealsForS, keyLivesForS } = exposureOf({ ttlNs: minute, rotationNs: 1440 * minute })

    assert.equal(keySealsForS, 86_400)
    assert.equal(keyLivesForS, 86_400 + 600)
    assert.equal(exposureOf({}, 100).keySealsForS, 100)
    assert.equal(exposureOf({}, 100).keyLivesForS, 200)
  })

  it('opens with one leaked key all that it has sealed, and with a branch key all of its data keys', () => {
    const short = { ttlNs: 1e9, rotationNs: 1e9, frontEnds: 100 }

    assertNear(exposureOf({ maxRecords: 50 }).recordsPerKey, 50, 1e-6)
    assertNear(exposureOf({}).recordsPerKey, 25 * 300, 0.001)
    // One of 100 front ends sees one of 100 records per second, for a day.
    assertNear(exposureOf({ ...short, branchKeyTtlNs: 1440 * minute }).recordsPerKey, 86_400, 1e-9)
  })
})

const cautionsAt = (atS: number, change: Partial<PlanModel> = {}): string =>
  analyse(
    planWith(
      { frontEnds: 100, callsPerSecond: 1000 },
      { start: 'steady', disturbances: [{ kind: 'restart', atS }], ...change },
    ),
  ).cautions.join()

describe('a restart', () => {
  it('that comes as consumers poll is told by what it would be half a poll later', () => {
    assert.match(
      cautionsAt(600),
      /The restart at 600 s comes as consumers poll, .* at 600\.5 s, .* instead of /,
    )
  })

  it('in mid-second needs no such caution, nor do consumers that do not poll', () => {
    assert.doesNotMatch(cautionsAt(600.5), /comes as consumers poll/)
    assert.doesNotMatch(cautionsAt(600, { isFanOutEnhanced: true }), /comes as consumers poll/)
  })
})
