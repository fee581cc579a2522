/**
 * The policy of a key. KMS knows one for each, by the name of `default`.
 *
 * @module
 */
import { authorize } from '../access/evaluate.ts'
import { parseKeyPolicy } from '../access/policy-document.ts'
import { KmsException } from '../kms-exception.ts'
import {
  getKeyPolicyRequest,
  listKeyPoliciesRequest,
  putKeyPolicyRequest,
} from '../requests/policy-requests.ts'
import type { CallContext } from './call-context.ts'
import { operation, type Operation } from './operation.ts'
import { pageOf } from './page.ts'

const policyName = 'default'

export const policyOperations: readonly Operation[] = [
  operation('PutKeyPolicy', putKeyPolicyRequest, (context, request) => {
    assertIsDefault(request.PolicyName)
    const key = context.customerKeyFor(request.KeyId)
    if (request.BypassPolicyLockoutSafetyCheck !== true)
      assertIsNotLockedOut(context, request.Policy, key.arn)
    key.putPolicy(request.Policy)
    context.touch(key)
    return {}
  }),

  operation('GetKeyPolicy', getKeyPolicyRequest, (context, request) => {
    assertIsDefault(request.PolicyName)
    const key = context.keyFor(request.KeyId)
    return { Policy: key.facts.policy, PolicyName: policyName }
  }),

  operation('ListKeyPolicies', listKeyPoliciesRequest, (context, request) => {
    context.keyFor(request.KeyId)
    const { items, ...page } = pageOf([policyName], request, 100, (name) => name)
    return { PolicyNames: items, ...page }
  }),
]

function assertIsDefault(name: string | undefined): void {
  if (name !== undefined && name !== policyName)
    throw new KmsException('NotFoundException', `No such policy exists`)
}

/** Whoever puts a policy must be able to put the next one, unless that is waived. */
export function assertIsNotLockedOut({ principal }: CallContext, policy: string, arn: string): void {
  const key = { arn, accountId: arn.split(':', 5)[4]!, policy: parseKeyPolicy(policy), grants: [] }
  const decision = authorize({
    action: 'kms:PutKeyPolicy',
    principal,
    key,
    encryptionContext: undefined,
    viaService: undefined,
    grantTokens: [],
    conditions: undefined,
  })
  if (decision.allowed) return
  throw new KmsException(
    'MalformedPolicyDocumentException',
    'The new key policy will not allow you to update the key policy in the future.',
  )
}
