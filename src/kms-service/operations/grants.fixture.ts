/**
 * A key and the principals to whom it is granted.
 *
 * @module
 */
import type { CreateGrantRequest } from '@aws-sdk/client-kms'

import { arnOf, setUpService } from '../service.fixture.ts'

/** A key of root's, and grants on it to bob, who may do nothing without. */
export async function setUp() {
  const parts = setUpService()
  const { root } = parts
  const { KeyId, Arn } = await parts.createKey()
  const grant = (request: Partial<CreateGrantRequest> = {}) =>
    root.createGrant({ KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt'], ...request })
  const list = async () => (await root.listGrants({ KeyId })).Grants!
  return { ...parts, KeyId, Arn, grant, list }
}
