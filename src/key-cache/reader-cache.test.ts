/**
 * For how long a reader cache lends the key of an EDK, and whom it asks for it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import type { Clock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { randomStream } from '../random.ts'
import { milliseconds, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { edkNumber, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { Holdings } from './holdings.ts'
import { caller, setUp, ttl, useOf } from './reader-cache.fixture.ts'
import type { EdkUse, ReaderCacheOptions } from './reader-cache.ts'

describe('ReaderCache', () => {
  it('asks KMS once for the records of an EDK and gives their key at once after that', async () => {
    const { kms, read } = setUp()
    const first = await read(1)

    const second = await read(1)

    assert.equal(second, first)
    assert.equal(kms.calls.length, 1)
    assert.deepEqual(kms.calls[0]!.request, { ...asked, ciphertextBlob: edkNumber(1) })
  })

  it('answers without a promise what it holds, also where EDKs alternate', async () => {
    const { cache, read } = setUp()
    await read(1)
    await read(2)

    for (const number of [1, 2, 1, 2]) assert(cache.lease(useOf(number)) instanceof SealingKey)
  })

  it("keeps key material for the TTL, counted from KMS's answer, and not a nanosecond longer", async () => {
    const { kms, clock, read } = setUp()
    kms.latency = seconds(2)
    const first = await read(1)
    const expiresAt = nanoseconds(seconds(2) + ttl)

    await clock.waitUntil(nanoseconds(expiresAt - 1))
    assert.equal(await read(1), first)

    await clock.waitUntil(expiresAt)
    assert.notEqual(await read(1), first)
    assert.equal(kms.calls.length, 2)
  })

  it('asks KMS for every record where the TTL is 0, and keeps nothing', async () => {
    const { kms, clock, cache, read } = setUp({ ttl: seconds(0) })

    const keys: SealingKey[] = []
    for (let record = 0; record < 10; record += 1) keys.push(await read(1))

    assert.equal(kms.calls.length, 10)
    assert.equal(cache.size, 0)
    for (const key of keys) key.release()
    assert(keys.every((key) => key.isWiped))
    assert.equal(clock.nextWake(), undefined)
  })

  it('asks KMS once when a thousand records of one EDK miss together', async () => {
    const { kms, clock, cache } = setUp()
    kms.latency = milliseconds(10)

    const keys = await answered(
      clock,
      Promise.all(Array.from({ length: 1000 }, async () => cache.lease(useOf(1)))),
    )

    assert.equal(kms.calls.length, 1)
    assert.equal(new Set(keys).size, 1)
  })

  it('shares nothing between suites, KMS keys and EDKs', async () => {
    const { kms, clock, cache } = setUp()
    const uses: EdkUse[] = [
      useOf(1),
      useOf(2),
      { ...useOf(1), suite: suites[1] },
      { ...useOf(1), keyId: 'alias/payments' },
    ]

    const keys: SealingKey[] = []
    for (const use of [...uses, ...uses]) keys.push(await answered(clock, cache.lease(use)))

    assert.equal(new Set(keys).size, 4)
    assert.equal(kms.calls.length, 4)
    assert.equal(cache.size, 4)
  })

  it('copies the EDK before it asks, as the record may be overwritten meanwhile', async () => {
    const { kms, clock, cache } = setUp()
    kms.latency = milliseconds(10)
    const record = edkNumber(1)

    const waiting = cache.lease({ ...useOf(1), edk: record })
    record.fill(0)
    const key = await answered(clock, waiting)

    assert.deepEqual(key.edk, edkNumber(1))
    assert.deepEqual(kms.calls[0]!.request, { ...asked, ciphertextBlob: key.edk })
    assert.equal(cache.lease(useOf(1)), key)
  })

  describe('a refusal that is remembered', () => {
    const remembering = { negativeTtl: seconds(2), random: { ...randomStream(1, 'x'), uniform: () => 0 } }

    it('costs no call while it is, and keeps EDKs apart', async () => {
      const { kms, clock, read } = setUp(remembering)
      kms.failure = 'InvalidCiphertextException'
      for (let record = 0; record < 10; record += 1) await assert.rejects(read(1))
      await assert.rejects(read(2))
      assert.equal(kms.calls.length, 2)

      kms.failure = undefined
      await clock.waitUntil(nanoseconds(seconds(2) - 1))
      await assert.rejects(read(1), { kmsErrorName: 'InvalidCiphertextException' })
      await clock.waitUntil(seconds(2))
      await read(1)
      assert.equal(kms.calls.length, 3)
    })

    it('is remembered without a cache too', async () => {
      const { kms, read } = setUp({ ...remembering, ttl: seconds(0) })
      kms.failure = 'AccessDeniedException'
      for (let record = 0; record < 10; record += 1) await assert.rejects(read(1))

      assert.equal(kms.calls.length, 1)
    })

    it('evicts no good key, however much junk comes', async () => {
      const { kms, cache, read } = setUp({ ...remembering, capacity: 2, negativeCapacity: 5 })
      const good = await read(1)
      kms.failure = 'InvalidCiphertextException'

      for (let junk = 2; junk < 500; junk += 1) await assert.rejects(read(junk))

      assert.equal(cache.lease(useOf(1)), good)
      assert.equal(kms.calls.length, 499)
      // Answered at once: no time passes.
      for (const recent of [495, 499]) await assert.rejects(async () => cache.lease(useOf(recent)))
      assert.equal(kms.calls.length, 499)
      await assert.rejects(read(2))
      assert.equal(kms.calls.length, 500)
    })
  })

  it('tells its observer what it holds, by expiry, eviction and dispose', async () => {
    const holdings = new Holdings({ horizon: seconds(600), slices: 2 })
    const { clock, cache, read } = setUp({ holdings, capacity: 2 })
    for (const number of [1, 2, 3]) await read(number)
    await clock.waitUntil(seconds(400))
    await read(4)
    await clock.waitUntil(seconds(500))
    cache.dispose()

    const { taken, max, longestNs, mean } = holdings.snapshot(seconds(600))
    assert.deepEqual([taken, max, longestNs], [4, 2, ttl])
    assert.equal(mean, (2 * 300 + 100) / 600)
  })

  describe('while KMS fails', () => {
    it('fails everybody who waits, keeps nothing, and asks again for the next', async () => {
      const { kms, clock, cache, read } = setUp()
      kms.latency = milliseconds(10)
      kms.failure = 'ThrottlingException'

      const outcomes = await answered(
        clock,
        Promise.allSettled(Array.from({ length: 50 }, async () => cache.lease(useOf(1)))),
      )
      assert.equal(cache.size, 0)
      kms.failure = undefined
      await read(1)

      for (const outcome of outcomes) {
        assert.equal(outcome.status, 'rejected')
        assert.equal(outcome.reason.kmsErrorName, 'ThrottlingException')
      }
      assert.equal(kms.calls.length, 2)
    })

    it('opens on with what it has until the TTL, and not a nanosecond longer', async () => {
      const { kms, clock, read } = setUp()
      const key = await read(1)
      kms.failure = 'DisabledException'

      await clock.waitUntil(nanoseconds(ttl - 1))
      assert.equal(await read(1), key)

      await clock.waitUntil(ttl)
      await assert.rejects(read(1), { kmsErrorName: 'DisabledException' })
    })

    it('loses no good entry to junk EDKs, each of which costs one call', async () => {
      const { clock, kms, cache, use } = await setUpEmbedded(new VirtualClock())
      const random = randomStream(20170701, 'junk')
      const junk = Array.from({ length: 2000 }, () => Buffer.from(edkNumber(0).map(() => random.below(256))))

      const good = await answered(clock, cache.lease(use))
      for (const one of junk) {
        await assert.rejects(answered(clock, cache.lease({ ...useOf(0), edk: one })), {
          kmsErrorName: 'InvalidCiphertextException',
        })
      }

      assert.equal(cache.lease(use), good)
      assert.equal(cache.size, 1)
      assert.equal(kms.snapshot().calls.Decrypt, 2001)
    })
  })

  it('ages by a monotonic clock, whatever happens to the time of day', async () => {
    const short = await setUpEmbedded(new RealClock(), { ttl: milliseconds(5) })
    const long = await setUpEmbedded(new RealClock(), { ttl: minutes(60) })
    const first = await short.cache.lease(short.use)
    const lasting = await long.cache.lease(long.use)
    const noon = Date.now()

    for (const hours of [-1, 1]) {
      const today = mock.method(Date, 'now', () => noon + hours * 3_600_000)
      await short.clock.sleep(milliseconds(6))
      assert.notEqual(await short.cache.lease(short.use), first, 'a clock that is put back extends no life')
      assert.equal(long.cache.lease(long.use), lasting, 'a clock that is put forward ends none')
      today.mock.restore()
    }

    short.cache.dispose()
    long.cache.dispose()
  })
})

const asked = { keyId, encryptionContext, caller }

async function setUpEmbedded<SomeClock extends Clock>(
  clock: SomeClock,
  options: Partial<ReaderCacheOptions> = {},
) {
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: 0 },
    quotaPerSecond: perSecond(100_000),
    failures: [],
    seed: 20170701,
  })
  kms.createKey(keyId)
  const { cache } = setUp({ clock, keyService: kms, ...options })
  const answer = kms.generateDataKey({ keyId, encryptionContext, caller })
  const generated = clock instanceof VirtualClock ? await answered(clock, answer) : await answer
  return { clock, kms, cache, use: { ...useOf(0), edk: generated.ciphertextBlob } }
}
