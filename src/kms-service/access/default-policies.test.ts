import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { awsManagedKeyPolicy, defaultKeyPolicy } from './default-policies.ts'
import { authorize, type AccessDecision } from './evaluate.ts'
import { parseIdentityPolicy, parseKeyPolicy } from './policy-document.ts'

const account = '111122223333'
const managed = awsManagedKeyPolicy({ account, region: 'eu-west-1', service: 'kinesis' })
const viaKinesis = 'kinesis.eu-west-1.amazonaws.com'
const allowsAll = parseIdentityPolicy({ Statement: { Effect: 'Allow', Action: '*', Resource: '*' } })

describe('defaultKeyPolicy', () => {
  it('is what AWS writes', () => {
    assert.deepEqual(JSON.parse(defaultKeyPolicy(account)), {
      Version: '2012-10-17',
      Id: 'key-default-1',
      Statement: [
        {
          Sid: 'Enable IAM User Permissions',
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::111122223333:root' },
          Action: 'kms:*',
          Resource: '*',
        },
      ],
    })
  })

  it('leaves it to identity policies who may use the KMS key', () => {
    const policy = defaultKeyPolicy(account)

    assert.equal(ask(policy, { policies: [allowsAll] }).allowed, true)
    assert.equal(ask(policy, {}).allowed, false)
    assert.equal(ask(policy, { name: 'root' }).allowed, true)
  })
})

describe('awsManagedKeyPolicy', () => {
  it('allows the account to use the KMS key by way of the service, without an identity policy', () => {
    for (const action of [
      'Encrypt',
      'Decrypt',
      'ReEncryptFrom',
      'GenerateDataKey',
      'CreateGrant',
      'DescribeKey',
    ])
      assert.equal(ask(managed, { action, viaService: viaKinesis }).allowed, true)
  })

  it('allows nobody to use it directly, by way of another service or in another region', () => {
    const others = [undefined, 's3.eu-west-1.amazonaws.com', 'kinesis.eu-west-2.amazonaws.com']

    for (const viaService of others) {
      assert.equal(ask(managed, { viaService, policies: [allowsAll] }).allowed, false)
      assert.equal(ask(managed, { viaService, name: 'root' }).allowed, false)
    }
  })

  it('allows no other account', () => {
    const decision = ask(managed, { viaService: viaKinesis, from: '444455556666', policies: [allowsAll] })

    assert.equal(decision.allowed, false)
  })

  it('shows the account what the KMS key is, where an identity policy allows it', () => {
    for (const action of ['DescribeKey', 'GetKeyPolicy', 'ListGrants', 'RevokeGrant']) {
      assert.equal(ask(managed, { action, policies: [allowsAll] }).allowed, true)
      assert.equal(ask(managed, { action }).allowed, false)
    }
  })

  it('does not let the account change the KMS key', () => {
    for (const action of ['PutKeyPolicy', 'ScheduleKeyDeletion', 'DisableKey'])
      assert.equal(ask(managed, { action, name: 'root' }).allowed, false)
  })

  it('names the service in its id', () => {
    assert.equal(parseKeyPolicy(managed).id, 'auto-kinesis-1')
  })
})

interface Asked {
  readonly action?: string
  readonly name?: string
  readonly from?: string
  readonly viaService?: string | undefined
  readonly policies?: readonly (typeof allowsAll)[]
}

function ask(
  policy: string,
  { action = 'Decrypt', name = 'user/alice', from = account, viaService, policies = [] }: Asked,
): AccessDecision {
  return authorize({
    action: `kms:${action}`,
    principal: { arn: `arn:aws:iam::${from}:${name}`, accountId: from, isRoot: name === 'root', policies },
    key: {
      arn: `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
      accountId: account,
      policy: parseKeyPolicy(policy),
      grants: [],
    },
    encryptionContext: {},
    viaService,
  })
}
