/**
 * When a key cache wipes its key material: in time, behind the last record that has it, and when
 * it is disposed of.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { RealClock } from '../clock/real-clock.ts'
import { milliseconds, nanoseconds, seconds } from '../units/units.ts'
import { assertAllWiped, rotation, setUpEmbedded, setUpKeyCache, ttl, uses } from './key-cache.fixture.ts'

describe('KeyCache', () => {
  describe('wiping', () => {
    it('wipes key material when its TTL or rotation is over, also if no record comes', async () => {
      for (const limits of [
        { ttl, rotation },
        { ttl: rotation, rotation: ttl },
      ]) {
        const { clock, leaseAt } = setUpKeyCache(limits)
        const key = await leaseAt(seconds(0))
        key.release()

        await clock.waitUntil(nanoseconds(ttl - 1))
        assert.equal(key.isWiped, false)
        await clock.waitUntil(ttl)
        assert.equal(key.isWiped, true)
      }
    })

    it('wipes what a use limit retired as soon as its successor is there', async () => {
      const { leaseAt } = setUpKeyCache({ maxRecords: 1 })
      const first = await leaseAt(seconds(0))
      first.release()

      await leaseAt(seconds(0))

      assert.equal(first.isWiped, true)
    })

    it('does not wipe what a record still seals with, and does once that is done', async () => {
      const { clock, leaseAt } = setUpKeyCache({ ttl })
      const key = await leaseAt(seconds(0))

      await clock.waitUntil(seconds(61))
      assert.equal(key.isWiped, false)

      key.release()
      assert.equal(key.isWiped, true)
    })

    it('wipes every plaintext that KMS handed out', async () => {
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })

      for (let at = 0; at < 600; at += 60) await leaseAt(seconds(at))

      assert.equal(kms.plaintexts.length, 10)
      assertAllWiped(kms)
    })

    it('wipes everything on dispose, of every principal, but what is in use', async () => {
      const { cache, clock, leaseAt, lease } = setUpKeyCache()
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
      const { cache, clock, leaseAt } = setUpKeyCache()
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
      const { cache } = setUpKeyCache()
      cache.dispose()

      assert.throws(() => cache.lease('ann', 1), /disposed/)
    })
  })

  describe('disposed while records wait', () => {
    it('gives all of them the one key that KMS was asked for, and wipes it behind the last', async () => {
      const { kms, cache, clock, leaseTogether } = setUpKeyCache()
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
      const { kms, cache, clock, leaseTogether } = setUpKeyCache({ maxRecords: 30 })
      kms.latency = milliseconds(10)
      const waiting = leaseTogether(100)

      cache.dispose()
      const keys = await answered(clock, waiting)

      assert.deepEqual(uses(keys), [30, 30, 30, 10])
      for (const key of keys) key.release()
      assert(keys.every((key) => key.isWiped))
    })

    it('keeps nothing where nobody but the asking record waits', async () => {
      const { kms, cache, clock, lease } = setUpKeyCache()
      kms.latency = milliseconds(10)
      const waiting = lease()

      cache.dispose()
      const key = await answered(clock, waiting)

      key.release()
      assert.equal(key.isWiped, true)
    })
  })
})
