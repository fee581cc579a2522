/**
 * For how long and for how many records a key cache lends key material: TTL, rotation and limits
 * by use.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it, mock } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { RealClock } from '../clock/real-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { bytes, milliseconds, minutes, nanoseconds, seconds } from '../units/units.ts'
import { edkNumber, encryptionContext, keyId, numberOf } from './counting-kms.fixture.ts'
import { assertAllWiped, rotation, setUpEmbedded, setUpKeyCache, ttl, uses } from './key-cache.fixture.ts'

describe('KeyCache', () => {
  describe('TTL', () => {
    it('keeps key material for the TTL and not a nanosecond longer', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl })
      const first = await leaseAt(seconds(0))

      assert.equal(await leaseAt(nanoseconds(ttl - 1)), first)
      assert.notEqual(await leaseAt(ttl), first)

      assert.equal(kms.calls.length, 2)
    })

    it("counts from KMS's answer, not from the call", async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl })
      kms.latency = seconds(2)
      const first = await leaseAt(seconds(0))
      const expiresAt = nanoseconds(seconds(2) + ttl)

      assert.equal(await leaseAt(nanoseconds(expiresAt - 1)), first)
      assert.notEqual(await leaseAt(expiresAt), first)
    })

    it('is not extended by use', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl })
      for (let second = 0; second < 60; second += 1) await leaseAt(seconds(second))
      assert.equal(kms.calls.length, 1)

      await leaseAt(ttl)

      assert.equal(kms.calls.length, 2)
    })

    it('below rotation brings the current EDK back with Decrypt', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })

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
      const { kms, clock, leaseAt } = setUpKeyCache({ ttl: seconds(0), rotation })

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
        const { kms, leaseTogether, clock } = setUpKeyCache({ ttl: seconds(0), rotation }, { policy })

        await answered(clock, leaseTogether(100))

        assert.equal(kms.calls.length, 100)
      }
    })
  })

  describe('rotation', () => {
    it("seals under one key material for the interval, counted from KMS's answer, and not longer", async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl: minutes(60), rotation })
      kms.latency = seconds(2)
      const first = await leaseAt(seconds(0))
      const dueAt = nanoseconds(seconds(2) + rotation)

      assert.equal(await leaseAt(nanoseconds(dueAt - 1)), first)
      assert.notEqual(await leaseAt(dueAt), first)

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'GenerateDataKey'])
    })

    it('counts from the first answer, however often the EDK was brought back', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
      await leaseAt(seconds(0))

      const late = await leaseAt(nanoseconds(rotation - 1))
      assert.equal(numberOf(late), 1)
      assert.equal(numberOf(await leaseAt(rotation)), 2)

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'GenerateDataKey'])
    })

    it('that comes due while Decrypt is in flight is not missed', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
      await leaseAt(seconds(0))
      kms.latency = seconds(2)

      const key = await leaseAt(seconds(299))

      assert.equal(numberOf(key), 2)
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt', 'GenerateDataKey'])
      assertAllWiped(kms)
    })

    it('that is not due yet when Decrypt is answered lets the EDK seal on', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
      await leaseAt(seconds(0))
      kms.latency = nanoseconds(seconds(2) - 1)

      const key = await leaseAt(seconds(298))

      assert.equal(numberOf(key), 1)
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
    })

    it('makes the same calls for many independent records that wait while it comes due', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUpKeyCache(
        { ttl, rotation },
        { policy: 'independent' },
      )
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
      const { kms, leaseAt } = setUpKeyCache({ maxRecords: 3 })

      const numbers: number[] = []
      for (let at = 0; at < 7; at += 1) numbers.push(numberOf(await leaseAt(seconds(at))))

      assert.deepEqual(numbers, [1, 1, 1, 2, 2, 2, 3])
      assert.equal(kms.count('GenerateDataKey'), 3)
    })

    it('seals maxBytes under one key material and not one more', async () => {
      const { leaseAt } = setUpKeyCache({ maxBytes: bytes(100) })

      const numbers: number[] = []
      for (const size of [40, 60, 1, 99, 1, 100]) numbers.push(numberOf(await leaseAt(seconds(0), size)))

      assert.deepEqual(numbers, [1, 1, 2, 2, 3, 4])
    })

    it('counts use over all that a key material seals, wherever Decrypt brought it back', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl: seconds(10), rotation, maxRecords: 3 })

      const numbers: number[] = []
      for (let at = 0; at < 60; at += 10) numbers.push(numberOf(await leaseAt(seconds(at))))

      assert.deepEqual(numbers, [1, 1, 1, 2, 2, 2])
      assert.equal(kms.count('GenerateDataKey'), 2)
    })

    it('gives a record that is larger than maxBytes a key material of its own', async () => {
      const { leaseAt } = setUpKeyCache({ maxBytes: bytes(100) })

      const numbers: number[] = []
      for (const size of [101, 101, 1]) numbers.push(numberOf(await leaseAt(seconds(0), size)))

      assert.deepEqual(numbers, [1, 2, 3])
    })

    it('holds for records that wait together', async () => {
      const { kms, clock, leaseTogether } = setUpKeyCache({ maxRecords: 10 })
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(100))

      assert.deepEqual(
        uses(keys),
        Array.from({ length: 10 }, () => 10),
      )
      assert.equal(kms.count('GenerateDataKey'), 10)
    })

    it('holds without a cache for records that wait together', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUpKeyCache({
        ttl: seconds(0),
        rotation,
        maxRecords: 10,
      })
      const first = await leaseAt(seconds(0))
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(30))

      assert(uses([first, ...keys]).every((count) => count <= 10))
      assert.equal(kms.calls.length, 31)
    })
  })

  it('hands out keys of its suite that seal and open', async () => {
    for (const suite of suites) {
      const { leaseAt } = setUpKeyCache({}, { suite })

      const key = await leaseAt(seconds(0))

      assert.equal(key.suite, suite)
      assert.deepEqual(key.edk, edkNumber(1))
    }
  })

  it('binds every call to the encryption context and the KMS key of the stream', async () => {
    const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
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
