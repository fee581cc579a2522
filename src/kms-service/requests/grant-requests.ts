/**
 * What the operations on grants take.
 *
 * @module
 */
import { z } from '../../schema.ts'
import {
  flag,
  grantConstraints,
  grantId,
  grantName,
  grantOperations,
  grantToken,
  grantTokens,
  keyId,
  limit,
  marker,
  principal,
  servicePrincipal,
} from './members.ts'

/** AWS does without the principal where a service is the grantee; here it is always needed. */
export const createGrantRequest = z.object({
  KeyId: keyId,
  GranteePrincipal: principal,
  RetiringPrincipal: principal.optional(),
  Operations: grantOperations,
  Constraints: grantConstraints.optional(),
  GrantTokens: grantTokens.optional(),
  Name: grantName.optional(),
  DryRun: flag.optional(),
  GranteeServicePrincipal: servicePrincipal.optional(),
  RetiringServicePrincipal: servicePrincipal.optional(),
})
export type CreateGrantRequest = Readonly<z.infer<typeof createGrantRequest>>

export const listGrantsRequest = z.object({
  Limit: limit.optional(),
  Marker: marker.optional(),
  KeyId: keyId,
  GrantId: grantId.optional(),
  GranteePrincipal: principal.optional(),
  GranteeServicePrincipal: servicePrincipal.optional(),
})

export const listRetirableGrantsRequest = z.object({
  Limit: limit.optional(),
  Marker: marker.optional(),
  RetiringPrincipal: principal.optional(),
  RetiringServicePrincipal: servicePrincipal.optional(),
})

/** A grant is named by its token, or by KMS key and grant id. */
export const retireGrantRequest = z.object({
  GrantToken: grantToken.optional(),
  KeyId: keyId.optional(),
  GrantId: grantId.optional(),
  DryRun: flag.optional(),
})

export const revokeGrantRequest = z.object({
  KeyId: keyId,
  GrantId: grantId,
  DryRun: flag.optional(),
})
