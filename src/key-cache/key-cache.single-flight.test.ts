/**
 * How a key cache asks KMS for records that miss together: once for all of them, or each by
 * itself.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { milliseconds, seconds } from '../units/units.ts'
import { edkNumber, keyId, numberOf } from './counting-kms.fixture.ts'
import { rotation, setUpKeyCache, ttl } from './key-cache.fixture.ts'

describe('KeyCache', () => {
  describe('policy', () => {
    it('single-flight asks KMS once when a thousand records miss together', async () => {
      const { kms, clock, leaseTogether } = setUpKeyCache()
      kms.latency = milliseconds(10)

      const keys = await answered(clock, leaseTogether(1000))

      assert.equal(kms.calls.length, 1)
      assert.equal(new Set(keys).size, 1)
    })

    it('single-flight asks KMS once when a thousand records find the TTL over', async () => {
      const { kms, clock, leaseTogether, leaseAt } = setUpKeyCache({ ttl, rotation })
      await leaseAt(seconds(0))
      await clock.waitUntil(ttl)
      kms.latency = milliseconds(10)

      await answered(clock, leaseTogether(1000))

      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
    })

    it('independent makes one call for each record that misses', async () => {
      const { kms, clock, lease, leaseTogether } = setUpKeyCache({}, { policy: 'independent' })
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
      const { leaseTogether } = setUpKeyCache({}, { policy: 'independent', keyService })

      const keys = await leaseTogether(100)

      assert.equal(new Set(keys).size, 100)
      assert(keys.every(({ isWiped }) => !isWiped))
      for (const key of keys) key.release()
      assert.equal(keys.filter(({ isWiped }) => !isWiped).length, 1)
    })

    it('never shares key material between principals', async () => {
      const { kms, clock, lease } = setUpKeyCache()
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
})
