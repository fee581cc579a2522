/**
 * Questions who may do what with a key of one account, and policies to decide them by.
 *
 * @module
 */
import { authorize, type AccessDecision, type AccessRequest } from './evaluate.ts'
import type { Grant } from './grant.ts'
import { parseIdentityPolicy, parseKeyPolicy, type PolicyDocument } from './policy-document.ts'

export const account = '111122223333'
export const foreign = '444455556666'
export const keyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
export const alice = `arn:aws:iam::${account}:user/alice`

export const stranger = `arn:aws:iam::${foreign}:user/bob`

export const grant: Grant = {
  grantId: 'ab'.repeat(32),
  grantToken: 'token',
  keyArn,
  granteePrincipal: alice,
  operations: ['Decrypt'],
  issuingAccount: `arn:aws:iam::${account}:root`,
  createdAt: 1_763_888_000,
}

interface Asked extends Partial<Omit<AccessRequest, 'key' | 'principal'>> {
  readonly arn?: string
  readonly accountId?: string
  readonly isRoot?: boolean
  /** Statements of the key policy; undefined for an action on no KMS key. */
  readonly key?: readonly object[] | undefined
  readonly identity?: readonly object[]
  readonly policies?: readonly PolicyDocument[]
  readonly grants?: readonly Grant[]
}

export function ask(asked: Asked): AccessDecision {
  const { arn = alice, accountId = account, isRoot = false, identity = [], grants = [], ...request } = asked
  const { policies = identity.length === 0 ? [] : [identityPolicyOf(identity)], key = [], ...rest } = request
  const isOnKey = !('key' in asked) || asked.key !== undefined
  return authorize({
    action: 'kms:Decrypt',
    encryptionContext: {},
    viaService: undefined,
    ...rest,
    principal: { arn, accountId, isRoot, policies },
    key: isOnKey ? { arn: keyArn, accountId: account, policy: keyPolicyOf(key), grants } : undefined,
  })
}

/** A statement for nobody comes first, since a policy cannot be empty. */
function keyPolicyOf(statements: readonly object[]): PolicyDocument {
  const idle = keyAllow({ Service: 'idle.amazonaws.com' })
  return parseKeyPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [idle, ...statements] }))
}

export function identityPolicyOf(statements: readonly object[]): PolicyDocument {
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
}

export function keyAllow(Principal: unknown, Action = 'kms:*') {
  return { Effect: 'Allow', Principal, Action, Resource: '*' }
}
