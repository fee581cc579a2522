/**
 * Grants: permissions that are given to one principal and taken back, without
 * a change of the key's policy.
 *
 * @module
 */
import { randomBytes } from 'node:crypto'

import type { ConditionLookup } from '../access/conditions.ts'
import { accessDenied } from '../access/evaluate.ts'
import type { Grant, GrantConstraints } from '../access/grant.ts'
import { roleArnOf } from '../access/principal-element.ts'
import type { Principal } from '../access/principals.ts'
import type { EncryptionContext } from '../../kms/key-service.ts'
import { canonicalBytesOf } from '../keys/encryption-context.ts'
import { assertIsUsable } from '../keys/key-store.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import { invalidArn, keyNotFound, limitExceeded, unsupported, validation } from '../kms-errors.ts'
import { KmsException } from '../kms-exception.ts'
import {
  createGrantRequest,
  type CreateGrantRequest,
  listGrantsRequest,
  listRetirableGrantsRequest,
  retireGrantRequest,
  revokeGrantRequest,
} from '../requests/grant-requests.ts'
import type { CallContext } from './call-context.ts'
import { operation, secondsOf, type Operation } from './operation.ts'
import { pageOf } from './page.ts'

/** AWS's limit for one key. */
const grantsMax = 50_000

export const grantOperations: readonly Operation[] = [
  operation('CreateGrant', createGrantRequest, (context, request) => {
    const { GranteePrincipal: grantee, RetiringPrincipal: retiring, Operations: operations } = request
    for (const arn of [grantee, retiring]) if (arn !== undefined) assertIsPrincipal(arn)
    assertIsKnown(request)
    const use = {
      grantTokens: request.GrantTokens,
      conditions: conditionsOf(grantee, retiring, operations, request.Constraints),
    }
    const key = context.customerKeyFor(request.KeyId, use)
    assertIsUsable(key)
    assertFits(key, operations)
    assertIsLimited(request.Constraints)
    // Who may do this by a grant alone gives on no more than that grant.
    if (context.authorize(key, use) === 'grant') assertIsWithin(context, key, request)
    const { Constraints: constraints, Name: name } = request
    const same = name === undefined ? undefined : key.facts.grants.find((grant) => isSame(grant, request))
    context.endDryRun(request.DryRun)
    if (same !== undefined) return { GrantToken: same.grantToken, GrantId: same.grantId }
    if (key.facts.grants.length >= grantsMax)
      throw limitExceeded(`${key.arn} has ${grantsMax} grants, the most of one key.`)
    const grant: Grant = {
      grantId: randomBytes(32).toString('hex'),
      // As those of AWS begin, and never with a hyphen, which a command line would take for an option.
      grantToken: `AQ${randomBytes(96).toString('base64url')}`,
      name,
      keyArn: key.arn,
      granteePrincipal: grantee,
      retiringPrincipal: retiring,
      operations,
      constraints: constraints && {
        encryptionContextSubset: constraints.EncryptionContextSubset,
        encryptionContextEquals: constraints.EncryptionContextEquals,
      },
      issuingAccount: `arn:aws:iam::${context.principal.accountId}:root`,
      createdAt: secondsOf(context.now),
    }
    key.facts.grants = [...key.facts.grants, grant]
    context.touch(key)
    return { GrantToken: grant.grantToken, GrantId: grant.grantId }
  }),

  operation('ListGrants', listGrantsRequest, (context, request) => {
    const key = context.keyFor(request.KeyId)
    const { GrantId: grantId, GranteePrincipal: grantee } = request
    const grants = key.facts.grants.filter(
      (grant) =>
        (grantId === undefined || grant.grantId === grantId) &&
        (grantee === undefined || grant.granteePrincipal === grantee),
    )
    return grantsPage(grants, request)
  }),

  operation('ListRetirableGrants', listRetirableGrantsRequest, (context, request) => {
    context.authorize(undefined)
    if (request.RetiringPrincipal === undefined) throw validation('RetiringPrincipal is required.')
    const grants = context
      .keysEverywhere()
      .flatMap(({ facts }) => facts.grants)
      .filter(({ retiringPrincipal }) => retiringPrincipal === request.RetiringPrincipal)
    return grantsPage(grants, request)
  }),

  operation('RetireGrant', retireGrantRequest, (context, request) => {
    const { GrantToken: token, GrantId: grantId, KeyId: keyId } = request
    if (token === undefined && (grantId === undefined || keyId === undefined))
      throw validation('Give the GrantToken, or the KeyId and the GrantId.')
    const [key, grant] = retirable(context.keysEverywhere(), token, grantId, keyId)
    if (!mayRetire(context.principal, grant)) context.authorize(key)
    context.endDryRun(request.DryRun)
    remove(context, key, grant)
    return {}
  }),

  operation('RevokeGrant', revokeGrantRequest, (context, request) => {
    const key = context.keyFor(request.KeyId)
    const grant = key.facts.grants.find(({ grantId }) => grantId === request.GrantId)
    if (grant === undefined) throw grantNotFound(request.GrantId)
    context.endDryRun(request.DryRun)
    remove(context, key, grant)
    return {}
  }),
]

