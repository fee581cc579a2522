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
export type PutKeyPolicyRequest = Readonly<z.infer<typeof putKeyPolicyRequest>>

export const getKeyPolicyRequest = z.object({
  KeyId: keyId,
  PolicyName: policyName.optional(),
})
export type GetKeyPolicyRequest = Readonly<z.infer<typeof getKeyPolicyRequest>>

export const listKeyPoliciesRequest = z.object({
  KeyId: keyId,
  Limit: limit.optional(),
  Marker: marker.optional(),
})
export type ListKeyPoliciesRequest = Readonly<z.infer<typeof listKeyPoliciesRequest>>
