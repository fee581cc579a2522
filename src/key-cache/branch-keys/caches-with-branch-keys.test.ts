/**
 * Caches of data keys that ask a branch key service in front of KMS.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../../clock/answered.fixture.ts'
import { SealingKey } from '../../envelope/key-material.ts'
import { suites } from '../../envelope/suites/registry.ts'
import { randomStream } from '../../random.ts'
import { milliseconds, minutes, seconds } from '../../units/units.ts'
import { encryptionContext, keyId } from '../counting-kms.fixture.ts'
import { usualLimits } from '../key-cache.fixture.ts'
import { KeyCache } from '../key-cache.ts'
import { preparationNsOf } from '../prepare-key.ts'
import { ReaderCache } from '../reader-cache.ts'
import { setUp } from './branch-key-service.fixture.ts'

describe('caches with branch keys', () => {
  for (const isJunkFirst of [true, false]) {
    it(`let a junk EDK fail nobody else who asks ${isJunkFirst ? 'after' : 'before'} it meanwhile, or later`, async () => {
      const { kms, clock, service, generate } = setUp()
      const { ciphertextBlob: good } = await generate()
      const junk = Buffer.from(good)
      junk[91]! ^= 1
      const caller = { principal: 'carl', source: 'consumer-0' }
      const remembering = {
        negativeTtl: seconds(5),
        random: { ...randomStream(1, 'junk'), uniform: () => 0 },
      }
      const options = { keyService: service, clock, encryptionContext, caller, ...remembering }
      const reader = new ReaderCache({ ...options, ttl: milliseconds(500), capacity: 10 })
      const read = async (edk: Buffer) => reader.lease({ edk, suite: suites[0], keyId })
      kms.latency = milliseconds(10)

      const both = (isJunkFirst ? [junk, good] : [good, junk]).map(read)
      const outcomes = await answered(clock, Promise.allSettled(both))
      await clock.waitUntil(seconds(1))

      const expected = isJunkFirst ? ['rejected', 'fulfilled'] : ['fulfilled', 'rejected']
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        expected,
      )
      assert.equal((await answered(clock, read(good))).edk.equals(good), true)
      await assert.rejects(answered(clock, read(junk)), { kmsErrorName: 'InvalidCiphertextException' })
      assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
    })
  }

  it('give each record a data key of its own without KMS, and the reader opens them', async () => {
    const { kms, clock, service } = setUp()
    const limits = { ...usualLimits, maxRecords: 1 }
    const options = { keyService: service, clock, encryptionContext }
    const writer = new KeyCache({
      ...options,
      suite: suites[0],
      keyId,
      source: 'front-end-0',
      limits,
      policy: 'single-flight',
    })
    const caller = { principal: 'carl', source: 'consumer-0' }
    const reader = new ReaderCache({ ...options, caller, ttl: minutes(5), capacity: 10 })

    const edks = new Set<string>()
    for (let record = 0; record < 100; record += 1) {
      const key = await answered(clock, writer.lease('ann', 1))
      assert(preparationNsOf(key) > 0)
      edks.add(key.edk.toString('hex'))
      const opened = await answered(clock, reader.lease({ edk: key.edk, suite: suites[0], keyId }))
      assert(opened instanceof SealingKey)
      key.release()
      opened.release()
    }

    assert.equal(edks.size, 100)
    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
  })
})