/** The account's root may retire what its account granted; others, what names them or their role. */
function mayRetire({ arn, isRoot, accountId }: Principal, grant: Grant): boolean {
  const names = [arn, roleArnOf(arn)]
  return (
    (grant.retiringPrincipal !== undefined && names.includes(grant.retiringPrincipal)) ||
    (names.includes(grant.granteePrincipal) && grant.operations.includes('RetireGrant')) ||
    (isRoot && grant.issuingAccount === `arn:aws:iam::${accountId}:root`)
  )
}

interface GrantRequest {
  readonly Name?: string | undefined
  readonly GranteePrincipal: string
  readonly RetiringPrincipal?: string | undefined
  readonly Operations: readonly string[]
  readonly Constraints?: RequestedConstraints | undefined
}

interface RequestedConstraints {
  readonly EncryptionContextSubset?: EncryptionContext | undefined
  readonly EncryptionContextEquals?: EncryptionContext | undefined
}

/** AWS's limits: eight pairs in each constraint, and values of 384 characters. */
function assertIsLimited(constraints: RequestedConstraints | undefined): void {
  for (const pairs of [constraints?.EncryptionContextSubset, constraints?.EncryptionContextEquals]) {
    const values = Object.values(pairs ?? {})
    if (values.length > 8 || values.some((value) => value.length > 384))
      throw validation('A grant constraint has at most 8 pairs, with values of at most 384 characters.')
  }
}

/** @throws {KmsException} AccessDeniedException where no grant of the caller allows as much as `request` would. */
function assertIsWithin({ principal }: CallContext, key: KmsKey, request: GrantRequest): void {
  const names = [principal.arn, roleArnOf(principal.arn)]
  const parents = key.facts.grants.filter(
    ({ granteePrincipal, operations }) =>
      names.includes(granteePrincipal) && operations.includes('CreateGrant'),
  )
  const isWithin = parents.some(
    ({ operations, constraints }) =>
      request.Operations.every((name) => (operations as readonly string[]).includes(name)) &&
      isAsStrict(request.Constraints, constraints),
  )
  if (isWithin) return
  const reason = 'because the grant that allows it allows less than the new one would'
  throw accessDenied(principal.arn, 'kms:CreateGrant', key.arn, reason)
}

function holds(pairs: EncryptionContext | undefined, all: EncryptionContext): boolean {
  return pairs !== undefined && Object.entries(all).every(([name, value]) => pairs[name] === value)
}

function isAsStrict(wanted: RequestedConstraints | undefined, parent: GrantConstraints | undefined): boolean {
  const { EncryptionContextSubset: subset, EncryptionContextEquals: equal } = wanted ?? {}
  const { encryptionContextSubset: parentSubset, encryptionContextEquals: parentEqual } = parent ?? {}
  if (parentEqual !== undefined && !(holds(equal, parentEqual) && holds(parentEqual, equal!))) return false
  return parentSubset === undefined || holds(subset, parentSubset) || holds(equal, parentSubset)
}

/** A grant without a limit that was asked for would allow more than was meant. */
function assertIsKnown({
  Constraints: constraints,
  GranteeServicePrincipal: grantee,
  RetiringServicePrincipal: retiring,
}: CreateGrantRequest): void {
  if (constraints?.SourceArn !== undefined || grantee !== undefined || retiring !== undefined)
    throw unsupported('This KMS has no grants for service principals and no SourceArn constraint.')
}

