import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import type { Clock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import type { DecryptedDataKey, KeyService } from '../kms/key-service.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { randomStream } from '../random.ts'
import { milliseconds, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { CountingKms, edkNumber, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { Holdings } from './holdings.ts'
import { ReaderCache, type EdkUse, type ReaderCacheOptions } from './reader-cache.ts'

const ttl = seconds(300)

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

  describe('capacity', () => {
    it('holds so many EDKs and not one more', async () => {
      const { cache, read } = setUp({ capacity: 3 })

      for (const number of [1, 2, 3]) await read(number)
      assert.equal(cache.size, 3)
      await read(4)

      assert.equal(cache.size, 3)
    })

    it('lets the least recently used go first', async () => {
      const { kms, read } = setUp({ capacity: 3 })
      for (const number of [1, 2, 3, 1, 4]) await read(number)
      const before = kms.calls.length

      for (const number of [1, 3, 4]) await read(number)
      assert.equal(kms.calls.length, before)

      await read(2)
      assert.equal(kms.calls.length, before + 1)
    })

    it('wipes what it lets go, once nothing opens with it', async () => {
      const { read } = setUp({ capacity: 1 })
      const used = await read(1)

      await read(2)

      assert.equal(used.isWiped, false)
      used.release()
      assert.equal(used.isWiped, true)
    })

    it('is a cliff: with one less than the producers that take turns, every record asks KMS', async () => {
      const roundRobin = Array.from({ length: 800 }, (_, record) => record % 8)
      const random = randomStream(20170701, 'producers')
      const atRandom = Array.from({ length: 800 }, () => random.below(8))

      assert.equal(await callsFor(8, roundRobin), 8)
      assert.equal(await callsFor(7, roundRobin), 800)
      assert.equal(await callsFor(8, atRandom), 8)
      const calls = await callsFor(7, atRandom)
      // One of eight is not there: 100 expected, with a standard deviation of 9.4.
      assert(calls > 62 && calls < 138, `${calls} calls`)
    })

    it('of 0 holds nothing and still opens', async () => {
      const { cache, kms, read } = setUp({ capacity: 0 })

      for (let record = 0; record < 3; record += 1) (await read(1)).release()

      assert.equal(cache.size, 0)
      assert.equal(kms.calls.length, 3)
    })
  })

  describe('with eight producers at 50 records a second, for an hour', () => {
    it('and a place for each asks KMS once for each EDK', async () => {
      const inTurn = await callsOfAnHour(8, (record) => record % 8)
      const atRandom = await callsOfAnHour(8, producersAtRandom())

      // 12 EDKs of each in an hour, and the one that its phase begins with. An old EDK may cost a new one its place.
      assert(inTurn >= 96 && inTurn <= 220, `${inTurn} calls`)
      assert(atRandom >= 96 && atRandom <= 220, `${atRandom} calls`)
    })

    it('and one place less asks KMS for every record, or for one in eight', async () => {
      // Ten minutes are enough to see it: an hour makes 180,000.
      assert.equal(await callsOfAnHour(7, (record) => record % 8, 30_000), 30_000)

      const atRandom = await callsOfAnHour(7, producersAtRandom())
      // Of those that are not among the last seven, 1 - 7/8; and of new EDKs 7/8 that would have been.
      const expected = 180_000 / 8 + (100 * 7) / 8
      const sigma = Math.sqrt(180_000 * (1 / 8) * (7 / 8))
      assert(Math.abs(atRandom - expected) < 3 * sigma, `${atRandom} calls, not ${expected}`)
    })
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

  describe('wiping', () => {
    it('wipes key material when its TTL is over, each in its time, also if nothing is read', async () => {
      const { clock, cache, read } = setUp()
      const early = await read(1)
      await clock.waitUntil(seconds(100))
      const late = await read(2)
      for (const key of [early, late]) key.release()

      await clock.waitUntil(nanoseconds(ttl - 1))
      assert.equal(early.isWiped, false)
      await clock.waitUntil(ttl)
      assert.deepEqual([early.isWiped, late.isWiped, cache.size], [true, false, 1])
      await clock.waitUntil(seconds(400))
      assert.deepEqual([late.isWiped, cache.size], [true, 0])
    })

    it('wipes again what it fills again after that', async () => {
      const { clock, read } = setUp()
      await read(1)
      await clock.waitUntil(seconds(1000))
      const key = await read(1)
      key.release()

      await clock.waitUntil(seconds(1300))

      assert.equal(key.isWiped, true)
    })

    it('wipes every plaintext that KMS handed out', async () => {
      const { kms, read } = setUp({ capacity: 3 })

      for (let number = 0; number < 10; number += 1) await read(number)

      assert.equal(kms.plaintexts.length, 10)
      for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
    })

    it('wipes everything on dispose but what is in use, and leaves nobody asleep', async () => {
      const { clock, cache, read } = setUp()
      const used = await read(1)
      const idle = await read(2)
      idle.release()

      cache.dispose()
      await clock.waitUntil(clock.now())

      assert.deepEqual([idle.isWiped, used.isWiped], [true, false])
      used.release()
      assert.equal(used.isWiped, true)
      assert.equal(clock.nextWake(), undefined)
      assert.throws(() => cache.lease(useOf(1)), /disposed/)
    })

    it('gives a record that waits through dispose its key, and wipes that after it', async () => {
      const { kms, clock, cache } = setUp()
      kms.latency = milliseconds(10)
      const waiting = cache.lease(useOf(1))

      cache.dispose()
      const key = await answered(clock, waiting)

      assert.equal(cache.size, 0)
      assert.equal(key.isWiped, false)
      key.release()
      assert.equal(key.isWiped, true)
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

const caller = { principal: 'carl', source: 'consumer-0' }
const asked = { keyId, encryptionContext, caller }

function useOf(number: number): EdkUse {
  return { edk: edkNumber(number), suite: suites[0], keyId }
}

function setUp(options: Partial<ReaderCacheOptions> = {}) {
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  const cache = new ReaderCache({
    keyService: kms,
    clock,
    encryptionContext,
    caller,
    ttl,
    capacity: 1000,
    ...options,
  })
  /** Leases the key of EDK `number`, without releasing it. */
  const read = (number: number) => answered(clock, cache.lease(useOf(number)))
  return { clock, kms, cache, read }
}

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

/** Decrypts of a reader of `capacity` that reads records of `producers` in turn. */
async function callsFor(capacity: number, producers: readonly number[]): Promise<number> {
  const { kms, clock, cache } = setUp({ capacity })
  for (const producer of producers) (await answered(clock, cache.lease(useOf(producer)))).release()
  return kms.calls.length
}

function producersAtRandom(): (record: number) => number {
  const random = randomStream(20170701, 'eight producers')
  return () => random.below(8)
}

/** Decrypts of a reader of `capacity` that reads 50 records a second, of producers with a new EDK every 5 min. */
async function callsOfAnHour(
  capacity: number,
  producerOf: (record: number) => number,
  records = 180_000,
): Promise<number> {
  const instant = new InstantKms()
  const { clock, cache } = setUp({ keyService: instant, capacity, ttl: minutes(5) })
  const edks = Array.from({ length: 8 * 14 }, (_, number) => useOf(number))
  for (let record = 0; record < records; record += 1) {
    const now = seconds(record / 50)
    if (clock.mustWait(now)) await clock.waitUntil(now)
    else clock.reach(now)
    const producer = producerOf(record)
    const generation = Math.floor((record / 50 + producer * 37) / 300)
    const lease = cache.lease(edks[generation * 8 + producer]!)
    const key = lease instanceof SealingKey ? lease : await lease
    key.release()
  }
  cache.dispose()
  return instant.calls
}

/** Answers as soon as it is asked. */
class InstantKms implements KeyService {
  calls = 0

  generateDataKey(): never {
    throw new Error('a reader generates nothing')
  }

  async decrypt(): Promise<DecryptedDataKey> {
    this.calls += 1
    return { plaintext: Buffer.from(new ArrayBuffer(32)), keyId }
  }
}
