/**
 * The operations that make, describe and list KMS keys and change their state.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { defaultKeyPolicy } from '../access/default-policies.ts'
import { parseKeyPolicy } from '../access/policy-document.ts'
import { isKeySpec, keyUsageOf, macAlgorithmOf, type KeySpec } from '../keys/key-specs.ts'
import type { KeyStore } from '../keys/key-store.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import { notPendingDeletion, unsupported, validation } from '../kms-errors.ts'
import {
  cancelKeyDeletionRequest,
  createKeyRequest,
  describeKeyRequest,
  disableKeyRequest,
  enableKeyRequest,
  listKeysRequest,
  scheduleKeyDeletionRequest,
  updateKeyDescriptionRequest,
} from '../requests/key-requests.ts'
import { operation, secondsOf, type Answer, type Operation } from './operation.ts'
import { pageOf } from './page.ts'
import { assertIsNotLockedOut } from './policies.ts'
import { addTags } from './tags.ts'

const dayMs = 86_400_000
/** Stands for a key that is not made yet. */
const unknownKeyId = '00000000-0000-0000-0000-000000000000'

export const keyOperations: readonly Operation[] = [
  operation('CreateKey', createKeyRequest, (context, request) => {
    const { store, principal } = context
    context.authorize(undefined)
    const keySpec = keySpecOf(request)
    if (request.MultiRegion === true) throw unsupported('This KMS has no multi-Region keys.')
    if ((request.Origin ?? 'AWS_KMS') !== 'AWS_KMS')
      throw unsupported(`This KMS has no keys of origin ${request.Origin}.`)
    if (request.CustomKeyStoreId !== undefined || request.XksKeyId !== undefined)
      throw unsupported('This KMS has no custom key stores.')
    const policy = request.Policy ?? defaultKeyPolicy(principal.accountId)
    parseKeyPolicy(policy)
    // The default policy leaves the account in, whatever this caller may do himself.
    if (request.Policy !== undefined && request.BypassPolicyLockoutSafetyCheck !== true)
      assertIsNotLockedOut(context, policy, `${store.arnPrefix}key/${unknownKeyId}`)
    const tags: Record<string, string> = Object.create(null) as Record<string, string>
    addTags(tags, request.Tags ?? [])
    const key = store.create({
      manager: 'CUSTOMER',
      keySpec,
      description: request.Description ?? '',
      policy,
      tags,
    })
    context.keyArns.add(key.arn)
    return { KeyMetadata: metadataOf(key) }
  }),

  operation('DescribeKey', describeKeyRequest, (context, request) => {
    const use = { takesAlias: true, grantTokens: request.GrantTokens }
    return { KeyMetadata: metadataOf(context.keyFor(request.KeyId, use)) }
  }),

  operation('ListKeys', listKeysRequest, (context, request) => {
    context.authorize(undefined)
    const { items, ...page } = pageOf(context.store.keys(), request, 100, (key) => key.facts.keyId)
    return { Keys: items.map(({ facts: { keyId, arn } }) => ({ KeyId: keyId, KeyArn: arn })), ...page }
  }),

  operation('EnableKey', enableKeyRequest, (context, request) => {
    const key = context.changeableKeyFor(request.KeyId)
    key.enable(context.now)
    context.touch(key)
    return {}
  }),

  operation('DisableKey', disableKeyRequest, (context, request) => {
    const key = context.changeableKeyFor(request.KeyId)
    key.facts.state = 'Disabled'
    context.touch(key)
    return {}
  }),

  operation('ScheduleKeyDeletion', scheduleKeyDeletionRequest, (context, request) => {
    const days = request.PendingWindowInDays ?? 30
    if (days < 7 || days > 30) throw validation('PendingWindowInDays must be between 7 and 30.')
    const key = context.changeableKeyFor(request.KeyId)
    key.facts.state = 'PendingDeletion'
    key.facts.deletesAt = context.now + days * dayMs
    context.touch(key)
    return {
      KeyId: key.arn,
      DeletionDate: secondsOf(key.facts.deletesAt),
      KeyState: key.facts.state,
      PendingWindowInDays: days,
    }
  }),

  operation('CancelKeyDeletion', cancelKeyDeletionRequest, (context, request) => {
    const key = context.customerKeyFor(request.KeyId)
    if (key.facts.state !== 'PendingDeletion') throw notPendingDeletion(key.arn)
    key.facts.state = 'Disabled'
    key.facts.deletesAt = undefined
    context.touch(key)
    return { KeyId: key.arn }
  }),

  operation('UpdateKeyDescription', updateKeyDescriptionRequest, (context, request) => {
    const key = context.changeableKeyFor(request.KeyId)
    key.facts.description = request.Description
    context.touch(key)
    return {}
  }),
]

/** A symmetric key with the default policy, and `alias` as a name of it; for those who need not ask. */
export function newKey(store: KeyStore, alias?: string): KmsKey {
  assert(alias === undefined || store.alias(alias) === undefined, `${alias} names another key already`)
  const key = store.create({
    manager: 'CUSTOMER',
    keySpec: 'SYMMETRIC_DEFAULT',
    description: '',
    policy: defaultKeyPolicy(store.account),
    tags: {},
  })
  const { keyId, createdAt } = key.facts
  if (alias !== undefined) store.setAlias(alias, { keyId, createdAt, updatedAt: createdAt })
  return key
}

interface KindRequest {
  readonly KeySpec?: string | undefined
  readonly CustomerMasterKeySpec?: string | undefined
  readonly KeyUsage?: string | undefined
}

function keySpecOf(request: KindRequest): KeySpec {
  const spec = request.KeySpec ?? request.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
  if (!isKeySpec(spec))
    throw unsupported(`This KMS has no keys of spec ${spec}: only symmetric and HMAC keys.`)
  const usage = keyUsageOf(spec)
  if ((request.KeyUsage ?? 'ENCRYPT_DECRYPT') !== usage)
    throw validation(
      `KeyUsage ${request.KeyUsage ?? 'ENCRYPT_DECRYPT'} is not compatible with KeySpec ${spec}`,
    )
  return spec
}

function metadataOf(key: KmsKey): Answer {
  const { keyId, arn, createdAt, state, description, keySpec, manager, deletesAt } = key.facts
  const macAlgorithm = macAlgorithmOf(keySpec)
  return {
    AWSAccountId: key.accountId,
    KeyId: keyId,
    Arn: arn,
    CreationDate: secondsOf(createdAt),
    Enabled: state === 'Enabled',
    Description: description,
    KeyUsage: keyUsageOf(keySpec),
    KeyState: state,
    ...(deletesAt !== undefined && { DeletionDate: secondsOf(deletesAt) }),
    Origin: 'AWS_KMS',
    KeyManager: manager,
    CustomerMasterKeySpec: keySpec,
    KeySpec: keySpec,
    ...(macAlgorithm === undefined
      ? { EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'], CurrentKeyMaterialId: key.materialIdOf(key.version) }
      : { MacAlgorithms: [macAlgorithm] }),
    MultiRegion: false,
  }
}