/** AWS gives the same grant again where the whole request is the same. */
function isSame(grant: Grant, request: GrantRequest): boolean {
  return (
    grant.name === request.Name &&
    grant.granteePrincipal === request.GranteePrincipal &&
    grant.retiringPrincipal === request.RetiringPrincipal &&
    grant.operations.join() === request.Operations.join() &&
    isSameContext(grant.constraints?.encryptionContextSubset, request.Constraints?.EncryptionContextSubset) &&
    isSameContext(grant.constraints?.encryptionContextEquals, request.Constraints?.EncryptionContextEquals)
  )
}

function isSameContext(one: EncryptionContext | undefined, other: EncryptionContext | undefined): boolean {
  if (one === undefined || other === undefined) return one === other
  return canonicalBytesOf(one).equals(canonicalBytesOf(other))
}

function conditionsOf(
  grantee: string,
  retiring: string | undefined,
  operations: readonly string[],
  constraints: object | undefined,
): ConditionLookup {
  return (name) => {
    switch (name) {
      case 'kms:granteeprincipal':
        return [grantee]
      case 'kms:retiringprincipal':
        return retiring === undefined ? undefined : [retiring]
      case 'kms:grantoperations':
        return operations
      case 'kms:grantconstrainttype':
        return constraints && Object.keys(constraints)
      default:
        return undefined
    }
  }
}

function assertIsPrincipal(arn: string): void {
  if (!/^arn:[\w-]+:(iam|sts)::\d{12}:[\w+=,.@/-]+$|^[\w-]+\.amazonaws\.com$/.test(arn))
    throw invalidArn(`ARN does not refer to a valid principal: ${arn.slice(0, 200)}`)
}

const macOnly: ReadonlySet<string> = new Set(['GenerateMac', 'VerifyMac'])
const anyKey: ReadonlySet<string> = new Set(['CreateGrant', 'RetireGrant', 'DescribeKey'])
const asymmetricOnly: ReadonlySet<string> = new Set(['Sign', 'Verify', 'GetPublicKey', 'DeriveSharedSecret'])

function assertFits({ facts: { keySpec, arn } }: KmsKey, operations: readonly string[]): void {
  const isMac = keySpec !== 'SYMMETRIC_DEFAULT'
  const wrong = operations.find(
    (name) => asymmetricOnly.has(name) || (!anyKey.has(name) && macOnly.has(name) !== isMac),
  )
  if (wrong !== undefined)
    throw validation(`Operation ${wrong} is not valid for ${arn}, a key of ${keySpec}.`)
}

function grantsPage(grants: readonly Grant[], request: { readonly Limit?: number | undefined }) {
  const ordered = grants.toSorted((a, b) => (a.grantId < b.grantId ? -1 : 1))
  const { items, ...page } = pageOf(ordered, request, 50, ({ grantId }) => grantId)
  return { Grants: items.map(entryOf), ...page }
}

function entryOf(grant: Grant) {
  const { constraints } = grant
  return {
    KeyId: grant.keyArn,
    GrantId: grant.grantId,
    Name: grant.name ?? '',
    CreationDate: grant.createdAt,
    GranteePrincipal: grant.granteePrincipal,
    ...(grant.retiringPrincipal !== undefined && { RetiringPrincipal: grant.retiringPrincipal }),
    IssuingAccount: grant.issuingAccount,
    Operations: grant.operations,
    ...(constraints !== undefined && {
      Constraints: {
        EncryptionContextSubset: constraints.encryptionContextSubset,
        EncryptionContextEquals: constraints.encryptionContextEquals,
      },
    }),
  }
}

function retirable(
  keys: readonly KmsKey[],
  token: string | undefined,
  id: string | undefined,
  keyId: string | undefined,
): readonly [KmsKey, Grant] {
  for (const key of keys) {
    if (token === undefined && keyId !== key.arn && keyId !== key.facts.keyId) continue
    const grant = key.facts.grants.find(({ grantToken, grantId }) =>
      token === undefined ? grantId === id : grantToken === token,
    )
    if (grant !== undefined) return [key, grant]
  }
  if (token !== undefined) throw new KmsException('InvalidGrantTokenException', 'Invalid grant token')
  if (keys.some(({ arn, facts }) => arn === keyId || facts.keyId === keyId)) throw grantNotFound(id!)
  throw keyNotFound(keyId!)
}

function grantNotFound(grantId: string): KmsException {
  return new KmsException('NotFoundException', `Grant ID ${grantId} not found`)
}

function remove(context: CallContext, key: KmsKey, grant: Grant): void {
  key.facts.grants = key.facts.grants.filter((one) => one !== grant)
  context.touch(key)
}
