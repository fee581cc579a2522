import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { namedPrincipal } from './access/principals.ts'
import { cloudTrailEvent, type AuditedCall } from './audit-trail.ts'
import { disabled } from './kms-errors.ts'

const keyArn = 'arn:aws:kms:us-east-1:123456789012:key/k'
const requestId = '00000000-0000-4000-8000-000000000001'

describe('cloudTrailEvent', () => {
  it("tells of a call in CloudTrail's shape", () => {
    const event = cloudTrailEvent(call({ arrivedAt: 300_010 }))

    assert.deepEqual(event, {
      eventVersion: '1.08',
      userIdentity: {
        type: 'IAMUser',
        principalId: 'producer',
        arn: 'arn:aws:iam::123456789012:user/producer',
        accountId: '123456789012',
        accessKeyId: 'AKIAPRODUCER',
        userName: 'producer',
        invokedBy: 'kinesis.us-east-1.amazonaws.com',
      },
      eventTime: '1970-01-01T00:05:00.010Z',
      eventSource: 'kms.amazonaws.com',
      eventName: 'GenerateDataKey',
      awsRegion: 'us-east-1',
      sourceIPAddress: 'kinesis.us-east-1.amazonaws.com',
      userAgent: 'kinesis.us-east-1.amazonaws.com',
      requestParameters: { keyId: 'alias/orders', numberOfBytes: 32, encryptionContext: { a: 'b' } },
      responseElements: null,
      requestID: requestId,
      eventID: '00000000-0000-8000-8000-000000000001',
      readOnly: true,
      resources: [{ accountId: '123456789012', type: 'AWS::KMS::Key', ARN: keyArn }],
      eventType: 'AwsApiCall',
      managementEvent: true,
      recipientAccountId: '123456789012',
      eventCategory: 'Management',
    })
  })

  it('tells of the error that a call got', () => {
    const event = cloudTrailEvent(call({ error: disabled(keyArn) }))

    assert.equal(event.errorCode, 'DisabledException')
    assert.equal(event.errorMessage, `${keyArn} is disabled.`)
  })

  it('names no resource where the key does not exist', () => {
    assert.deepEqual(cloudTrailEvent(call({ keyArns: [] })).resources, [])
  })

  it('names every key that a call was about, with the account whose it is', () => {
    const foreignArn = 'arn:aws:kms:us-east-1:210987654321:key/k'

    const { resources } = cloudTrailEvent(call({ keyArns: [keyArn, foreignArn] }))

    assert.deepEqual(
      resources.map(({ ARN, accountId }) => [ARN, accountId]),
      [
        [keyArn, '123456789012'],
        [foreignArn, '210987654321'],
      ],
    )
  })

  it('takes the ARN of a principal as it is, and tells sessions and roots from users', () => {
    const arns = [
      'arn:aws:sts::123456789012:assumed-role/producer/1',
      'arn:aws:iam::123456789012:root',
      'arn:aws:iam::123456789012:user/producer',
    ]

    const identities = arns.map((arn) => cloudTrailEvent(call({ principal: principalOf(arn) })).userIdentity)

    assert.deepEqual(
      identities.map(({ arn, type, principalId, userName }) => [arn, type, principalId, userName]),
      [
        [arns[0], 'AssumedRole', 'producer/1', undefined],
        [arns[1], 'Root', '123456789012', undefined],
        [arns[2], 'IAMUser', 'producer', 'producer'],
      ],
    )
  })

  it('names the client where no service calls for the principal', () => {
    const { userIdentity, userAgent, sourceIPAddress } = cloudTrailEvent(call({ viaService: undefined }))

    assert.equal(userIdentity.invokedBy, undefined)
    assert.equal(userAgent, 'aws-sdk-js/3')
    assert.equal(sourceIPAddress, '127.0.0.1')
  })

  it('tells nothing of a request that could not be read', () => {
    assert.equal(cloudTrailEvent(call({ request: undefined })).requestParameters, null)
  })

  it('leaves out secrets, messages, tokens, and whatever it does not know', () => {
    const secret = Buffer.from('not to be told')
    const request = {
      KeyId: 'alias/orders',
      Plaintext: secret,
      CiphertextBlob: secret,
      Message: secret,
      Mac: secret,
      GrantTokens: ['not to be told'],
      Policy: 'not to be told',
      Novelty: 'not to be told',
    }

    const { requestParameters } = cloudTrailEvent(call({ request }))

    assert.deepEqual(requestParameters, { keyId: 'alias/orders' })
  })

  it('calls read-only what changes nothing about a key', () => {
    for (const operation of ['Decrypt', 'GenerateDataKey', 'DescribeKey', 'ListKeys', 'VerifyMac'])
      assert.equal(isReadOnly(operation), true, operation)
    for (const operation of ['CreateKey', 'DisableKey', 'PutKeyPolicy', 'RotateKeyOnDemand', 'CreateGrant'])
      assert.equal(isReadOnly(operation), false, operation)
  })
})

function isReadOnly(operation: string): boolean {
  return cloudTrailEvent(call({ operation })).readOnly
}

function principalOf(arn: string): AuditedCall['principal'] {
  return { ...namedPrincipal(arn), accessKeyId: 'AKIAPRODUCER', secretAccessKey: 'not to be told' }
}

function call(changes: Partial<AuditedCall>): AuditedCall {
  return {
    arrivedAt: 0,
    operation: 'GenerateDataKey',
    principal: principalOf('arn:aws:iam::123456789012:user/producer'),
    region: 'us-east-1',
    viaService: 'kinesis.us-east-1.amazonaws.com',
    userAgent: 'aws-sdk-js/3',
    request: { KeyId: 'alias/orders', NumberOfBytes: 32, EncryptionContext: { a: 'b' }, DryRun: undefined },
    keyArns: [keyArn],
    error: undefined,
    requestId,
    ...changes,
  }
}
