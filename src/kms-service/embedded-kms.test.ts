import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { RealClock } from '../clock/real-clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import type { KmsErrorName } from '../kms/key-service.ts'
import { milliseconds, nanoseconds, perSecond, seconds } from '../units/units.ts'
import { keyAdministratorOf, type KeyAdministrator } from './administrator.fixture.ts'
import type { CloudTrailEvent } from './audit-trail.ts'
import { EmbeddedKms, usualClient, type ClientSettings, type EmbeddedKmsOptions } from './embedded-kms.ts'
import type { Fault } from './planned-failures.ts'

const encryptionContext = { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' }
const caller = { principal: 'producer', source: 'front-end-0' }

describe('EmbeddedKms', () => {
  it('decrypts what it generated', async () => {
    const { generate, decrypt, arn } = setUp()

    const generated = await generate()
    const decrypted = await decrypt(generated.ciphertextBlob)

    assert.deepEqual(decrypted, { plaintext: generated.plaintext, keyId: arn })
    assert.equal(generated.keyId, arn)
  })

  it('hands out 32 unpooled bytes that differ each time, in a blob of 184', async () => {
    const { generate, decrypt } = setUp()

    const one = await generate()
    const other = await generate()
    const again = await decrypt(one.ciphertextBlob)

    for (const { plaintext } of [one, other, again]) {
      assert.equal(plaintext.length, 32)
      assert.equal(plaintext.buffer.byteLength, 32)
    }
    assert.notDeepEqual(one.plaintext, other.plaintext)
    assert.equal(one.ciphertextBlob.length, 184)
    assert.equal(one.ciphertextBlob.includes(one.plaintext), false)
  })

  it('hands each receiver a copy of its own to wipe', async () => {
    const { generate, decrypt } = setUp()
    const generated = await generate()
    const expected = Buffer.from(generated.plaintext)
    generated.plaintext.fill(0)

    const first = await decrypt(generated.ciphertextBlob)
    first.plaintext.fill(0)
    const second = await decrypt(generated.ciphertextBlob)

    assert.deepEqual(second.plaintext, expected)
  })

  it('binds the blob to the encryption context, whose order does not matter', async () => {
    const { generate, decrypt } = setUp()
    const { ciphertextBlob, plaintext } = await generate({ encryptionContext: { a: '1', b: '2' } })

    const decrypted = await decrypt(ciphertextBlob, { encryptionContext: { b: '2', a: '1' } })

    assert.deepEqual(decrypted.plaintext, plaintext)
    for (const other of [{ a: '1' }, { a: '1', b: '3' }, { a: '1', b: '2', c: '' }, { A: '1', b: '2' }, {}]) {
      await assert.rejects(decrypt(ciphertextBlob, { encryptionContext: other }), {
        kmsErrorName: 'InvalidCiphertextException',
      })
    }
  })

  it('rejects every flipped bit of a blob and every other length', async () => {
    const { kms, clock, arn, generate } = setUp()
    const { ciphertextBlob } = await generate()
    const flipped = Array.from({ length: 184 * 8 }, (_, bit) => {
      const blob = Buffer.from(ciphertextBlob)
      blob[bit >> 3]! ^= 1 << (bit & 7)
      return blob
    })
    const cut = Array.from({ length: 183 }, (_, length) => ciphertextBlob.subarray(0, length + 1))
    const longer = Buffer.concat([ciphertextBlob, Buffer.alloc(1)])

    const answers = Promise.allSettled(
      [...flipped, ...cut, longer].map((blob) =>
        kms.decrypt({ ciphertextBlob: blob, keyId: arn, encryptionContext, caller }),
      ),
    )
    await clock.waitUntil(seconds(60))

    for (const answer of await answers) {
      assert.equal(answer.status, 'rejected')
      assert.equal(answer.reason.kmsErrorName, 'InvalidCiphertextException')
    }
  })

  it('takes no blob of no length for one', async () => {
    const { decrypt } = setUp()

    await assert.rejects(decrypt(Buffer.alloc(0)), { kmsErrorName: 'ValidationException' })
  })

  it('decrypts the blob as it was when asked, whatever happens to the buffer since', async () => {
    const { kms, clock, arn, generate } = setUp()
    const { ciphertextBlob, plaintext } = await generate()

    const answer = kms.decrypt({ ciphertextBlob, keyId: arn, encryptionContext, caller })
    ciphertextBlob.fill(0)
    await clock.waitUntil(seconds(60))

    assert.deepEqual((await answer).plaintext, plaintext)
  })

  it('refuses a blob of another key with IncorrectKeyException', async () => {
    const { kms, generate, decrypt } = setUp()
    const other = kms.createKey()
    const { ciphertextBlob } = await generate()

    await assert.rejects(decrypt(ciphertextBlob, { keyId: other }), { kmsErrorName: 'IncorrectKeyException' })
  })

  it('refuses a blob of another KMS', async () => {
    const { generate } = setUp()
    const { decrypt } = setUp()
    const { ciphertextBlob } = await generate()

    // Equal seeds give equal key ids, so only the backing keys differ.
    await assert.rejects(decrypt(ciphertextBlob), { kmsErrorName: 'InvalidCiphertextException' })
  })

  it('decrypts blobs of before and after a key rotation', async () => {
    const { kms, administrator, arn, generate, decrypt } = setUp()
    const before = await generate()
    administrator.rotateKey(arn)
    const after = await generate()

    assert.deepEqual((await decrypt(before.ciphertextBlob)).plaintext, before.plaintext)
    assert.deepEqual((await decrypt(after.ciphertextBlob)).plaintext, after.plaintext)
    assert.equal(kms.keys.find(arn).version, 2)
  })

  it('takes a key by any of its names and answers with its ARN', async () => {
    const { kms, arn, generate, decrypt } = setUp()
    const names = [
      arn,
      kms.keys.find(arn).facts.keyId,
      'alias/orders',
      arn.replace(/key\/.*/, 'alias/orders'),
    ]

    for (const keyId of names) {
      const generated = await generate({ keyId })
      assert.equal(generated.keyId, arn)
      assert.equal((await decrypt(generated.ciphertextBlob, { keyId })).keyId, arn)
    }
  })

  it('encrypts under the key that AWS manages for Kinesis', async () => {
    const { generate, decrypt } = setUp()
    const keyId = 'alias/aws/kinesis'

    const { ciphertextBlob, plaintext } = await generate({ keyId })

    assert.deepEqual((await decrypt(ciphertextBlob, { keyId })).plaintext, plaintext)
  })

  const states: readonly [string, (by: KeyAdministrator, arn: string) => void, KmsErrorName][] = [
    ['disabled', (by, arn) => by.disableKey(arn), 'DisabledException'],
    ['pending deletion', (by, arn) => by.scheduleKeyDeletion(arn), 'KMSInvalidStateException'],
    ['deleted', (by, arn) => by.scheduleKeyDeletion(arn, seconds(0)), 'NotFoundException'],
    ['denied', (by, arn) => by.denyPrincipal(arn, 'producer'), 'AccessDeniedException'],
  ]
  for (const [state, bring, kmsErrorName] of states) {
    it(`answers both operations with ${kmsErrorName} where the key is ${state}, and is asked once`, async () => {
      const { kms, administrator, arn, generate, decrypt } = setUp()
      const { ciphertextBlob } = await generate()

      bring(administrator, arn)

      await assert.rejects(generate(), { code: 'ERR_KMS', kmsErrorName, name: kmsErrorName })
      await assert.rejects(decrypt(ciphertextBlob), { code: 'ERR_KMS', kmsErrorName })
      assert.deepEqual(kms.snapshot().attempts, { GenerateDataKey: 2, Decrypt: 1 })
    })
  }

  it('denies one principal and not another, until it is allowed again', async () => {
    const { administrator, arn, generate } = setUp()
    const consumer = { principal: 'consumer', source: 'consumer-0' }

    administrator.denyPrincipal(arn, 'producer')
    await assert.rejects(generate(), {
      kmsErrorName: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/producer is not authorized to perform: kms:GenerateDataKey ' +
        `on resource: ${arn} with an explicit deny in a resource-based policy`,
    })
    assert.equal((await generate({ caller: consumer })).keyId, arn)

    administrator.allowPrincipal(arn, 'producer')
    assert.equal((await generate()).keyId, arn)
  })

  it('does not tell a principal that is denied in which state the key is', async () => {
    const { administrator, arn, generate } = setUp()
    administrator.denyPrincipal(arn, 'producer')
    administrator.disableKey(arn)

    await assert.rejects(generate(), { kmsErrorName: 'AccessDeniedException' })
  })

  it('reads again what was encrypted before, once the key is back', async () => {
    const { administrator, arn, generate, decrypt } = setUp()
    const { ciphertextBlob, plaintext } = await generate()
    administrator.scheduleKeyDeletion(arn)
    administrator.cancelKeyDeletion(arn)
    administrator.enableKey(arn)
    administrator.denyPrincipal(arn, 'producer')
    administrator.allowPrincipal(arn, 'producer')

    assert.deepEqual((await decrypt(ciphertextBlob)).plaintext, plaintext)
  })

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

  it('audits every attempt in the order of the answers, without a byte of any key', async () => {
    const { arn, events, generate, decrypt } = setUp()
    const { plaintext, ciphertextBlob } = await generate({ keyId: 'alias/orders' })
    await decrypt(ciphertextBlob)
    await assert.rejects(decrypt(ciphertextBlob, { keyId: 'alias/none' }))

    assert.deepEqual(
      events.map(({ eventName, errorCode, resources }) => [eventName, errorCode, resources[0]?.ARN]),
      [
        ['GenerateDataKey', undefined, arn],
        ['Decrypt', undefined, arn],
        ['Decrypt', 'NotFoundException', undefined],
      ],
    )
    assert.deepEqual(
      { ...(events[0]?.requestParameters?.['encryptionContext'] as object) },
      encryptionContext,
    )
    for (const encoding of ['hex', 'base64', 'latin1'] as const) {
      assert.equal(JSON.stringify(events).includes(plaintext.toString(encoding)), false)
    }
  })

  it('gives the same key ids under the same seed, and others under another', () => {
    assert.equal(setUp({ seed: 7 }).arn, setUp({ seed: 7 }).arn)
    assert.notEqual(setUp({ seed: 7 }).arn, setUp({ seed: 8 }).arn)
  })

  it('gives equal answers at equal times under equal seeds, and others under another', async () => {
    const one = await scriptedRun(7)
    const again = await scriptedRun(7)
    const other = await scriptedRun(8)

    assert.deepEqual(again, one)
    assert.notDeepEqual(other, one)
    assert.deepEqual(
      new Set(one.answers.map(({ outcome }) => outcome)),
      new Set(['ok', 'KMSInternalException', 'ThrottlingException']),
    )
  })

  it('answers calls of the same moment in their order where their latency is the same', async () => {
    const { kms, clock, arn } = setUp()
    const order: number[] = []

    for (let call = 0; call < 20; call += 1) {
      void kms.generateDataKey({ keyId: arn, encryptionContext, caller }).then(() => order.push(call))
    }
    await clock.waitUntil(seconds(1))

    assert.deepEqual(order, [...Array.from({ length: 20 }).keys()])
  })

  it('fails calls that are in flight when it is destroyed', async () => {
    const { kms, clock, arn } = setUp()
    const answer = assert.rejects(kms.generateDataKey({ keyId: arn, encryptionContext, caller }), {
      kmsErrorName: 'KMSInternalException',
    })

    kms.destroy()
    await clock.waitUntil(seconds(1))

    await answer
  })

  it('is destroyed at the end of a using block', async () => {
    let outlived: EmbeddedKms
    {
      using kms = setUp().kms
      outlived = kms
    }

    assert.throws(() => outlived.keys.find('alias/orders'), { errorName: 'KMSInternalException' })
  })

  it('answers on the real clock too', async () => {
    const { kms, arn } = setUp({
      clock: new RealClock(),
      latency: { distribution: 'constant', value: 0 },
    })

    const { ciphertextBlob } = await kms.generateDataKey({ keyId: arn, encryptionContext, caller })

    assert.equal(ciphertextBlob.length, 184)
  })
})

const oneAttempt: ClientSettings = { ...usualClient, maxAttempts: 1 }
const always = { from: seconds(0), share: 1, operations: ['GenerateDataKey', 'Decrypt'] } as const

interface Changes {
  readonly keyId?: string
  readonly encryptionContext?: Readonly<Record<string, string>>
  readonly caller?: { readonly principal: string; readonly source: string }
}

function setUp(options: Partial<EmbeddedKmsOptions> = {}) {
  const clock = new VirtualClock()
  const events: CloudTrailEvent[] = []
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: milliseconds(10) },
    quotaPerSecond: perSecond(10_000),
    failures: [],
    seed: 20170701,
    audit: (event) => events.push(event),
    ...options,
  })
  const arn = kms.createKey('alias/orders')
  const usual = { keyId: arn, encryptionContext, caller }
  const generate = (changes: Changes = {}) => answered(clock, kms.generateDataKey({ ...usual, ...changes }))
  const decrypt = (ciphertextBlob: Uint8Array, changes: Changes = {}) =>
    answered(clock, kms.decrypt({ ...usual, ciphertextBlob, ...changes }))
  return { kms, clock, arn, events, administrator: keyAdministratorOf(kms.keys, clock), generate, decrypt }
}

