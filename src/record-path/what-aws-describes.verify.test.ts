/**
 * What AWS describes of how encryption may be verified.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { EnvelopeError } from '../envelope/envelope-error.ts'
import { seconds } from '../units/units.ts'
import { setUp, updateDelay } from './record-path.fixture.ts'

describe('what AWS describes', () => {
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
})
