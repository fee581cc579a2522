import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { milliseconds } from '../units/units.ts'
import { AuditTrail, type AuditedCall } from './audit-trail.ts'
import { disabled } from './kms-errors.ts'

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/k'

describe('AuditTrail', () => {
  it("tells of a call in CloudTrail's shape", () => {
    const { trail } = setUp()

    trail.add(call({ arrivedAt: milliseconds(300_010) }))

    assert.deepEqual(trail.events(), [
      {
        eventVersion: '1.08',
        userIdentity: {
          type: 'IAMUser',
          principalId: 'producer',
          arn: 'arn:aws:iam::123456789012:user/producer',
          accountId: '123456789012',
          userName: 'producer',
          invokedBy: 'kinesis.amazonaws.com',
        },
        eventTime: '1970-01-01T00:05:00.010Z',
        eventSource: 'kms.amazonaws.com',
        eventName: 'GenerateDataKey',
        awsRegion: 'us-east-1',
        sourceIPAddress: 'kinesis.amazonaws.com',
        userAgent: 'kinesis.amazonaws.com',
        requestParameters: { keyId: 'alias/orders', keySpec: 'AES_256', encryptionContext: { a: 'b' } },
        responseElements: null,
        additionalEventData: { source: 'front-end-0' },
        requestID: '00000000-0000-4000-8001-000000000001',
        eventID: '00000000-0000-4000-8002-000000000001',
        readOnly: true,
        resources: [{ accountId: '123456789012', type: 'AWS::KMS::Key', ARN: keyArn }],
        eventType: 'AwsApiCall',
        managementEvent: true,
        recipientAccountId: '123456789012',
        eventCategory: 'Management',
      },
    ])
  })

  it('tells of the error that a call got', () => {
    const { trail } = setUp()

    trail.add(call({ error: disabled(keyArn) }))

    const [event] = trail.events()
    assert.equal(event?.errorCode, 'DisabledException')
    assert.equal(event?.errorMessage, `${keyArn} is disabled.`)
  })

  it('names no resource where the key does not exist', () => {
    const { trail } = setUp()

    trail.add(call({ keyArn: undefined }))

    assert.deepEqual(trail.events()[0]?.resources, [])
  })

  it('takes the ARN of a principal as it is', () => {
    const { trail } = setUp()
    const principal = 'arn:aws:sts::123456789012:assumed-role/producer/1'

    trail.add(call({ caller: { principal, source: 'front-end-0' } }))

    assert.equal(trail.events()[0]?.userIdentity.arn, principal)
  })

  it('keeps all events up to its capacity and then the last ones, oldest first', () => {
    const { trail } = setUp(3)
    const kept: number[][] = []

    for (let ordinal = 1; ordinal <= 5; ordinal += 1) {
      trail.add(call({ ordinal }))
      kept.push(trail.events().map((event) => Number(event.eventID.slice(-12))))
    }

    assert.deepEqual(kept, [[1], [1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5]])
  })

  it('keeps nothing with a capacity of 0', () => {
    const { trail } = setUp(0)

    trail.add(call({}))

    assert.deepEqual(trail.events(), [])
  })
})

function setUp(capacity = 10) {
  return { trail: new AuditTrail({ region: 'us-east-1', account: '123456789012', capacity }) }
}

function call(changes: Partial<AuditedCall>): AuditedCall {
  return {
    ordinal: 1,
    arrivedAt: milliseconds(0),
    operation: 'GenerateDataKey',
    keyId: 'alias/orders',
    keyArn,
    encryptionContext: { a: 'b' },
    caller: { principal: 'producer', source: 'front-end-0' },
    error: undefined,
    ...changes,
  }
}
