import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EnvelopeError } from '../envelope/envelope-error.ts'
import { keyReferenceNames } from '../envelope/names.ts'
import { parseEnvelope } from '../envelope/parse.ts'
import { suites } from '../envelope/suites/registry.ts'
import { usualClient } from '../kms-service/embedded-kms.ts'
import type { Fault, PlannedFailure } from '../kms-service/planned-failures.ts'
import { bytes, minutes, nanoseconds, perSecond, seconds } from '../units/units.ts'
import {
  kmsLatency,
  recordOf,
  resultOf,
  setUp,
  startedOn,
  textOf,
  updateDelay,
} from './record-path.fixture.ts'
import type { ServiceErrorName } from './service-errors.ts'
import type { Stream } from './stream.ts'

// One block for each row of "What AWS describes, step by step" in the design.
describe('what AWS describes', () => {
  describe('put 1-3: the record is taken with the authority of its producer', () => {
    it('asks KMS as the producer, once for each', async () => {
      const { kms, startEncryption, put } = setUp()
      await startEncryption()

      for (const principal of ['ann', 'ben', 'ann', 'ben']) await put('key', 'payload', { principal })

      assert.deepEqual(kms.snapshot().byPrincipal, {
        ann: { GenerateDataKey: 1, Decrypt: 0 },
        ben: { GenerateDataKey: 1, Decrypt: 0 },
      })
      assert.deepEqual(kms.snapshot().bySource, { 'front-end-0': { GenerateDataKey: 2, Decrypt: 0 } })
    })

    it('never seals records of two producers under one key material', async () => {
      const { startEncryption, put, stream } = setUp()
      await startEncryption()

      for (const principal of ['ann', 'ben', 'ann']) await put('key', 'payload', { principal })

      const [ann, ben, annAgain] = [0, 1, 2].map((position) => edkAt(stream, position))
      assert.deepEqual(ann, annAgain)
      assert.notDeepEqual(ann, ben)
    })
  })

  describe('put 4: KMS makes key material and returns it in both forms', () => {
    it('asks for it under the KMS key of the stream, bound to the ARN of the stream and nothing else', async () => {
      const { auditEvents, arn, startEncryption, put } = setUp()
      await startEncryption()

      await put('key', 'payload')

      const [event] = auditEvents
      assert.equal(event!.eventName, 'GenerateDataKey')
      assert.deepEqual(event!.requestParameters, {
        keyId: arn,
        numberOfBytes: 32,
        encryptionContext: { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' },
      })
    })
  })

  describe('put 5-6: partition key and payload are encrypted under a key of their own', () => {
    for (const suite of suites) {
      for (const keyReference of keyReferenceNames) {
        it(`stores neither of them in the clear with ${suite.name}, ${keyReference}`, async () => {
          const { startEncryption, put, stored } = setUp({ frontEnd: { suite, keyReference } })
          const secrets = ['a partition key to look for', 'a payload to look for']
          await put(secrets[0]!, secrets[1])
          assert(
            secrets.every((secret) => stored().includes(secret)),
            'the search must find what is there',
          )
          const inTheClear = stored().length

          await startEncryption()
          await put(secrets[0]!, secrets[1])

          const sealed = stored().subarray(inTheClear)
          for (const secret of secrets) assert.equal(sealed.includes(secret), false)
        })
      }
    }

    it('stores equal records differently', async () => {
      const { startEncryption, put, stream } = setUp()
      await startEncryption()

      for (let record = 0; record < 100; record += 1) await put('key', 'payload')

      const stored = Array.from({ length: 100 }, (_, position) =>
        stream.logs[0]!.read(position).bytes.toString('latin1'),
      )
      assert.equal(new Set(stored).size, 100)
    })
  })

  describe('put 7: the encrypted key material is stored with the encrypted data', () => {
    it('carries the EDK in the record', async () => {
      const { startEncryption, put, stream } = setUp()
      await startEncryption()

      await put('key', 'payload')

      assert.equal(edkAt(stream, 0).length, 184)
      assert.equal(stream.sharedEdkBytes, 0)
    })

    it('or keeps it once beside the records that refer to it by id', async () => {
      const { startEncryption, put, stream } = setUp({ frontEnd: { keyReference: 'edk-id' } })
      await startEncryption()

      for (let record = 0; record < 10; record += 1) await put('key', 'payload')

      assert.equal(stream.edks.size, 1)
      assert.equal(stream.sharedEdkBytes, 184)
    })

    it('or once with each batch whose records refer to it by index', async () => {
      const { startEncryption, putAll, stream } = setUp({ frontEnd: { keyReference: 'batch-index' } })
      await startEncryption()

      await putAll(['a', 'b', 'c'].map((key) => recordOf(key)))
      await putAll(['d', 'e'].map((key) => recordOf(key)))

      const tables = [0, 1, 2, 3, 4].map((position) => stream.logs[0]!.read(position).batchTable!)
      assert(tables.every((table) => table.length === 1))
      assert.equal(new Set(tables).size, 2)
      assert.equal(stream.sharedEdkBytes, 2 * 184)
    })
  })

  describe('put 8: key material is used again until it expires after five minutes', () => {
    it('asks KMS again after five minutes and not before', async () => {
      const { kms, clock, startEncryption, put } = setUp()
      await startEncryption()
      await put('key')
      const filledAt = clock.now()

      await clock.waitUntil(nanoseconds(filledAt + minutes(5) - 1))
      await put('key')
      assert.equal(kms.snapshot().calls.GenerateDataKey, 1)

      await clock.waitUntil(nanoseconds(filledAt + minutes(5)))
      await put('key')
      assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
    })

    it('makes twelve calls in an hour of one record a second', async () => {
      const { kms, clock, startEncryption, put } = setUp({
        kms: { latency: { distribution: 'constant', value: 0 } },
        stream: { updateDelay: seconds(0) },
      })
      await startEncryption()
      const startedAt = clock.now()

      for (let second = 0; second < 3600; second += 1) {
        await clock.waitUntil(nanoseconds(startedAt + seconds(second)))
        await put('key')
      }

      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 12, Decrypt: 0 })
    })
  })

  describe('put 9: the record goes to a back-end store', () => {
    it('orders the records of a shard by sequence numbers that grow', async () => {
      const { startEncryption, put, read } = setUp()
      await put('key', '0')
      await startEncryption()
      const receipts = []
      for (let record = 1; record < 20; record += 1) receipts.push(await put('key', String(record)))

      const delivered = (await read()).map((outcome) => {
        assert(!(outcome instanceof EnvelopeError))
        return outcome
      })

      const numbers = delivered.map(({ sequenceNumber }) => sequenceNumber)
      assert.deepEqual(numbers, numbers.toSorted())
      assert.equal(new Set(numbers).size, 20)
      assert(numbers.every((number) => /^49\d{54}$/.test(number)))
      assert.deepEqual(
        numbers.slice(1),
        receipts.map(({ sequenceNumber }) => sequenceNumber),
      )
      assert.deepEqual(
        delivered.map(({ payload }) => Number(payload.toString())),
        Array.from({ length: 20 }, (_, record) => record),
      )
    })

    it('puts a partition key into the shard of its MD5', async () => {
      const { startEncryption, put } = setUp({ stream: { shards: 4 } })
      await startEncryption()

      const shards = new Map<string, string>()
      for (const key of ['a', 'c', 'b', 'message digest', '1'])
        shards.set(key, (await put(key, 'payload')).shardId)

      // MD5: a 0cc1…, c 4a8a…, b 92eb…, message digest f96b…, 1 c4ca….
      assert.deepEqual(Object.fromEntries(shards), {
        a: 'shardId-000000000000',
        c: 'shardId-000000000001',
        b: 'shardId-000000000002',
        'message digest': 'shardId-000000000003',
        1: 'shardId-000000000003',
      })
    })
  })

  describe('get 1-4: KMS is asked with the authority of the consumer', () => {
    it('decrypts as the consumer, under the KMS key of the stream, bound to its ARN and nothing else', async () => {
      const { auditEvents, arn, startEncryption, put, read } = setUp()
      await startEncryption()
      await put('key', 'payload')

      await read()

      const event = auditEvents.at(-1)!
      assert.equal(event.eventName, 'Decrypt')
      assert.equal(event.userIdentity.principalId, 'carl')
      assert.deepEqual(event.requestParameters, {
        keyId: arn,
        encryptionContext: { 'aws:kinesis:arn': 'arn:aws:kinesis:us-east-1:123456789012:stream/orders' },
      })
    })

    it('lets every consumer decrypt the EDK of every front end once', async () => {
      const { kms, startEncryption, put, read, makeFrontEnd, makeConsumer } = setUp()
      await startEncryption()
      const frontEnds = [0, 1, 2].map((index) => makeFrontEnd({ name: `front-end-${index}` }))
      const consumers = [0, 1].map((index) => makeConsumer({ name: `consumer-${index}` }))

      for (let round = 0; round < 3; round += 1) {
        for (const to of frontEnds) await put('key', 'payload', { to })
        for (const consumer of consumers) assert.equal((await read(consumer)).length, 3)
      }

      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 3, Decrypt: 6 })
    })
  })

  describe('get 5-7: the record is opened and delivered', () => {
    for (const suite of suites) {
      for (const keyReference of keyReferenceNames) {
        it(`as it was put, with ${suite.name}, ${keyReference}`, async () => {
          const { startEncryption, put, putAll, read } = setUp({ frontEnd: { suite, keyReference } })
          await startEncryption()
          await put('single', 'payload')
          await putAll([
            recordOf('first', 'of a batch'),
            recordOf('zweiter Schlüssel 🗝', ''),
            recordOf('3', 'c'),
          ])

          const outcomes = await read()

          assert.deepEqual(outcomes.map(textOf), [
            'single=payload',
            'first=of a batch',
            'zweiter Schlüssel 🗝=',
            '3=c',
          ])
        })
      }
    }

    it('with sequence number, arrival time and encryption type', async () => {
      const { clock, startEncryption, put, read } = setUp()
      await startEncryption()
      await clock.waitUntil(seconds(100))
      const { sequenceNumber } = await put('key', 'payload')

      const [delivered] = await read()

      assert.deepEqual(delivered, {
        sequenceNumber,
        approximateArrivalAt: seconds(100),
        partitionKey: 'key',
        payload: Buffer.from('payload'),
        encryptionType: 'KMS',
      })
    })
  })

  describe('verify: what the service says of itself', () => {
    it('names the encryption type in every answer and in the description of the stream', async () => {
      const { arn, stream, startEncryption, stopEncryption, put, read } = setUp()

      const before = [stream.describe(), (await put('a')).encryptionType]
      await startEncryption()
      const during = [stream.describe(), (await put('b')).encryptionType]
      await stopEncryption()
      const after = [stream.describe(), (await put('c')).encryptionType]

      const description = {
        streamName: 'orders',
        streamArn: 'arn:aws:kinesis:us-east-1:123456789012:stream/orders',
        streamStatus: 'ACTIVE',
        openShardCount: 1,
      }
      const unsealed = { ...description, encryptionType: 'NONE', keyId: undefined }
      assert.deepEqual(before, [unsealed, 'NONE'])
      assert.deepEqual(during, [{ ...description, encryptionType: 'KMS', keyId: arn }, 'KMS'])
      assert.deepEqual(after, [unsealed, 'NONE'])
      const delivered = await read()
      assert.deepEqual(
        delivered.map((outcome) => !(outcome instanceof EnvelopeError) && outcome.encryptionType),
        ['NONE', 'KMS', 'NONE'],
      )
    })

    it('logs the start and the stop of encryption', async () => {
      const { arn, stream, startEncryption, stopEncryption } = setUp()
      await startEncryption()
      await stopEncryption()

      const shared = {
        eventSource: 'kinesis.amazonaws.com',
        userIdentity: { principalId: 'administrator' },
        errorCode: undefined,
      }
      assert.deepEqual(stream.events, [
        {
          ...shared,
          eventTimeNs: seconds(0),
          eventName: 'StartStreamEncryption',
          requestParameters: { streamName: 'orders', encryptionType: 'KMS', keyId: arn },
        },
        {
          ...shared,
          eventTimeNs: updateDelay,
          eventName: 'StopStreamEncryption',
          requestParameters: { streamName: 'orders' },
        },
      ])
    })

    it('logs every call of KMS with caller and outcome', async () => {
      const { auditEvents, administrator, startEncryption, put, read, arn } = setUp()
      await startEncryption()
      await put('key')
      await read()
      administrator.denyPrincipal(arn, 'ben')
      await assert.rejects(put('key', '', { principal: 'ben' }))

      assert.deepEqual(
        auditEvents.map(({ eventName, userIdentity, errorCode }) => [
          eventName,
          userIdentity.principalId,
          errorCode,
        ]),
        [
          ['GenerateDataKey', 'ann', undefined],
          ['Decrypt', 'carl', undefined],
          ['GenerateDataKey', 'ben', 'AccessDeniedException'],
        ],
      )
    })
  })

  describe('manage: encryption is started, stopped and re-keyed on a live stream', () => {
    it('never encrypts at creation', async () => {
      const { put, read, kms } = setUp()

      assert.equal((await put('key', 'payload')).encryptionType, 'NONE')

      assert.deepEqual((await read()).map(textOf), ['key=payload'])
      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 0, Decrypt: 0 })
    })

    it('stores as before while it is UPDATING and seals once it is ACTIVE', async () => {
      const { clock, arn, stream, put } = setUp()
      const applied = stream.startEncryption(arn, 'administrator')

      assert.equal(stream.describe().streamStatus, 'UPDATING')
      await clock.waitUntil(nanoseconds(updateDelay - 1))
      assert.equal((await put('key')).encryptionType, 'NONE')

      await clock.waitUntil(updateDelay)
      await applied
      assert.equal(stream.describe().streamStatus, 'ACTIVE')
      assert.equal((await put('key')).encryptionType, 'KMS')
    })

    it('refuses another change while it is UPDATING, and logs that', async () => {
      const { clock, arn, stream, stopEncryption } = setUp()
      const applied = stream.startEncryption(arn, 'administrator')

      assert.throws(() => stream.startEncryption(arn, 'administrator'), { name: 'ResourceInUseException' })
      assert.throws(() => stream.stopEncryption('administrator'), { name: 'ResourceInUseException' })

      await clock.waitUntil(updateDelay)
      await applied
      await stopEncryption()
      assert.deepEqual(
        stream.events.map(({ errorCode }) => errorCode),
        [undefined, 'ResourceInUseException', 'ResourceInUseException', undefined],
      )
    })

    it('allows 25 starts in 24 hours and not one more, and as many stops', async () => {
      const { clock, stream, startEncryption, stopEncryption } = setUp()
      for (let change = 0; change < 25; change += 1) {
        await startEncryption()
        await stopEncryption()
      }

      for (const change of [startEncryption, stopEncryption])
        await assert.rejects(change(), { name: 'LimitExceededException' })
      const day = minutes(24 * 60)
      await clock.waitUntil(nanoseconds(day - 1))
      await assert.rejects(startEncryption(), { name: 'LimitExceededException' })
      await clock.waitUntil(day)
      await startEncryption()

      assert.equal(stream.describe().encryptionType, 'KMS')
      await assert.rejects(startEncryption(), { name: 'LimitExceededException' }, 'one day has one new start')
    })

    it('reads plain records and records under several KMS keys together', async () => {
      const { kms, auditEvents, arn, put, read, startEncryption, stopEncryption, stream } = setUp()
      const other = kms.createKey('alias/other')
      await put('plain', '0')
      await startEncryption(arn)
      await put('sealed', '1')
      await startEncryption(other)
      await put('sealed', '2')
      await stopEncryption()
      await put('plain', '3')
      await startEncryption('alias/aws/kinesis')
      await put('sealed', '4')

      const outcomes = await read()

      assert.deepEqual(outcomes.map(textOf), ['plain=0', 'sealed=1', 'sealed=2', 'plain=3', 'sealed=4'])
      assert.equal(stream.epoch, 4)
      const keyIds = auditEvents.map(({ requestParameters }) => requestParameters?.['keyId'])
      const used = [arn, other, 'alias/aws/kinesis']
      assert.deepEqual(keyIds, [...used, ...used])
    })

    it('keeps old records under their key: disabled, it hides them, and enabled again it shows them', async () => {
      const { kms, administrator, arn, put, read, startEncryption } = setUp()
      const other = kms.createKey()
      await startEncryption(arn)
      await put('old', '1')
      await startEncryption(other)
      await put('new', '2')

      administrator.disableKey(arn)
      await assert.rejects(read(), { name: 'KMSDisabledException' })
      administrator.enableKey(arn)

      assert.deepEqual((await read()).map(textOf), ['old=1', 'new=2'])
    })

    it('reads what was sealed before and after a key rotation', async () => {
      const { administrator, arn, put, read, startEncryption, makeFrontEnd } = setUp()
      await startEncryption()
      await put('before', '1')
      administrator.rotateKey(arn)
      await put('after', '2', { to: makeFrontEnd() })

      assert.deepEqual((await read()).map(textOf), ['before=1', 'after=2'])
    })

    it('seals what waited for KMS while the stream was re-keyed under the key it arrived for', async () => {
      const { kms, clock, arn, stream, frontEnd, read, makeFrontEnd } = setUp({
        kms: { latency: { distribution: 'constant', value: seconds(5) } },
        stream: { updateDelay: seconds(0) },
      })
      const other = kms.createKey()
      const change = (keyId: string) => stream.startEncryption(keyId, 'administrator')
      const putSoon = async (key: string, to = frontEnd) =>
        to.putRecord(recordOf(key), 'ann', clock.now(), startedOn(clock))
      const firstChange = change(arn)
      await clock.waitUntil(clock.now())
      await firstChange

      const waiting = Array.from({ length: 50 }, (_, record) => putSoon(`old ${record}`))
      const secondChange = change(other)
      await clock.waitUntil(seconds(1))
      await secondChange
      const late = putSoon('new')
      const elsewhere = putSoon('elsewhere', makeFrontEnd())
      await clock.waitUntil(seconds(100))
      await Promise.all([...waiting, late, elsewhere])

      assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 3, Decrypt: 0 })
      const epochs = Array.from({ length: 52 }, (_, position) => stream.logs[0]!.read(position).epoch)
      assert.deepEqual(epochs, [...Array.from({ length: 50 }, () => 1), 2, 2])
      assert.equal((await read()).map(textOf).filter((text) => text.endsWith('=')).length, 52)
    })

    it('re-keys without any key material of before', async () => {
      const { kms, put, startEncryption, stream } = setUp()
      await startEncryption()
      await put('key')
      await startEncryption(kms.createKey())
      await put('key')

      assert.notDeepEqual(edkAt(stream, 0), edkAt(stream, 1))
      assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
    })
  })

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

function edkAt(stream: Stream, position: number): Buffer {
  const { keyReference } = parseEnvelope(stream.logs[0]!.read(position).bytes)
  assert(keyReference.kind === 'inline')
  return keyReference.edk
}
