/**
 * Decides whether a principal may do what it asks, by key policy, identity
 * policies and grants, in the order in which AWS KMS does.
 *
 * @module
 */
import type { EncryptionContext } from '../../kms/key-service.ts'
import { KmsException } from '../kms-exception.ts'
import { allHold, type ConditionLookup } from './conditions.ts'
import { satisfies, type Grant } from './grant.ts'
import type { PolicyDocument, PolicyStatement } from './policy-document.ts'
import { roleArnOf, type Caller, type PrincipalMatch } from './principal-element.ts'
import { contextValuesOf } from './request-context.ts'

export interface AccessRequest {
  /** Such as `kms:Decrypt`. */
  readonly action: string
  readonly principal: RequestPrincipal
  /** Undefined for actions on no KMS key, such as ListKeys: identity policies alone decide. */
  readonly key: ProtectedKey | undefined
  /** What identity policies see where there is no key: `*`, or the ARN of an alias. */
  readonly resource?: string | undefined
  /** Undefined or empty where the operation takes none or the caller gave none. */
  readonly encryptionContext: EncryptionContext | undefined
  /** The service that calls for the principal, such as `kinesis.eu-west-1.amazonaws.com`. */
  readonly viaService: string | undefined
  /** Changes nothing: every grant in `key.grants` is in force at once, and a token only hastens that. */
  readonly grantTokens?: readonly string[] | undefined
  /** Condition keys that the operation knows, by their names in lower case: `kms:keyspec`, `kms:grantoperations`. */
  readonly conditions?: ConditionLookup | undefined
}

export interface RequestPrincipal {
  readonly arn: string
  readonly accountId: string
  /** Whether it is the root of its account, which needs no identity policy. */
  readonly isRoot: boolean
  readonly policies: readonly PolicyDocument[]
}

export interface ProtectedKey {
  readonly arn: string
  readonly accountId: string
  readonly policy: PolicyDocument
  /** All of this KMS key, whoever has them. */
  readonly grants: readonly Grant[]
}

export type AccessDecision =
  | { readonly allowed: true; readonly by: 'key-policy' | 'identity-policy' | 'grant' }
  /** `reason` ends AWS's sentence; see `accessDenied`. */
  | { readonly allowed: false; readonly reason: string }

/**
 * A Deny wins over everything. Within an account the key policy suffices where
 * it names the principal; where it names the account, an identity policy must
 * allow too. Across accounts both must. Where they do not allow, a grant may.
 */
export function authorize(request: AccessRequest): AccessDecision {
  const { principal, key } = request
  const question = questionOf(request)
  const keySays = key === undefined ? 'none' : keyPolicyVerdict(key.policy, question)
  if (keySays === 'denied') return deniedByResource
  const identitySays = identityVerdict(principal, question)
  if (identitySays === 'denied') return deniedByIdentity
  const identityAllows = identitySays === 'allowed'
  if (key === undefined) return identityAllows ? byIdentityPolicy : notAllowedBy('identity', request)
  if (keySays === 'named' && (identityAllows || key.accountId === principal.accountId)) return byKeyPolicy
  if (keySays === 'account' && identityAllows) return principal.isRoot ? byKeyPolicy : byIdentityPolicy
  if (key.grants.length > 0 && isGranted(key.grants, question, request)) return byGrant
  return notAllowedBy(keySays === 'none' ? 'resource' : 'identity', request)
}

/** The error for a decision that was not to allow, for its `reason`. */
export function accessDenied(
  principalArn: string,
  action: string,
  resourceArn: string,
  reason: string,
): KmsException {
  return new KmsException(
    'AccessDeniedException',
    `User: ${principalArn} is not authorized to perform: ${action} on resource: ${resourceArn} ${reason}`,
  )
}

/** A request as statements are compared with it. */
interface Question {
  /** In lower case. */
  readonly action: string
  readonly resource: string
  readonly caller: Caller
  readonly lookup: ConditionLookup
}

type Verdict<Allowed> = 'none' | 'denied' | Allowed

const noContext: EncryptionContext = {}

const byKeyPolicy: AccessDecision = { allowed: true, by: 'key-policy' }
const byIdentityPolicy: AccessDecision = { allowed: true, by: 'identity-policy' }
const byGrant: AccessDecision = { allowed: true, by: 'grant' }
const deniedByResource: AccessDecision = {
  allowed: false,
  reason: 'with an explicit deny in a resource-based policy',
}
const deniedByIdentity: AccessDecision = {
  allowed: false,
  reason: 'with an explicit deny in an identity-based policy',
}

function notAllowedBy(kind: 'resource' | 'identity', { action }: AccessRequest): AccessDecision {
  return { allowed: false, reason: `because no ${kind}-based policy allows the ${action} action` }
}

function questionOf(request: AccessRequest): Question {
  const { arn, accountId, isRoot } = request.principal
  const action = request.action.toLowerCase()
  const roleArn = roleArnOf(arn)
  const { encryptionContext = noContext, viaService, conditions } = request
  const source = { action, principalArn: arn, roleArn, accountId, encryptionContext, viaService, conditions }
  return {
    action,
    resource: request.key?.arn ?? request.resource ?? '*',
    caller: { arn, accountId, isRoot, roleArn },
    lookup: (key) => contextValuesOf(source, key),
  }
}

/** Looks at every statement, because a Deny may come last. */
function keyPolicyVerdict(policy: PolicyDocument, question: Question): Verdict<PrincipalMatch> {
  let verdict: PrincipalMatch = 'none'
  for (const statement of policy.statements) {
    const match = statement.principal?.match(question.caller) ?? 'none'
    if (match === 'none' || !applies(statement, question)) continue
    if (statement.effect === 'Deny') return 'denied'
    if (verdict !== 'named') verdict = match
  }
  return verdict
}

function identityVerdict(principal: RequestPrincipal, question: Question): Verdict<'allowed'> {
  let verdict: Verdict<'allowed'> = principal.isRoot ? 'allowed' : 'none'
  for (const policy of principal.policies)
    for (const statement of policy.statements) {
      // Once something allows, only a Deny can change the answer.
      if (verdict === 'allowed' && statement.effect === 'Allow') continue
      if (!applies(statement, question)) continue
      if (statement.effect === 'Deny') return 'denied'
      verdict = 'allowed'
    }
  return verdict
}

function applies({ action, resource, conditions }: PolicyStatement, question: Question): boolean {
  return (
    action.matches(question.action) &&
    (resource === undefined || resource.matches(question.resource)) &&
    (conditions.length === 0 || allHold(conditions, question.lookup))
  )
}

function isGranted(
  grants: readonly Grant[],
  { caller }: Question,
  { action, encryptionContext = noContext }: AccessRequest,
): boolean {
  const names = caller.roleArn === undefined ? [caller.arn] : [caller.arn, caller.roleArn]
  const operation = action.slice(action.indexOf(':') + 1)
  return grants.some((grant) => satisfies(grant, names, operation, encryptionContext))
}
