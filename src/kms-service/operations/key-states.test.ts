import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KMS } from '@aws-sdk/client-kms'

import { arnOf, setUpService } from '../service.fixture.ts'

/** A key in some state, what was made with it before, and another key that is enabled. */
interface Given {
  readonly KeyId: string
  readonly blob: Uint8Array
  readonly grantId: string
  readonly other: string
  readonly otherBlob: Uint8Array
}

const disabled = { name: 'DisabledException', message: /is disabled\.$/ }
const pending = { name: 'KMSInvalidStateException', message: /is pending deletion\.$/ }
const notPending = { name: 'KMSInvalidStateException', message: /is not pending deletion\.$/ }
type Expected = typeof disabled | 'ok'

const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }],
})
const plaintext = Buffer.from('x')

/** What AWS documents: the operation; with a key that is enabled, disabled, and waiting for its deletion. */
const table: readonly [string, (kms: KMS, given: Given) => Promise<unknown>, Expected, Expected, Expected][] =
  [
    ['CancelKeyDeletion', (kms, { KeyId }) => kms.cancelKeyDeletion({ KeyId }), notPending, notPending, 'ok'],
    [
      'CreateAlias',
      (kms, { KeyId }) => kms.createAlias({ AliasName: 'alias/new', TargetKeyId: KeyId }),
      'ok',
      'ok',
      pending,
    ],
    ['CreateGrant', (kms, { KeyId }) => kms.createGrant(grantOn(KeyId)), 'ok', disabled, pending],
    ['Decrypt', (kms, { blob }) => kms.decrypt({ CiphertextBlob: blob }), 'ok', disabled, pending],
    ['DeleteAlias', (kms) => kms.deleteAlias({ AliasName: 'alias/one' }), 'ok', 'ok', 'ok'],
    ['DescribeKey', (kms, { KeyId }) => kms.describeKey({ KeyId }), 'ok', 'ok', 'ok'],
    ['DisableKey', (kms, { KeyId }) => kms.disableKey({ KeyId }), 'ok', 'ok', pending],
    ['DisableKeyRotation', (kms, { KeyId }) => kms.disableKeyRotation({ KeyId }), 'ok', disabled, pending],
    ['EnableKey', (kms, { KeyId }) => kms.enableKey({ KeyId }), 'ok', 'ok', pending],
    ['EnableKeyRotation', (kms, { KeyId }) => kms.enableKeyRotation({ KeyId }), 'ok', disabled, pending],
    ['Encrypt', (kms, { KeyId }) => kms.encrypt({ KeyId, Plaintext: plaintext }), 'ok', disabled, pending],
    [
      'GenerateDataKey',
      (kms, { KeyId }) => kms.generateDataKey({ KeyId, NumberOfBytes: 32 }),
      'ok',
      disabled,
      pending,
    ],
    [
      'GenerateDataKeyWithoutPlaintext',
      (kms, { KeyId }) => kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 32 }),
      'ok',
      disabled,
      pending,
    ],
    ['GetKeyPolicy', (kms, { KeyId }) => kms.getKeyPolicy({ KeyId }), 'ok', 'ok', 'ok'],
    ['GetKeyRotationStatus', (kms, { KeyId }) => kms.getKeyRotationStatus({ KeyId }), 'ok', 'ok', 'ok'],
    ['ListAliases', (kms, { KeyId }) => kms.listAliases({ KeyId }), 'ok', 'ok', 'ok'],
    ['ListGrants', (kms, { KeyId }) => kms.listGrants({ KeyId }), 'ok', 'ok', 'ok'],
    ['ListKeyPolicies', (kms, { KeyId }) => kms.listKeyPolicies({ KeyId }), 'ok', 'ok', 'ok'],
    ['ListKeyRotations', (kms, { KeyId }) => kms.listKeyRotations({ KeyId }), 'ok', 'ok', 'ok'],
    ['ListResourceTags', (kms, { KeyId }) => kms.listResourceTags({ KeyId }), 'ok', 'ok', 'ok'],
    ['PutKeyPolicy', (kms, { KeyId }) => kms.putKeyPolicy({ KeyId, Policy: policy }), 'ok', 'ok', 'ok'],
    [
      'ReEncrypt from it',
      (kms, { blob, other }) => kms.reEncrypt({ CiphertextBlob: blob, DestinationKeyId: other }),
      'ok',
      disabled,
      pending,
    ],
    [
      'ReEncrypt to it',
      (kms, { KeyId, otherBlob }) => kms.reEncrypt({ CiphertextBlob: otherBlob, DestinationKeyId: KeyId }),
      'ok',
      disabled,
      pending,
    ],
    [
      'RetireGrant',
      (kms, { KeyId, grantId }) => kms.retireGrant({ KeyId, GrantId: grantId }),
      'ok',
      'ok',
      'ok',
    ],
    [
      'RevokeGrant',
      (kms, { KeyId, grantId }) => kms.revokeGrant({ KeyId, GrantId: grantId }),
      'ok',
      'ok',
      'ok',
    ],
    ['RotateKeyOnDemand', (kms, { KeyId }) => kms.rotateKeyOnDemand({ KeyId }), 'ok', disabled, pending],
    ['ScheduleKeyDeletion', (kms, { KeyId }) => kms.scheduleKeyDeletion({ KeyId }), 'ok', 'ok', pending],
    [
      'TagResource',
      (kms, { KeyId }) => kms.tagResource({ KeyId, Tags: [{ TagKey: 'b', TagValue: '' }] }),
      'ok',
      'ok',
      pending,
    ],
    ['UntagResource', (kms, { KeyId }) => kms.untagResource({ KeyId, TagKeys: ['a'] }), 'ok', 'ok', pending],
    [
      'UpdateAlias from it',
      (kms, { other }) => kms.updateAlias({ AliasName: 'alias/one', TargetKeyId: other }),
      'ok',
      'ok',
      'ok',
    ],
    [
      'UpdateAlias to it',
      (kms, { KeyId }) => kms.updateAlias({ AliasName: 'alias/other', TargetKeyId: KeyId }),
      'ok',
      'ok',
      pending,
    ],
    [
      'UpdateKeyDescription',
      (kms, { KeyId }) => kms.updateKeyDescription({ KeyId, Description: 'new' }),
      'ok',
      'ok',
      pending,
    ],
  ]

