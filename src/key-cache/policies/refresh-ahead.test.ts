/**
 * Key material that is refreshed before it ends, behind the first record within the grace.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../../clock/answered.fixture.ts'
import { SealingKey } from '../../envelope/key-material.ts'
import { minutes, nanoseconds, seconds } from '../../units/units.ts'
import { numberOf } from '../counting-kms.fixture.ts'
import { setUpKeyCache } from '../key-cache.fixture.ts'

const ahead = { ttl: seconds(60), rotation: seconds(60), refreshAhead: seconds(10) }

describe('refresh-ahead', () => {
  it('begins with the first record within the grace, and not a nanosecond earlier', async () => {
    const { kms, clock, leaseAt } = setUpKeyCache(ahead)
    await leaseAt(seconds(0))

    await leaseAt(nanoseconds(seconds(50) - 1))
    await clock.waitUntil(clock.now())
    assert.equal(kms.calls.length, 1)

    await leaseAt(seconds(50))
    await clock.waitUntil(clock.now())
    assert.equal(kms.calls.length, 2)
    assert.equal(kms.calls[1]!.arrivedAt, seconds(50))
  })

  it('lets records go on at once with what there is, and then with what came', async () => {
    const { kms, leaseAt, leaseNowAt } = setUpKeyCache(ahead)
    const first = await leaseAt(seconds(0))
    kms.latency = seconds(4)

    for (const at of [50, 51, 53.9]) assert.equal(await leaseNowAt(seconds(at)), first)
    const next = await leaseNowAt(seconds(54))

    assert(next instanceof SealingKey)
    assert.equal(numberOf(next), 2)
    assert.deepEqual(kms.operations, ['GenerateDataKey', 'GenerateDataKey'])
  })

  it('makes no call while nobody comes, and lets the key material go in time', async () => {
    const { kms, clock, leaseAt } = setUpKeyCache(ahead)
    const first = await leaseAt(seconds(0))
    first.release()

    await clock.waitUntil(seconds(60))

    assert.equal(kms.calls.length, 1)
    assert.equal(first.isWiped, true)
  })

  it('never lengthens a life: who comes after the TTL joins the call that is under way', async () => {
    const { kms, clock, cache, leaseAt } = setUpKeyCache(ahead)
    const first = await leaseAt(seconds(0))
    kms.latency = seconds(30)
    await leaseAt(seconds(55))
    await clock.waitUntil(nanoseconds(seconds(60) - 1))
    assert.equal(cache.lease('ann', 1), first)

    await clock.waitUntil(seconds(60))
    const late = cache.lease('ann', 1)
    assert(late instanceof Promise)
    const key = await answered(clock, late)

    assert.equal(clock.now(), seconds(85))
    assert.equal(numberOf(key), 2)
    assert.equal(kms.calls.length, 2)
  })

  it('brings the EDK back while rotation is not due by the end, and generates where it is', async () => {
    const { kms, clock, leaseAt } = setUpKeyCache({ ...ahead, rotation: minutes(5) })
    for (let second = 0; second <= 300; second += 1) (await leaseAt(seconds(second))).release()
    await clock.waitUntil(clock.now())

    // Fills every 50 s: that of 250 s ends with rotation at 300 s, so that of 290 s generates.
    const { operations, calls } = kms
    const times = calls.map(({ arrivedAt }) => arrivedAt / 1e9)
    assert.deepEqual(times, [0, 50, 100, 150, 200, 250, 290])
    assert.deepEqual(operations, [
      'GenerateDataKey',
      ...Array.from({ length: 5 }, () => 'Decrypt'),
      'GenerateDataKey',
    ])
  })

  it('generates where a use limit is reached already', async () => {
    const { kms, clock, leaseAt } = setUpKeyCache({ ...ahead, rotation: minutes(5), maxRecords: 2 })
    await leaseAt(seconds(0))
    await leaseAt(seconds(50))
    await clock.waitUntil(clock.now())

    assert.deepEqual(kms.operations, ['GenerateDataKey', 'GenerateDataKey'])
  })

  it('drops what came back where a use limit retired its EDK meanwhile, and generates', async () => {
    const { kms, clock, leaseAt } = setUpKeyCache({ ...ahead, rotation: minutes(5), maxRecords: 3 })
    kms.latency = seconds(1)
    await leaseAt(seconds(0))
    await leaseAt(seconds(51))
    const third = await leaseAt(seconds(51.5))
    assert.equal(numberOf(third), 1)

    const fourth = await leaseAt(seconds(51.6))

    assert.equal(numberOf(fourth), 2)
    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'GenerateDataKey'])
    await clock.waitUntil(clock.now())
    for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
  })

  it('wipes the key material that its successor replaces, behind the last record that has it', async () => {
    const { kms, leaseAt } = setUpKeyCache(ahead)
    const first = await leaseAt(seconds(0))
    kms.latency = seconds(1)
    const during = await leaseAt(seconds(50))
    await leaseAt(seconds(52))

    assert.equal(during, first)
    first.release()
    assert.equal(first.isWiped, false)
    during.release()
    assert.equal(first.isWiped, true)
  })

  describe('that fails', () => {
    it('leaves the current key material, and is tried again a second later at the earliest', async () => {
      const { kms, clock, leaseAt, leaseNowAt } = setUpKeyCache(ahead)
      const first = await leaseAt(seconds(0))
      kms.failure = 'ThrottlingException'

      for (let at = 50; at < 51; at += 0.1) assert.equal(await leaseNowAt(seconds(at)), first)
      assert.equal(kms.calls.length, 2)
      await leaseNowAt(nanoseconds(seconds(51) - 1))
      assert.equal(kms.calls.length, 2)
      await leaseNowAt(seconds(51))
      await clock.waitUntil(clock.now())
      assert.equal(kms.calls.length, 3)

      kms.failure = undefined
      await leaseNowAt(seconds(52))
      assert.equal(numberOf(await leaseAt(seconds(52))), 2)
    })

    it('does not keep key material beyond its TTL', async () => {
      const { kms, clock, leaseAt } = setUpKeyCache(ahead)
      const first = await leaseAt(seconds(0))
      first.release()
      kms.failure = 'KMSInternalException'

      for (let at = 50; at < 60; at += 0.5) (await leaseAt(seconds(at))).release()
      await clock.waitUntil(seconds(60))

      assert.equal(first.isWiped, true)
      await assert.rejects(leaseAt(seconds(60)), { kmsErrorName: 'KMSInternalException' })
    })

    it('fails those who came after the TTL and joined it', async () => {
      const { kms, clock, cache, leaseAt } = setUpKeyCache(ahead)
      await leaseAt(seconds(0))
      kms.latency = seconds(20)
      kms.failure = 'KMSInternalException'
      await leaseAt(seconds(50))
      await clock.waitUntil(seconds(65))

      const outcomes = await answered(
        clock,
        Promise.allSettled(Array.from({ length: 10 }, async () => cache.lease('ann', 1))),
      )

      assert(outcomes.every(({ status }) => status === 'rejected'))
      assert.equal(kms.calls.length, 2)
    })
  })

  describe('disposed of meanwhile', () => {
    it('keeps nothing of what comes, and leaves nobody asleep', async (test) => {
      const { kms, clock, cache, leaseAt } = setUpKeyCache(ahead)
      const prepared = test.mock.method(SealingKey, 'prepare')
      const first = await leaseAt(seconds(0))
      kms.latency = seconds(5)
      const second = await leaseAt(seconds(50))

      cache.dispose()
      first.release()
      second.release()
      await clock.waitUntil(seconds(60))

      assert.equal(kms.calls.length, 2)
      const keys = prepared.mock.calls.map(({ result }) => result!)
      assert.deepEqual(
        keys.map(({ isWiped }) => isWiped),
        [true, true],
      )
      assert.equal(clock.nextWake(), undefined)
    })

    it('gives those who joined it its key, and wipes that behind the last', async () => {
      const { kms, clock, cache, leaseAt } = setUpKeyCache(ahead)
      await leaseAt(seconds(0))
      kms.latency = seconds(20)
      await leaseAt(seconds(50))
      await clock.waitUntil(seconds(61))
      const waiting = Promise.all([1, 2, 3].map(async (size) => cache.lease('ann', size)))

      cache.dispose()
      const keys = await answered(clock, waiting)

      assert.equal(new Set(keys).size, 1)
      assert.equal(kms.calls.length, 2)
      for (const key of keys) key.release()
      assert.equal(keys[0]!.isWiped, true)
      assert.equal(clock.nextWake(), undefined)
    })
  })

  it('is one call at a time for each principal', async () => {
    const { kms, clock, cache, leaseAt } = setUpKeyCache(ahead)
    await leaseAt(seconds(0), 1, 'ann')
    await leaseAt(seconds(0), 1, 'ben')
    kms.latency = seconds(5)
    await clock.waitUntil(seconds(50))

    for (let record = 0; record < 100; record += 1) {
      assert(cache.lease('ann', 1) instanceof SealingKey)
      assert(cache.lease('ben', 1) instanceof SealingKey)
    }
    await clock.waitUntil(seconds(56))

    assert.equal(kms.calls.length, 4)
  })

  it('is refused without single flight', () => {
    assert.throws(() => setUpKeyCache(ahead, { policy: 'independent' }), /single flight/)
  })
})
