import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { randomStream } from '../random.ts'
import { milliseconds, nanoseconds, seconds } from '../units/units.ts'
import { Holdings } from './holdings.ts'
import { setUpKeyCache } from './key-cache.fixture.ts'

const remembering = {
  negativeTtl: seconds(2),
  random: { ...randomStream(20170701, 'refusals'), uniform: () => 0 },
}

describe('KeyCache, refused by KMS', () => {
  it('asks KMS no more for that principal until the refusal is over', async () => {
    const { kms, leaseAt } = setUpKeyCache({}, remembering)
    kms.failure = 'AccessDeniedException'
    await assert.rejects(leaseAt(seconds(0)), { kmsErrorName: 'AccessDeniedException' })
    kms.failure = undefined

    await assert.rejects(leaseAt(nanoseconds(seconds(2) - 1)), { kmsErrorName: 'AccessDeniedException' })
    await leaseAt(nanoseconds(seconds(2) - 1), 1, 'ben')
    assert.equal(kms.calls.length, 2)

    await leaseAt(seconds(2))
    assert.equal(kms.calls.length, 3)
  })

  it('asks again at once where the failure may be over, and always without a negative TTL', async () => {
    const throttled = setUpKeyCache({}, remembering)
    throttled.kms.failure = 'ThrottlingException'
    const forgetful = setUpKeyCache({})
    forgetful.kms.failure = 'AccessDeniedException'

    for (const { kms, leaseAt } of [throttled, forgetful]) {
      for (let record = 0; record < 3; record += 1) await assert.rejects(leaseAt(seconds(0)))
      assert.equal(kms.calls.length, 3)
    }
  })

  it('does so without a cache and without single flight too', async () => {
    for (const [limits, options] of [
      [{ ttl: seconds(0) }, remembering],
      [{}, { ...remembering, policy: 'independent' as const }],
    ] as const) {
      const { kms, leaseAt } = setUpKeyCache(limits, options)
      kms.failure = 'DisabledException'

      for (let record = 0; record < 10; record += 1) await assert.rejects(leaseAt(seconds(0)))

      assert.equal(kms.calls.length, 1)
    }
  })

  it('seals on with what it has where a refresh is refused, and does not refresh until that is over', async () => {
    const limits = { ttl: seconds(60), rotation: seconds(60), refreshAhead: seconds(10) }
    const { kms, clock, leaseAt, leaseNowAt } = setUpKeyCache(limits, remembering)
    const key = await leaseAt(seconds(0))
    kms.failure = 'DisabledException'

    for (let at = 50; at < 60; at += 0.25) assert.equal(await leaseNowAt(seconds(at)), key)
    await clock.waitUntil(seconds(60))

    // At 50, 52, 54, 56 and 58 s: between them only the memory is asked, once a second.
    assert.equal(kms.calls.length, 6)
    await assert.rejects(leaseAt(seconds(60)), { kmsErrorName: 'DisabledException' })
  })
})

describe('KeyCache, observed', () => {
  it('tells what it takes and lets go, by expiry, replacement and dispose', async () => {
    const holdings = new Holdings({ horizon: seconds(200), slices: 2 })
    const { clock, cache, leaseAt } = setUpKeyCache(
      { ttl: seconds(50), rotation: seconds(50), maxRecords: 2 },
      { holdings },
    )
    await leaseAt(seconds(0))
    await leaseAt(seconds(0), 1, 'ben')
    await clock.waitUntil(seconds(100))
    for (const at of [100, 110, 120]) await leaseAt(seconds(at))
    await clock.waitUntil(seconds(130))
    cache.dispose()

    const { taken, max, longestNs, mean, timeline } = holdings.snapshot(seconds(200))
    assert.deepEqual([taken, max, longestNs], [4, 2, seconds(50)])
    assert.equal(mean, (2 * 50 + 30) / 200)
    assert.deepEqual(timeline.mean, [1, 0.3])
  })

  it('counts nothing without a cache, where each key is for one record', async () => {
    const holdings = new Holdings({ horizon: seconds(10), slices: 1 })
    const { leaseAt } = setUpKeyCache({ ttl: seconds(0) }, { holdings })

    for (let at = 0; at < 5; at += 1) (await leaseAt(seconds(at))).release()

    assert.equal(holdings.snapshot(seconds(10)).taken, 0)
  })

  it('counts nothing that comes after dispose but for those who wait for it', async () => {
    const holdings = new Holdings({ horizon: seconds(10), slices: 1 })
    const { kms, clock, cache } = setUpKeyCache({}, { holdings })
    kms.latency = milliseconds(10)
    const keys = Promise.all([1, 2].map(async (size) => cache.lease('ann', size)))
    cache.dispose()

    for (const key of await answered(clock, keys)) key.release()

    const { taken, longestNs } = holdings.snapshot(seconds(1))
    assert.deepEqual([taken, longestNs], [1, 0])
    assert.equal(holdings.snapshot(seconds(2)).mean, 0)
  })
})