describe('key states', () => {
  for (const [operation, ask, ...expected] of table)
    for (const [index, state] of (['Enabled', 'Disabled', 'PendingDeletion'] as const).entries())
      it(`${operation}, with a key that is ${state}: ${nameOf(expected[index]!)}`, async () => {
        const { root, given } = await setUp(state)

        await meets(ask(root, given), expected[index]!)
      })

  for (const [state, expected] of [
    ['Enabled', 'ok'],
    ['Disabled', disabled],
    ['PendingDeletion', pending],
  ] as const) {
    it(`GenerateMac and VerifyMac, with a key that is ${state}: ${nameOf(expected)}`, async () => {
      const { root } = setUpService()
      const { KeyMetadata: made } = await root.createKey({
        KeySpec: 'HMAC_256',
        KeyUsage: 'GENERATE_VERIFY_MAC',
      })
      const request = { KeyId: made!.KeyId!, Message: plaintext, MacAlgorithm: 'HMAC_SHA_256' } as const
      const { Mac } = await root.generateMac(request)
      await bringTo(state, root, request.KeyId)

      await meets(root.generateMac(request), expected)
      await meets(root.verifyMac({ ...request, Mac }), expected)
    })
  }
})

async function setUp(state: 'Enabled' | 'Disabled' | 'PendingDeletion') {
  const parts = setUpService()
  const { root } = parts
  const [one, other] = [
    await root.createKey({ Tags: [{ TagKey: 'a', TagValue: '' }] }),
    await root.createKey({}),
  ]
  const KeyId = one.KeyMetadata!.Arn!
  const otherId = other.KeyMetadata!.Arn!
  await root.createAlias({ AliasName: 'alias/one', TargetKeyId: KeyId })
  await root.createAlias({ AliasName: 'alias/other', TargetKeyId: otherId })
  const { CiphertextBlob: blob } = await root.encrypt({ KeyId, Plaintext: plaintext })
  const { CiphertextBlob: otherBlob } = await root.encrypt({ KeyId: otherId, Plaintext: plaintext })
  const { GrantId: grantId } = await root.createGrant(grantOn(KeyId))
  await bringTo(state, root, KeyId)
  const given: Given = { KeyId, blob: blob!, grantId: grantId!, other: otherId, otherBlob: otherBlob! }
  return { ...parts, given }
}

async function bringTo(state: string, root: KMS, KeyId: string): Promise<void> {
  if (state === 'Disabled') await root.disableKey({ KeyId })
  if (state === 'PendingDeletion') await root.scheduleKeyDeletion({ KeyId })
}

async function meets(call: Promise<unknown>, expected: Expected): Promise<void> {
  if (expected === 'ok') await call
  else await assert.rejects(call, expected)
}

function nameOf(expected: Expected): string {
  return expected === 'ok' ? expected : expected.name
}

function grantOn(KeyId: string) {
  return { KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt' as const] }
}
