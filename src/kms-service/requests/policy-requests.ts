/**
 * What the operations on key policies take.
 *
 * @module
 */
import { z } from '../../schema.ts'
import { flag, keyId, limit, marker, policy, policyName } from './members.ts'

export const putKeyPolicyRequest = z.object({
  KeyId: keyId,
  PolicyName: policyName.optional(),
  Policy: policy,
  BypassPolicyLockoutSafetyCheck: flag.optional(),
})

export const getKeyPolicyRequest = z.object({
  KeyId: keyId,
  PolicyName: policyName.optional(),
})

export const listKeyPoliciesRequest = z.object({
  KeyId: keyId,
  Limit: limit.optional(),
  Marker: marker.optional(),
})
