/**
 * What AWS describes of a get, step by step: a block for each step.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { keyReferenceNames } from '../envelope/names.ts'
import { suites } from '../envelope/suites/registry.ts'
import { seconds } from '../units/units.ts'
import { recordOf, setUp, textOf } from './record-path.fixture.ts'

describe('what AWS describes', () => {
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
})
