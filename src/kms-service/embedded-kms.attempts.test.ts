/**
 * Latency, quota and faults of the embedded KMS, and how often a caller tries again.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import type { KmsErrorName } from '../kms/key-service.ts'
import { milliseconds, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { always, caller, encryptionContext, setUp } from './embedded-kms.fixture.ts'
import { usualClient, type ClientSettings } from './embedded-kms.ts'
import type { Fault } from './planned-failures.ts'

describe('EmbeddedKms', () => {
  it('answers after the latency and not a nanosecond sooner', async () => {
    const { kms, clock, arn } = setUp({ latency: { distribution: 'constant', value: milliseconds(50) } })
    let isAnswered = false
    void kms.generateDataKey({ keyId: arn, encryptionContext, caller }).then(() => (isAnswered = true))

    await clock.waitUntil(nanoseconds(50e6 - 1))
    assert.equal(isAnswered, false)

    await clock.waitUntil(milliseconds(50))
    assert.equal(isAnswered, true)
  })

  it('throttles above the quota of a second, both operations together, and still takes its time', async () => {
    const { kms, clock, arn } = setUp({ quotaPerSecond: perSecond(2), client: oneAttempt })
    const request = { keyId: arn, encryptionContext, caller }
    const answeredAt: number[] = []

    const answers = Promise.allSettled(
      [
        kms.generateDataKey(request),
        kms.decrypt({ ...request, ciphertextBlob: Buffer.alloc(184) }),
        kms.generateDataKey(request),
      ].map((answer) => answer.finally(() => answeredAt.push(clock.now()))),
    )
    await clock.waitUntil(seconds(1))
    const inNextSecond = kms.generateDataKey(request)
    await clock.waitUntil(seconds(2))

    const names = (await answers).map((answer) =>
      answer.status === 'rejected' ? answer.reason.kmsErrorName : 'ok',
    )
    assert.deepEqual(names, ['ok', 'InvalidCiphertextException', 'ThrottlingException'])
    assert.deepEqual(answeredAt, [10e6, 10e6, 10e6])
    assert.equal((await inNextSecond).keyId, arn)
  })

  it("says in AWS's words that it throttles", async () => {
    const { generate } = setUp({ quotaPerSecond: perSecond(1), client: oneAttempt })
    await generate()

    await assert.rejects(generate(), {
      kmsErrorName: 'ThrottlingException',
      message: 'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
    })
  })

  const faults: readonly [Fault, KmsErrorName][] = [
    ['throttling', 'ThrottlingException'],
    ['internal-error', 'KMSInternalException'],
    ['timeout', 'DependencyTimeoutException'],
    ['access-denied', 'AccessDeniedException'],
    ['key-disabled', 'DisabledException'],
    ['key-pending-deletion', 'KMSInvalidStateException'],
    ['key-not-found', 'NotFoundException'],
    ['outage', 'ConnectionFailed'],
    ['connection-reset', 'ConnectionFailed'],
    ['no-answer', 'RequestTimedOut'],
    ['truncated-answer', 'ConnectionFailed'],
    ['wrong-plaintext-length', 'UnusableAnswer'],
    ['other-key-id', 'UnusableAnswer'],
  ]

  for (const [fault, kmsErrorName] of faults) {
    it(`answers with ${kmsErrorName} while ${fault} is planned, and not before or after`, async () => {
      const { generate, clock } = setUp({
        failures: [{ fault, from: seconds(10), to: seconds(20), share: 1, operations: ['GenerateDataKey'] }],
        client: { ...oneAttempt, requestTimeout: seconds(8) },
      })

      await generate()
      await clock.waitUntil(seconds(10))
      await assert.rejects(generate(), { code: 'ERR_KMS', kmsErrorName })
      await clock.waitUntil(seconds(20))
      await generate()
    })
  }

  it('answers slow calls late and timeouts later still', async () => {
    assert.equal(await answeredAfter('slow'), milliseconds(1010))
    assert.equal(await answeredAfter('timeout'), milliseconds(5010))
    assert.equal(await answeredAfter('internal-error'), milliseconds(10))
  })

  it('waits for an answer as long as the client does, and not a nanosecond longer', async () => {
    const requestTimeout = milliseconds(10)
    const late = nanoseconds(requestTimeout + 1)
    const client = { ...oneAttempt, requestTimeout }

    const inTime = setUp({ client, latency: { distribution: 'constant', value: requestTimeout - 1 } })
    assert.equal((await inTime.generate()).keyId, inTime.arn)

    const tooLate = setUp({ client, latency: { distribution: 'constant', value: late } })
    await assert.rejects(tooLate.generate(), { kmsErrorName: 'RequestTimedOut' })
    assert.equal(tooLate.clock.now(), requestTimeout)
  })

  it('counts every call, whatever came of it', async () => {
    const { kms, administrator, arn, generate, decrypt } = setUp({
      quotaPerSecond: perSecond(3),
      client: oneAttempt,
    })
    const { ciphertextBlob } = await generate()
    await decrypt(ciphertextBlob, { caller: { principal: 'consumer', source: 'consumer-0' } })
    administrator.disableKey(arn)
    await assert.rejects(generate())
    await assert.rejects(generate())

    const { timeline, ...account } = kms.snapshot()

    const byOutcome = { ok: 2, DisabledException: 1, ThrottlingException: 1 }
    assert.deepEqual(account, {
      calls: { GenerateDataKey: 3, Decrypt: 1 },
      byPrincipal: {
        producer: { GenerateDataKey: 3, Decrypt: 0 },
        consumer: { GenerateDataKey: 0, Decrypt: 1 },
      },
      bySource: {
        'front-end-0': { GenerateDataKey: 3, Decrypt: 0 },
        'consumer-0': { GenerateDataKey: 0, Decrypt: 1 },
      },
      byOutcome,
      attempts: { GenerateDataKey: 3, Decrypt: 1 },
      attemptsByOutcome: byOutcome,
      throttled: 1,
      failed: 1,
    })
    assert.equal(timeline.GenerateDataKey[0], 3)
  })

  it('is asked three times before a call fails that may be tried again, and the call counts once', async () => {
    const { kms, clock, generate } = setUp({ failures: [{ fault: 'internal-error', ...always }] })

    await assert.rejects(generate(), { kmsErrorName: 'KMSInternalException' })

    const { calls, byOutcome, attempts, attemptsByOutcome, failed } = kms.snapshot()
    assert.deepEqual([calls.GenerateDataKey, attempts.GenerateDataKey, failed], [1, 3, 1])
    assert.deepEqual(byOutcome, { KMSInternalException: 1 })
    assert.deepEqual(attemptsByOutcome, { KMSInternalException: 3 })
    // Three latencies, and between them at most 50 ms and 100 ms.
    assert(clock.now() >= milliseconds(30) && clock.now() < milliseconds(180), `${clock.now()} ns`)
  })

  it('succeeds where a later attempt does, and tells of the attempts that did not', async () => {
    const { kms, arn, generate } = setUp({
      // Until the first attempt has come, and before the second can.
      failures: [{ fault: 'internal-error', ...always, to: milliseconds(1) }],
    })

    assert.equal((await generate()).keyId, arn)

    const { byOutcome, attemptsByOutcome, failed } = kms.snapshot()
    assert.deepEqual(byOutcome, { ok: 1 })
    assert.deepEqual(attemptsByOutcome, { KMSInternalException: 1, ok: 1 })
    assert.equal(failed, 0)
  })
})

const oneAttempt: ClientSettings = { ...usualClient, maxAttempts: 1 }

/** When a call at time 0 is answered while `fault` is planned, under a latency of 10 ms. */
async function answeredAfter(fault: Fault): Promise<number> {
  const { kms, clock, arn } = setUp({ failures: [{ fault, ...always }], client: oneAttempt })
  const answer = kms.generateDataKey({ keyId: arn, encryptionContext, caller })
  await Promise.allSettled([answered(clock, answer)])
  return clock.now()
}
