import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import type { Clock } from '../clock/clock.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { keyAdministratorOf } from '../kms-service/administrator.fixture.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { bytes, milliseconds, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { CountingKms, edkNumber, encryptionContext, keyId, numberOf } from './counting-kms.fixture.ts'
import { setUpKeyCache } from './key-cache.fixture.ts'
import type { KeyCacheOptions } from './key-cache.ts'
import type { KeyCacheLimits } from './policies/cache-limits.ts'

const ttl = seconds(60)
const rotation = seconds(300)

describe('KeyCache', () => {
  describe('TTL', () => {
    it('keeps key material for the TTL and not a nanosecond longer', async () => {
      const { kms, leaseAt } = setUp({ ttl })
      const first = await leaseAt(seconds(0))

      assert.equal(await leaseAt(nanoseconds(ttl - 1)), first)
      assert.notEqual(await leaseAt(ttl), first)

      assert.equal(kms.calls.length, 2)
    })

    it("counts from KMS's answer, not from the call", async () => {
      const { kms, leaseAt } = setUp({ ttl })
      kms.latency = seconds(2)
      const first = await leaseAt(seconds(0))
      const expiresAt = nanoseconds(seconds(2) + ttl)

      assert.equal(await leaseAt(nanoseconds(expiresAt - 1)), first)
      assert.notEqual(await leaseAt(expiresAt), first)
    })

    it('is not extended by use', async () => {
      const { kms, leaseAt } = setUp({ ttl })
      for (let second = 0; second < 60; second += 1) await leaseAt(seconds(second))
      assert.equal(kms.calls.length, 1)

      await leaseAt(ttl)

      assert.equal(kms.calls.length, 2)
    })

    it('below rotation brings the current EDK back with Decrypt', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })

      const numbers: number[] = []
      for (let at = 0; at < 600; at += 60) numbers.push(numberOf(await leaseAt(seconds(at))))

      assert.deepEqual(numbers, [1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
      const fills = ['GenerateDataKey', 'Decrypt', 'Decrypt', 'Decrypt', 'Decrypt']
      assert.deepEqual(kms.operations, [...fills, ...fills])
      assert.deepEqual(
        kms.calls.slice(1, 5).map(({ request }) => request),
        Array.from({ length: 4 }, () => ({ ...asked, ciphertextBlob: edkNumber(1) })),
      )
    })

    it('of 0 asks KMS for every record and keeps nothing', async () => {
      const { kms, clock, leaseAt } = setUp({ ttl: seconds(0), rotation })

      const keys: SealingKey[] = []
      for (let at = 0; at < 10; at += 1) keys.push(await leaseAt(seconds(at)))

      assert.deepEqual(kms.operations, ['GenerateDataKey', ...Array.from({ length: 9 }, () => 'Decrypt')])
      assert.equal(new Set(keys).size, 10)
      for (const key of keys) key.release()
      assert(keys.every((key) => key.isWiped))
      assert.equal(clock.nextWake(), undefined)
    })

    it('of 0 makes one call each for records at one time, whatever the policy', async () => {
      for (const policy of ['single-flight', 'independent'] as const) {
        const { kms, leaseTogether, clock } = setUp({ ttl: seconds(0), rotation }, { policy })

        await answered(clock, leaseTogether(100))

        assert.equal(kms.calls.length, 100)
      }
    })
  })

  describe('rotation', () => {
    it("seals under one key material for the interval, counted from KMS's answer, and not longer", async () => {
      const { kms, leaseAt } = setUp({ ttl: minutes(60), rotation })
      kms.latency = seconds(2)
      const first = await leaseAt(seconds(0))
      const dueAt = nanoseconds(seconds(2) + rotation)

      assert.equal(await leaseAt(nanoseconds(dueAt - 1)), first)
      assert.notEqual(await leaseAt(dueAt), first)

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'GenerateDataKey'])
    })

    it('counts from the first answer, however often the EDK was brought back', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })
      await leaseAt(seconds(0))

      const late = await leaseAt(nanoseconds(rotation - 1))
      assert.equal(numberOf(late), 1)
      assert.equal(numberOf(await leaseAt(rotation)), 2)

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'GenerateDataKey'])
    })

    it('that comes due while Decrypt is in flight is not missed', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })
      await leaseAt(seconds(0))
      kms.latency = seconds(2)

      const key = await leaseAt(seconds(299))

      assert.equal(numberOf(key), 2)
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'GenerateDataKey'])
      assertAllWiped(kms)
    })

    it('that is not due yet when Decrypt is answered lets the EDK seal on', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })
      await leaseAt(seconds(0))
      kms.latency = nanoseconds(seconds(2) - 1)

      const key = await leaseAt(seconds(298))

      assert.equal(numberOf(key), 1)
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
    })

    it('makes the same calls for many independent records that wait while it comes due', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUp({ ttl, rotation }, { policy: 'independent' })
      await leaseAt(seconds(0))
      kms.latency = seconds(2)
      await clock.waitUntil(seconds(299))

      const keys = await answered(clock, leaseTogether(20))

      assert(keys.every((key) => numberOf(key) > 1))
      assert.equal(kms.count('Decrypt'), 20)
      assert(kms.count('GenerateDataKey') <= 21)
    })
  })

  describe('limits by use', () => {
    it('seals maxRecords under one key material and not one more', async () => {
      const { kms, leaseAt } = setUp({ maxRecords: 3 })

      const numbers: number[] = []
      for (let at = 0; at < 7; at += 1) numbers.push(numberOf(await leaseAt(seconds(at))))

      assert.deepEqual(numbers, [1, 1, 1, 2, 2, 2, 3])
      assert.equal(kms.count('GenerateDataKey'), 3)
    })

    it('seals maxBytes under one key material and not one more', async () => {
      const { leaseAt } = setUp({ maxBytes: bytes(100) })

      const numbers: number[] = []
      for (const size of [40, 60, 1, 99, 1, 100]) numbers.push(numberOf(await leaseAt(seconds(0), size)))

      assert.deepEqual(numbers, [1, 1, 2, 2, 3, 4])
    })

    it('counts use over all that a key material seals, wherever Decrypt brought it back', async () => {
      const { kms, leaseAt } = setUp({ ttl: seconds(10), rotation, maxRecords: 3 })

      const numbers: number[] = []
      for (let at = 0; at < 60; at += 10) numbers.push(numberOf(await leaseAt(seconds(at))))

      assert.deepEqual(numbers, [1, 1, 1, 2, 2, 2])
      assert.equal(kms.count('GenerateDataKey'), 2)
    })

    it('gives a record that is larger than maxBytes a key material of its own', async () => {
      const { leaseAt } = setUp({ maxBytes: bytes(100) })

      const numbers: number[] = []
      for (const size of [101, 101, 1]) numbers.push(numberOf(await leaseAt(seconds(0), size)))

      assert.deepEqual(numbers, [1, 2, 3])
    })

    it('holds for records that wait together', async () => {
      const { kms, clock, leaseTogether } = setUp({ maxRecords: 10 })
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(100))

      assert.deepEqual(
        uses(keys),
        Array.from({ length: 10 }, () => 10),
      )
      assert.equal(kms.count('GenerateDataKey'), 10)
    })

    it('holds without a cache for records that wait together', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUp({ ttl: seconds(0), rotation, maxRecords: 10 })
      const first = await leaseAt(seconds(0))
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(30))

      assert(uses([first, ...keys]).every((count) => count <= 10))
      assert.equal(kms.calls.length, 31)
    })
  })

  describe('policy', () => {
    it('single-flight asks KMS once when a thousand records miss together', async () => {
      const { kms, clock, leaseTogether } = setUp()
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(1000))

      assert.equal(kms.calls.length, 1)
      assert.equal(new Set(keys).size, 1)
    })

    it('single-flight asks KMS once when a thousand records find the TTL over', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUp({ ttl, rotation })
      await leaseAt(seconds(0))
      await clock.waitUntil(ttl)
      kms.latency = milliseconds(10)

      await answered(clock, leaseTogether(1000))

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
    })

    it('independent makes one call for each record that misses', async () => {
      const { kms, clock, lease, leaseTogether } = setUp({}, { policy: 'independent' })
      kms.latency = milliseconds(10)

      await answered(clock, leaseTogether(100))
      const after = lease()

      assert.equal(kms.calls.length, 100)
      assert(after instanceof SealingKey)
      assert.equal(numberOf(after), 100)
    })

    it('independent lends each record its key also where all answers come at once', async () => {
      let generated = 0
      const generateDataKey = async () => {
        generated += 1
        return { plaintext: Buffer.from(new ArrayBuffer(32)), ciphertextBlob: edkNumber(generated), keyId }
      }
      const keyService = { generateDataKey, decrypt: generateDataKey }
      const { leaseTogether } = setUp({}, { policy: 'independent', keyService })

      const keys = await leaseTogether(100)

      assert.equal(new Set(keys).size, 100)
      assert(keys.every(({ isWiped }) => !isWiped))
      for (const key of keys) key.release()
      assert.equal(keys.filter(({ isWiped }) => !isWiped).length, 1)
    })

    it('never shares key material between principals', async () => {
      const { kms, clock, lease } = setUp()
      kms.latency = milliseconds(10)

      const [ann, ben, annAgain] = await answered(
        clock,
        Promise.all([lease('ann'), lease('ben'), lease('ann')]),
      )

      assert.equal(ann, annAgain)
      assert.notEqual(ann, ben)
      const callers = kms.calls.map(({ request }) => request.caller)
      assert.deepEqual(callers, [
        { principal: 'ann', source: 'front-end-0' },
        { principal: 'ben', source: 'front-end-0' },
      ])
    })
  })

  describe('while KMS fails', () => {
    it('fails everybody who waits, keeps nothing, and asks again for the next', async () => {
      const { kms, clock, lease, leaseAt } = setUp()
      kms.latency = milliseconds(10)
      kms.failure = 'KMSInternalException'

      const outcomes = await answered(
        clock,
        Promise.allSettled(Array.from({ length: 50 }, async () => lease())),
      )
      kms.failure = undefined
      const key = await leaseAt(seconds(1))

      for (const outcome of outcomes) {
        assert.equal(outcome.status, 'rejected')
        assert.equal(outcome.reason.kmsErrorName, 'KMSInternalException')
      }
      assert.equal(kms.calls.length, 2)
      assert.equal(key.isWiped, false)
    })

    it('seals on with what it has until the TTL, and not a nanosecond longer', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })
      const key = await leaseAt(seconds(0))
      kms.failure = 'DependencyTimeoutException'

      assert.equal(await leaseAt(nanoseconds(ttl - 1)), key)
      await assert.rejects(leaseAt(ttl), { kmsErrorName: 'DependencyTimeoutException' })
      assert.equal(key.isWiped, false, 'two records still have it')
      key.release()
      key.release()
      assert.equal(key.isWiped, true)
    })

    it('goes on with the same EDK once KMS is back, if rotation is not due', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })
      await leaseAt(seconds(0))
      kms.failure = 'KMSInternalException'
      await assert.rejects(leaseAt(ttl))
      await assert.rejects(leaseAt(seconds(61)))
      kms.failure = undefined

      const key = await leaseAt(seconds(62))

      assert.equal(numberOf(key), 1)
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'Decrypt', 'Decrypt'])
    })

    it('is not stopped for one principal by what another is denied', async () => {
      const { clock, arn, administrator, cache } = setUpEmbedded(new VirtualClock())
      administrator.denyPrincipal(arn, 'ben')

      await assert.rejects(answered(clock, cache.lease('ben', 1)), { kmsErrorName: 'AccessDeniedException' })
      const key = await answered(clock, cache.lease('ann', 1))

      assert.equal(key.isWiped, false)
    })

    it('outlives a disabled KMS key by the TTL at most', async () => {
      const { clock, arn, administrator, cache } = setUpEmbedded(new VirtualClock())
      const key = await answered(clock, cache.lease('ann', 1))
      const filledAt = clock.now()
      administrator.disableKey(arn)

      await clock.waitUntil(nanoseconds(filledAt + ttl - 1))
      assert.equal(cache.lease('ann', 1), key)
      await clock.waitUntil(nanoseconds(filledAt + ttl))
      await assert.rejects(answered(clock, cache.lease('ann', 1)), { kmsErrorName: 'DisabledException' })

      administrator.enableKey(arn)
      const restored = await answered(clock, cache.lease('ann', 1))
      assert.deepEqual(restored.edk, key.edk)
    })
  })

  describe('wiping', () => {
    it('wipes key material when its TTL or rotation is over, also if no record comes', async () => {
      for (const limits of [
        { ttl, rotation },
        { ttl: rotation, rotation: ttl },
      ]) {
        const { clock, leaseAt } = setUp(limits)
        const key = await leaseAt(seconds(0))
        key.release()

        await clock.waitUntil(nanoseconds(ttl - 1))
        assert.equal(key.isWiped, false)
        await clock.waitUntil(ttl)
        assert.equal(key.isWiped, true)
      }
    })

    it('wipes what a use limit retired as soon as its successor is there', async () => {
      const { leaseAt } = setUp({ maxRecords: 1 })
      const first = await leaseAt(seconds(0))
      first.release()

      await leaseAt(seconds(0))

      assert.equal(first.isWiped, true)
    })

    it('does not wipe what a record still seals with, and does once that is done', async () => {
      const { clock, leaseAt } = setUp({ ttl })
      const key = await leaseAt(seconds(0))

      await clock.waitUntil(seconds(61))
      assert.equal(key.isWiped, false)

      key.release()
      assert.equal(key.isWiped, true)
    })

    it('wipes every plaintext that KMS handed out', async () => {
      const { kms, leaseAt } = setUp({ ttl, rotation })

      for (let at = 0; at < 600; at += 60) await leaseAt(seconds(at))

      assert.equal(kms.plaintexts.length, 10)
      assertAllWiped(kms)
    })

    it('wipes everything on dispose, of every principal, but what is in use', async () => {
      const { cache, clock, leaseAt, lease } = setUp()
      const idle = await leaseAt(seconds(0))
      idle.release()
      const used = await answered(clock, lease('ben'))

      cache.dispose()

      assert.equal(idle.isWiped, true)
      assert.equal(used.isWiped, false)
      used.release()
      assert.equal(used.isWiped, true)
    })

    it('leaves nobody asleep after dispose, on either clock', async () => {
      const { cache, clock, leaseAt } = setUp()
      await leaseAt(seconds(0))
      const real = setUpEmbedded(new RealClock())
      await real.cache.lease('ann', 1)

      cache.dispose()
      real.cache.dispose()
      await clock.waitUntil(clock.now())

      assert.equal(clock.nextWake(), undefined)
      await real.clock.waitUntil(real.clock.now())
      assert.equal(real.clock.nextWake(), undefined)
    })

    it('refuses to be used after dispose', () => {
      const { cache } = setUp()
      cache.dispose()

      assert.throws(() => cache.lease('ann', 1), /disposed/)
    })
  })

  describe('disposed while records wait', () => {
    it('gives all of them the one key that KMS was asked for, and wipes it behind the last', async () => {
      const { kms, cache, clock, leaseTogether } = setUp()
      kms.latency = milliseconds(10)
      const waiting = leaseTogether(100)

      cache.dispose()
      const keys = await answered(clock, waiting)

      assert.equal(kms.calls.length, 1)
      assert.equal(new Set(keys).size, 1)
      assert.equal(keys[0]!.isWiped, false)
      for (const key of keys) key.release()
      assert.equal(keys[0]!.isWiped, true)
      assert.equal(clock.nextWake(), undefined)
    })

    it('still keeps to the limits by use', async () => {
      const { kms, cache, clock, leaseTogether } = setUp({ maxRecords: 30 })
      kms.latency = milliseconds(10)
      const waiting = leaseTogether(100)

      cache.dispose()
      const keys = await answered(clock, waiting)

      assert.deepEqual(uses(keys), [30, 30, 30, 10])
      for (const key of keys) key.release()
      assert(keys.every((key) => key.isWiped))
    })

    it('keeps nothing where nobody but the asking record waits', async () => {
      const { kms, cache, clock, lease } = setUp()
      kms.latency = milliseconds(10)
      const waiting = lease()

      cache.dispose()
      const key = await answered(clock, waiting)

      key.release()
      assert.equal(key.isWiped, true)
    })
  })

  it('hands out keys of its suite that seal and open', async () => {
    for (const suite of suites) {
      const { leaseAt } = setUp({}, { suite })

      const key = await leaseAt(seconds(0))

      assert.equal(key.suite, suite)
      assert.deepEqual(key.edk, edkNumber(1))
    }
  })

  it('binds every call to the encryption context and the KMS key of the stream', async () => {
    const { kms, leaseAt } = setUp({ ttl, rotation })
    await leaseAt(seconds(0))
    await leaseAt(ttl)

    assert.deepEqual(kms.calls[0]!.request, asked)
    assert.deepEqual(kms.calls[1]!.request, { ...asked, ciphertextBlob: edkNumber(1) })
  })

  it('ages by a monotonic clock, whatever happens to the time of day', async () => {
    const { clock, kms, cache } = setUpEmbedded(new RealClock(), {
      ttl: milliseconds(5),
      rotation: minutes(60),
    })
    const lasting = setUpEmbedded(new RealClock())
    const short = await cache.lease('ann', 1)
    const long = await lasting.cache.lease('ann', 1)
    const noon = Date.now()

    for (const hours of [-1, 1]) {
      const today = mock.method(Date, 'now', () => noon + hours * 3_600_000)
      await clock.sleep(milliseconds(6))
      assert.notEqual(cache.lease('ann', 1), short, 'a clock that is put back extends no life')
      assert.equal(lasting.cache.lease('ann', 1), long, 'a clock that is put forward ends none')
      today.mock.restore()
    }

    await clock.sleep(milliseconds(1))
    assert.equal(kms.snapshot().calls.GenerateDataKey, 1)
    cache.dispose()
    lasting.cache.dispose()
  })
})

