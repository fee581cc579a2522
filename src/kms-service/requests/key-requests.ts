/**
 * What the operations on KMS keys take: making, finding, enabling and deleting them.
 *
 * @module
 */
import { z } from '../../schema.ts'
import {
  customKeyStoreId,
  customerMasterKeySpec,
  description,
  flag,
  grantTokens,
  keyId,
  keySpec,
  keyUsage,
  limit,
  marker,
  origin,
  pendingWindowInDays,
  policy,
  tags,
  xksKeyId,
} from './members.ts'

export const createKeyRequest = z.object({
  Policy: policy.optional(),
  Description: description.optional(),
  KeyUsage: keyUsage.optional(),
  CustomerMasterKeySpec: customerMasterKeySpec.optional(),
  KeySpec: keySpec.optional(),
  Origin: origin.optional(),
  CustomKeyStoreId: customKeyStoreId.optional(),
  BypassPolicyLockoutSafetyCheck: flag.optional(),
  Tags: tags.optional(),
  MultiRegion: flag.optional(),
  XksKeyId: xksKeyId.optional(),
})

export const describeKeyRequest = z.object({
  KeyId: keyId,
  GrantTokens: grantTokens.optional(),
})

export const listKeysRequest = z.object({
  Limit: limit.optional(),
  Marker: marker.optional(),
})

export const enableKeyRequest = z.object({
  KeyId: keyId,
})

export const disableKeyRequest = z.object({
  KeyId: keyId,
})

export const scheduleKeyDeletionRequest = z.object({
  KeyId: keyId,
  PendingWindowInDays: pendingWindowInDays.optional(),
})

export const cancelKeyDeletionRequest = z.object({
  KeyId: keyId,
})

export const updateKeyDescriptionRequest = z.object({
  KeyId: keyId,
  Description: description,
})
