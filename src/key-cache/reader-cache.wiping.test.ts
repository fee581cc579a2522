/**
 * When a reader cache wipes its key material: in time, behind the last record that has it, and
 * when it is disposed of.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { milliseconds, nanoseconds, seconds } from '../units/units.ts'
import { setUp, ttl, useOf } from './reader-cache.fixture.ts'

describe('ReaderCache', () => {
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
})
