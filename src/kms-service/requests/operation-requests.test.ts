import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { z } from '../../schema.ts'
import * as aliasRequests from './alias-requests.ts'
import * as dataKeyRequests from './data-key-requests.ts'
import * as grantRequests from './grant-requests.ts'
import * as keyRequests from './key-requests.ts'
import * as macRequests from './mac-requests.ts'
import * as policyRequests from './policy-requests.ts'
import { readRequest } from './read-request.ts'
import { bytesOf } from './request-bytes.fixture.ts'
import * as rotationRequests from './rotation-requests.ts'
import * as tagRequests from './tag-requests.ts'

const key = { KeyId: 'alias/a' }
const page = { Limit: 10, Marker: 'next' }
const alias = { AliasName: 'alias/a', TargetKeyId: 'k' }
const tags = { Tags: [{ TagKey: 'a', TagValue: '' }] }
const recipient = { Recipient: { KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256' } }
const call = { GrantTokens: ['t'], DryRun: false }

type Case = readonly [z.ZodObject, required: object, optional: object]

const operations: readonly Case[] = [
  [
    keyRequests.createKeyRequest,
    {},
    {
      Policy: '{}',
      Description: '',
      KeyUsage: 'ENCRYPT_DECRYPT',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      Origin: 'AWS_KMS',
      CustomKeyStoreId: 'cks-1',
      BypassPolicyLockoutSafetyCheck: false,
      MultiRegion: false,
      XksKeyId: 'x',
      ...tags,
    },
  ],
  [keyRequests.describeKeyRequest, key, { GrantTokens: ['t'] }],
  [keyRequests.listKeysRequest, {}, page],
  [keyRequests.enableKeyRequest, key, {}],
  [keyRequests.disableKeyRequest, key, {}],
  [keyRequests.scheduleKeyDeletionRequest, key, { PendingWindowInDays: 7 }],
  [keyRequests.cancelKeyDeletionRequest, key, {}],
  [keyRequests.updateKeyDescriptionRequest, { ...key, Description: '' }, {}],
  [aliasRequests.createAliasRequest, alias, {}],
  [aliasRequests.updateAliasRequest, alias, {}],
  [aliasRequests.listAliasesRequest, {}, { ...key, ...page }],
  [aliasRequests.deleteAliasRequest, { AliasName: 'alias/a' }, {}],
  [
    dataKeyRequests.generateDataKeyRequest,
    key,
    { NumberOfBytes: 64, KeySpec: 'AES_128', ...call, ...recipient },
  ],
  [
    dataKeyRequests.generateDataKeyWithoutPlaintextRequest,
    key,
    { NumberOfBytes: 64, KeySpec: 'AES_128', ...call },
  ],
  [dataKeyRequests.generateRandomRequest, {}, { NumberOfBytes: 64, CustomKeyStoreId: 'cks-1', ...recipient }],
  [
    dataKeyRequests.encryptRequest,
    { ...key, Plaintext: 'YQ==' },
    { EncryptionAlgorithm: 'SYMMETRIC_DEFAULT', ...call },
  ],
  [
    dataKeyRequests.decryptRequest,
    { CiphertextBlob: 'YQ==' },
    {
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DryRunModifiers: ['IGNORE_CIPHERTEXT'],
      ...key,
      ...call,
      ...recipient,
    },
  ],
  [
    dataKeyRequests.reEncryptRequest,
    { CiphertextBlob: 'YQ==', DestinationKeyId: 'k' },
    {
      SourceKeyId: 'k',
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DryRunModifiers: [],
      ...call,
    },
  ],
  [rotationRequests.enableKeyRotationRequest, key, { RotationPeriodInDays: 90 }],
  [rotationRequests.disableKeyRotationRequest, key, {}],
  [rotationRequests.getKeyRotationStatusRequest, key, {}],
  [rotationRequests.rotateKeyOnDemandRequest, key, {}],
  [rotationRequests.listKeyRotationsRequest, key, { IncludeKeyMaterial: 'ALL_KEY_MATERIAL', ...page }],
  [
    policyRequests.putKeyPolicyRequest,
    { ...key, Policy: '{}' },
    { PolicyName: 'default', BypassPolicyLockoutSafetyCheck: true },
  ],
  [policyRequests.getKeyPolicyRequest, key, { PolicyName: 'default' }],
  [policyRequests.listKeyPoliciesRequest, key, page],
  [
    grantRequests.createGrantRequest,
    { ...key, GranteePrincipal: 'p', Operations: ['Decrypt'] },
    {
      RetiringPrincipal: 'p',
      Constraints: {},
      Name: 'n',
      GranteeServicePrincipal: 'a.b.c',
      RetiringServicePrincipal: 'a.b.c',
      ...call,
    },
  ],
  [
    grantRequests.listGrantsRequest,
    key,
    { GrantId: 'g', GranteePrincipal: 'p', GranteeServicePrincipal: 'a.b.c', ...page },
  ],
  [
    grantRequests.listRetirableGrantsRequest,
    {},
    { RetiringPrincipal: 'p', RetiringServicePrincipal: 'a.b.c', ...page },
  ],
  [grantRequests.retireGrantRequest, {}, { GrantToken: 't', GrantId: 'g', DryRun: true, ...key }],
  [grantRequests.revokeGrantRequest, { ...key, GrantId: 'g' }, { DryRun: true }],
  [tagRequests.tagResourceRequest, { ...key, ...tags }, {}],
  [tagRequests.untagResourceRequest, { ...key, TagKeys: ['a'] }, {}],
  [tagRequests.listResourceTagsRequest, key, page],
  [macRequests.generateMacRequest, { ...key, Message: 'YQ==', MacAlgorithm: 'HMAC_SHA_256' }, call],
  [
    macRequests.verifyMacRequest,
    { ...key, Message: 'YQ==', MacAlgorithm: 'HMAC_SHA_256', Mac: 'YQ==' },
    call,
  ],
]

const modules = {
  ...keyRequests,
  ...aliasRequests,
  ...dataKeyRequests,
  ...rotationRequests,
  ...policyRequests,
  ...grantRequests,
  ...tagRequests,
  ...macRequests,
}
const nameOf = (schema: z.ZodObject) => Object.entries(modules).find(([, value]) => value === schema)?.[0]

describe('requests of all operations', () => {
  it('are 36, each tested below', () => {
    const schemas = Object.entries(modules).filter(([name]) => name.endsWith('Request'))

    assert.equal(schemas.length, 36)
    assert.deepEqual(
      new Set(operations.map(([schema]) => nameOf(schema))),
      new Set(Object.keys(Object.fromEntries(schemas))),
    )
  })

  for (const [schema, required, optional] of operations) {
    it(`${nameOf(schema)} takes these members and asks for those that AWS asks for`, () => {
      const contexts = Object.keys(schema.shape).filter((name) => name.endsWith('EncryptionContext'))
      const names = [...Object.keys(required), ...Object.keys(optional), ...contexts]

      const least = readRequest(schema, bytesOf(required))
      const most = readRequest(schema, bytesOf({ ...required, ...optional }))

      assert.deepEqual(Object.keys(least).toSorted(), Object.keys(required).toSorted())
      assert.deepEqual([...Object.keys(most), ...contexts].toSorted(), Object.keys(schema.shape).toSorted())
      assert.deepEqual(names.toSorted(), Object.keys(schema.shape).toSorted())
      for (const name of Object.keys(required)) {
        assert.throws(() => readRequest(schema, bytesOf({ ...required, [name]: null })), {
          errorName: 'ValidationException',
          message: new RegExp(`at '${name[0]?.toLowerCase()}${name.slice(1)}' .*Member must not be null$`),
        })
      }
    })
  }
})
