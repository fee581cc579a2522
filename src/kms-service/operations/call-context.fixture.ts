/**
 * Operations that take a key, told apart by what names they take.
 *
 * @module
 */
import type { KMS } from '@aws-sdk/client-kms'

import { account, arnOf, region, setUpService } from '../service.fixture.ts'

type Ask = (kms: KMS, KeyId: string) => Promise<unknown>

export const plaintext = Buffer.from('x')

/** Operations that take every name of a key, and those that take its id and its ARN alone. */
export const takingAliases: readonly (readonly [string, Ask])[] = [
  ['DescribeKey', (kms, KeyId) => kms.describeKey({ KeyId })],
  ['Encrypt', (kms, KeyId) => kms.encrypt({ KeyId, Plaintext: plaintext })],
  ['GenerateDataKey', (kms, KeyId) => kms.generateDataKey({ KeyId, NumberOfBytes: 32 })],
  [
    'GenerateDataKeyWithoutPlaintext',
    (kms, KeyId) => kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 32 }),
  ],
  [
    'Decrypt',
    async (kms, KeyId) => {
      const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: plaintext })
      return kms.decrypt({ KeyId, CiphertextBlob })
    },
  ],
  [
    'ReEncrypt',
    async (kms, KeyId) => {
      const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: plaintext })
      return kms.reEncrypt({ SourceKeyId: KeyId, DestinationKeyId: KeyId, CiphertextBlob })
    },
  ],
]
export const takingKeysAlone: readonly (readonly [string, Ask])[] = [
  ['CreateAlias', (kms, TargetKeyId) => kms.createAlias({ AliasName: 'alias/new', TargetKeyId })],
  ['UpdateAlias', (kms, TargetKeyId) => kms.updateAlias({ AliasName: 'alias/key', TargetKeyId })],
  ['ListAliases', (kms, KeyId) => kms.listAliases({ KeyId })],
  [
    'CreateGrant',
    (kms, KeyId) =>
      kms.createGrant({ KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt'], DryRun: false }),
  ],
  ['ListGrants', (kms, KeyId) => kms.listGrants({ KeyId })],
  ['PutKeyPolicy', (kms, KeyId) => kms.putKeyPolicy({ KeyId, Policy: policyFor('*') })],
  ['GetKeyPolicy', (kms, KeyId) => kms.getKeyPolicy({ KeyId })],
  ['ListKeyPolicies', (kms, KeyId) => kms.listKeyPolicies({ KeyId })],
  ['EnableKeyRotation', (kms, KeyId) => kms.enableKeyRotation({ KeyId })],
  ['DisableKeyRotation', (kms, KeyId) => kms.disableKeyRotation({ KeyId })],
  ['GetKeyRotationStatus', (kms, KeyId) => kms.getKeyRotationStatus({ KeyId })],
  ['RotateKeyOnDemand', (kms, KeyId) => kms.rotateKeyOnDemand({ KeyId })],
  ['ListKeyRotations', (kms, KeyId) => kms.listKeyRotations({ KeyId })],
  ['TagResource', (kms, KeyId) => kms.tagResource({ KeyId, Tags: [{ TagKey: 'a', TagValue: '' }] })],
  ['UntagResource', (kms, KeyId) => kms.untagResource({ KeyId, TagKeys: ['a'] })],
  ['ListResourceTags', (kms, KeyId) => kms.listResourceTags({ KeyId })],
  ['UpdateKeyDescription', (kms, KeyId) => kms.updateKeyDescription({ KeyId, Description: '' })],
  ['DisableKey', (kms, KeyId) => kms.disableKey({ KeyId })],
  ['EnableKey', (kms, KeyId) => kms.enableKey({ KeyId })],
  ['ScheduleKeyDeletion', (kms, KeyId) => kms.scheduleKeyDeletion({ KeyId })],
]

/** A key with the alias `alias/key`. */
export async function setUp() {
  const parts = setUpService()
  const { KeyMetadata: made } = await parts.root.createKey({})
  const { KeyId: id, Arn: arn } = made as { KeyId: string; Arn: string }
  const alias = 'alias/key'
  await parts.root.createAlias({ AliasName: alias, TargetKeyId: id })
  const aliasArn = `arn:aws:kms:${region}:${account}:${alias}`
  return { ...parts, names: { id, arn, alias, aliasArn, all: [id, arn, alias, aliasArn] } }
}

export function policyFor(...principals: string[]): string {
  const principal = principals[0] === '*' ? '*' : { AWS: principals }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' }],
  })
}
