/**
 * What a key cache does while KMS fails, and once it is back.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { milliseconds, nanoseconds, seconds } from '../units/units.ts'
import { numberOf } from './counting-kms.fixture.ts'
import { rotation, setUpEmbedded, setUpKeyCache, ttl } from './key-cache.fixture.ts'

describe('KeyCache', () => {
  describe('while KMS fails', () => {
    it('fails everybody who waits, keeps nothing, and asks again for the next', async () => {
      const { kms, clock, lease, leaseAt } = setUpKeyCache()
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
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
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
      const { kms, leaseAt } = setUpKeyCache({ ttl, rotation })
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
})