const asked = { keyId, encryptionContext, caller: { principal: 'ann', source: 'front-end-0' } }

function setUp(limits: Partial<KeyCacheLimits> = {}, options: Partial<KeyCacheOptions> = {}) {
  const all = setUpKeyCache(limits, options)
  const lease = (principal = 'ann', size = 1) => all.cache.lease(principal, size)
  const leaseTogether = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => all.cache.lease('ann', 1)))
  return { ...all, lease, leaseTogether }
}

function setUpEmbedded<SomeClock extends Clock>(
  clock: SomeClock,
  limits: Partial<KeyCacheLimits> = { ttl, rotation },
) {
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: 0 },
    quotaPerSecond: perSecond(10_000),
    failures: [],
    seed: 20170701,
  })
  const arn = kms.createKey()
  const { cache } = setUp(limits, { clock, keyService: kms, keyId: arn })
  return { clock, kms, arn, cache, administrator: keyAdministratorOf(kms.keys, clock) }
}

/** How many records each key material seals, in order of first use. */
function uses(keys: readonly SealingKey[]): number[] {
  const counts = new Map<number, number>()
  for (const key of keys) counts.set(numberOf(key), (counts.get(numberOf(key)) ?? 0) + 1)
  return [...counts.values()]
}

function assertAllWiped(kms: CountingKms): void {
  for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
}
