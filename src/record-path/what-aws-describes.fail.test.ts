/**
 * What AWS describes of a KMS key that cannot be used: puts and gets fail, each by its name.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { usualClient } from '../kms-service/embedded-kms.ts'
import type { Fault, PlannedFailure } from '../kms-service/planned-failures.ts'
import { bytes, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { kmsLatency, recordOf, resultOf, setUp, textOf } from './record-path.fixture.ts'
import type { ServiceErrorName } from './service-errors.ts'

describe('what AWS describes', () => {
  describe('fail: a KMS key that cannot be used makes puts and gets fail', () => {
    const always = { from: seconds(0), share: 1, operations: ['GenerateDataKey', 'Decrypt'] } as const
    const faults: readonly (readonly [Fault, ServiceErrorName])[] = [
      ['access-denied', 'KMSAccessDeniedException'],
      ['key-disabled', 'KMSDisabledException'],
      ['key-pending-deletion', 'KMSInvalidStateException'],
      ['key-not-found', 'KMSNotFoundException'],
      ['throttling', 'KMSThrottlingException'],
      ['internal-error', 'InternalFailureException'],
      ['timeout', 'InternalFailureException'],
      ['outage', 'InternalFailureException'],
      ['connection-reset', 'InternalFailureException'],
      ['no-answer', 'InternalFailureException'],
      ['truncated-answer', 'InternalFailureException'],
      ['wrong-plaintext-length', 'InternalFailureException'],
      ['other-key-id', 'InternalFailureException'],
    ]
    for (const [fault, errorName] of faults) {
      it(`with ${errorName} on ${fault}: nothing is stored, nothing stored is lost`, async () => {
        const outage: PlannedFailure = { ...always, fault, from: seconds(100), to: seconds(200) }
        const { clock, startEncryption, put, putAll, read, stored, stream } = setUp({
          kms: { failures: [outage], client: { ...usualClient, requestTimeout: seconds(7) } },
          frontEnd: { limits: { ...limits, ttl: seconds(10) } },
        })
        await startEncryption()
        await put('before', '1')
        const before = stored()

        await clock.waitUntil(seconds(100))
        await assert.rejects(put('during', '2'), { name: errorName, code: 'ERR_RECORD_REJECTED' })
        const batch = await putAll([recordOf('during', '3'), recordOf('during', '4')])
        await assert.rejects(read(), { name: errorName, code: 'ERR_RECORD_REJECTED' })
        assert.deepEqual(batch.map(resultOf), [errorName, errorName])
        assert.deepEqual(stored(), before)
        assert.equal(stream.logs[0]!.next, 1)

        await clock.waitUntil(seconds(200))
        await put('after', '5')
        assert.deepEqual((await read()).map(textOf), ['before=1', 'after=5'])
      })
    }

    it('by the states of the KMS key itself', async () => {
      const { administrator, arn, clock, startEncryption, put, read, makeConsumer, makeFrontEnd } = setUp()
      await startEncryption()
      await put('before', '1')
      const fresh = () => put('during', '2', { to: makeFrontEnd() })
      const freshRead = () => read(makeConsumer())

      administrator.denyPrincipal(arn, 'carl')
      await assert.rejects(freshRead(), { name: 'KMSAccessDeniedException' })
      assert.equal((await fresh()).encryptionType, 'KMS', 'the producer is not the one who is denied')
      administrator.allowPrincipal(arn, 'carl')
      administrator.disableKey(arn)
      for (const call of [fresh, freshRead]) await assert.rejects(call(), { name: 'KMSDisabledException' })
      administrator.enableKey(arn)
      administrator.scheduleKeyDeletion(arn, seconds(1000))
      for (const call of [fresh, freshRead])
        await assert.rejects(call(), { name: 'KMSInvalidStateException' })
      administrator.cancelKeyDeletion(arn)
      administrator.enableKey(arn)
      assert.deepEqual((await freshRead()).map(textOf), ['before=1', 'during=2'])

      administrator.scheduleKeyDeletion(arn, seconds(10))
      await clock.waitUntil(nanoseconds(clock.now() + seconds(10)))
      for (const call of [fresh, freshRead]) await assert.rejects(call(), { name: 'KMSNotFoundException' })
    })

    it('where the stream names a KMS key that does not exist', async () => {
      const { startEncryption, put } = setUp()
      await startEncryption('alias/nobody')

      await assert.rejects(put('key'), { name: 'KMSNotFoundException' })
    })

    it('with KMSThrottlingException beyond the quota, and not for who has key material', async () => {
      const { startEncryption, put, makeFrontEnd } = setUp({
        kms: { quotaPerSecond: perSecond(1), client: oneAttempt },
      })
      await startEncryption()
      await put('first')

      await assert.rejects(put('second', '', { to: makeFrontEnd() }), { name: 'KMSThrottlingException' })
      assert.equal((await put('first again')).encryptionType, 'KMS')
    })

    it('but not where the quota of the next second lets a retry through', async () => {
      const { kms, clock, startEncryption, put, makeFrontEnd } = setUp({
        kms: { quotaPerSecond: perSecond(1) },
      })
      await startEncryption()
      await clock.waitUntil(nanoseconds(seconds(10) - 2 * kmsLatency))
      await put('first')

      assert.equal((await put('second', '', { to: makeFrontEnd() })).encryptionType, 'KMS')

      const { calls, attempts, attemptsByOutcome } = kms.snapshot()
      assert.equal(calls.GenerateDataKey, 2)
      assert.deepEqual(attemptsByOutcome, { ok: 2, ThrottlingException: attempts.GenerateDataKey - 2 })
      assert(attempts.GenerateDataKey > 2)
    })

    it('but cached key material works on until its TTL', async () => {
      const { administrator, arn, clock, startEncryption, put } = setUp()
      await startEncryption()
      await put('key')
      const filledAt = clock.now()
      administrator.disableKey(arn)

      await clock.waitUntil(nanoseconds(filledAt + minutes(5) - 1))
      assert.equal((await put('key')).encryptionType, 'KMS')

      await clock.waitUntil(nanoseconds(filledAt + minutes(5)))
      await assert.rejects(put('key'), { name: 'KMSDisabledException' })
    })

    it('asks KMS once for a batch that it refuses, not once for each record', async () => {
      const { kms, administrator, arn, startEncryption, putAll } = setUp()
      await startEncryption()
      administrator.disableKey(arn)

      const outcomes = await putAll(Array.from({ length: 500 }, (_, record) => recordOf(String(record))))

      assert(outcomes.every((outcome) => resultOf(outcome) === 'KMSDisabledException'))
      assert.equal(kms.snapshot().calls.GenerateDataKey, 1)
    })
  })
})

const oneAttempt = { retryMode: 'standard', maxAttempts: 1 } as const
const limits = { rotation: seconds(300), maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50) }