/** When a call at time 0 is answered while `fault` is planned, under a latency of 10 ms. */
async function answeredAfter(fault: Fault): Promise<number> {
  const { kms, clock, arn } = setUp({ failures: [{ fault, ...always }], client: oneAttempt })
  const answer = kms.generateDataKey({ keyId: arn, encryptionContext, caller })
  await Promise.allSettled([answered(clock, answer)])
  return clock.now()
}

/** Overlapping calls under random latencies, some of which fail and some of which are throttled. */
async function scriptedRun(seed: number) {
  const { kms, clock, arn, events } = setUp({
    seed,
    latency: { distribution: 'lognormal', median: milliseconds(10), p99: milliseconds(40) },
    quotaPerSecond: perSecond(40),
    failures: [{ fault: 'internal-error', ...always, share: 0.3 }],
  })
  const answers: { readonly call: number; readonly at: number; readonly outcome: string }[] = []
  for (let call = 0; call < 200; call += 1) {
    await clock.waitUntil(milliseconds(20 * call))
    const answer = kms.generateDataKey({ keyId: arn, encryptionContext, caller })
    const note = (outcome: string) => answers.push({ call, at: clock.now(), outcome })
    void answer.then(
      () => note('ok'),
      (error: Error) => note(error.name),
    )
  }
  await clock.waitUntil(seconds(60))
  return { answers, account: kms.snapshot(), events }
}
