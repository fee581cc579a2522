/**
 * What AWS describes of a put, step by step: a block for each step.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EnvelopeError } from '../envelope/envelope-error.ts'
import { keyReferenceNames } from '../envelope/names.ts'
import { suites } from '../envelope/suites/registry.ts'
import { minutes, nanoseconds, seconds } from '../units/units.ts'
import { recordOf, setUp } from './record-path.fixture.ts'
import { edkAt } from './what-aws-describes.fixture.ts'

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
})
