/**
 * Who may do what, decided from key policies, identity policies and grants as AWS describes it.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { account, alice, ask, foreign, grant, keyAllow, keyArn, stranger } from './evaluate.fixture.ts'
import { accessDenied } from './evaluate.ts'

const role = `arn:aws:iam::${account}:role/reader`
const session = `arn:aws:sts::${account}:assumed-role/reader/one`

const byKeyPolicy = { allowed: true, by: 'key-policy' }
const byIdentityPolicy = { allowed: true, by: 'identity-policy' }
const byGrant = { allowed: true, by: 'grant' }
const notByResource = {
  allowed: false,
  reason: 'because no resource-based policy allows the kms:Decrypt action',
}
const notByIdentity = {
  allowed: false,
  reason: 'because no identity-based policy allows the kms:Decrypt action',
}
const deniedByResource = { allowed: false, reason: 'with an explicit deny in a resource-based policy' }
const deniedByIdentity = { allowed: false, reason: 'with an explicit deny in an identity-based policy' }

describe('authorize', () => {
  const user = { AWS: alice }
  const delegates = { AWS: account }
  const other = { AWS: `arn:aws:iam::${account}:user/other` }

  /** What the key policy says, what the identity policy says, whether there is a grant; what follows. */
  for (const [title, key, identity, granted, expected] of [
    ['nothing', [], [], false, notByResource],
    ['key policy allows another', [keyAllow(other)], [], false, notByResource],
    ['identity policy alone allows', [], [idAllow()], false, notByResource],
    ['key policy names the user', [keyAllow(user)], [], false, byKeyPolicy],
    ['key policy names everyone', [keyAllow('*')], [], false, byKeyPolicy],
    ['key policy delegates, nothing else', [keyAllow(delegates)], [], false, notByIdentity],
    [
      'key policy delegates, identity policy allows',
      [keyAllow(delegates)],
      [idAllow()],
      false,
      byIdentityPolicy,
    ],
    [
      'key policy delegates to another account',
      [keyAllow({ AWS: foreign })],
      [idAllow()],
      false,
      notByResource,
    ],
    ['delegates and names', [keyAllow(delegates), keyAllow(user)], [], false, byKeyPolicy],
    ['key policy denies the user', [keyAllow('*'), keyDeny(user)], [idAllow()], true, deniedByResource],
    [
      'key policy denies the account',
      [keyAllow(user), keyDeny(delegates)],
      [idAllow()],
      true,
      deniedByResource,
    ],
    ['key policy denies another', [keyAllow(user), keyDeny(other)], [], false, byKeyPolicy],
    [
      'key policy denies all but the user',
      [keyAllow(user), keyDenyAllBut([alice, account])],
      [],
      false,
      byKeyPolicy,
    ],
    [
      'key policy denies all but another',
      [keyAllow(user), keyDenyAllBut([other.AWS, account])],
      [],
      false,
      deniedByResource,
    ],
    ['identity policy denies', [keyAllow(user)], [idAllow(), idDeny()], true, deniedByIdentity],
    ['both deny', [keyDeny('*')], [idDeny()], true, deniedByResource],
    ['grant alone', [], [], true, byGrant],
    ['grant where an identity policy is missing', [keyAllow(delegates)], [], true, byGrant],
    ['grant and key policy', [keyAllow(user)], [], true, byKeyPolicy],
    ['key policy allows another action', [keyAllow(user, 'kms:Encrypt')], [], false, notByResource],
    [
      'identity policy allows another action',
      [keyAllow(delegates)],
      [idAllow('kms:Encrypt')],
      false,
      notByIdentity,
    ],
    [
      'key policy denies another action',
      [keyAllow(user), keyDeny(user, 'kms:Encrypt')],
      [],
      false,
      byKeyPolicy,
    ],
    ['identity policy denies another action', [keyAllow(user)], [idDeny('kms:Encrypt')], false, byKeyPolicy],
  ] as const)
    it(`within an account: ${title}`, () => {
      const decision = ask({ key, identity, grants: granted ? [grant] : [] })

      assert.deepEqual(decision, expected)
    })

  for (const [title, key, identity, granted, expected] of [
    ['nothing', [], [], false, notByResource],
    ['identity policy alone allows', [], [idAllow()], false, notByResource],
    ['key policy names the user', [keyAllow({ AWS: stranger })], [], false, notByIdentity],
    ['key policy names everyone', [keyAllow('*')], [], false, notByIdentity],
    ['key policy names the account', [keyAllow({ AWS: foreign })], [], false, notByIdentity],
    ['key policy names its own account', [keyAllow(delegates)], [idAllow()], false, notByResource],
    ['both, by the user', [keyAllow({ AWS: stranger })], [idAllow()], false, byKeyPolicy],
    ['both, by everyone', [keyAllow('*')], [idAllow()], false, byKeyPolicy],
    ['both, by the account', [keyAllow({ AWS: foreign })], [idAllow()], false, byIdentityPolicy],
    [
      'key policy denies the account',
      [keyAllow('*'), keyDeny({ AWS: foreign })],
      [idAllow()],
      true,
      deniedByResource,
    ],
    ['identity policy denies', [keyAllow('*')], [idAllow(), idDeny()], true, deniedByIdentity],
    ['grant alone', [], [], true, byGrant],
  ] as const)
    it(`across accounts: ${title}`, () => {
      const grants = granted ? [{ ...grant, granteePrincipal: stranger }] : []

      const decision = ask({ arn: stranger, accountId: foreign, key, identity, grants })

      assert.deepEqual(decision, expected)
    })

  for (const [title, accountId, key, identity, expected] of [
    ['of the account that is named', account, [keyAllow(delegates)], [], byKeyPolicy],
    ['of the account that is not', account, [keyAllow(user)], [idAllow()], notByResource],
    ['of another account that is named', foreign, [keyAllow({ AWS: foreign })], [], byKeyPolicy],
    ['of another account that is not', foreign, [keyAllow(delegates)], [], notByResource],
    ['that the key policy denies', account, [keyAllow(delegates), keyDeny(delegates)], [], deniedByResource],
    ['that an identity policy denies', account, [keyAllow(delegates)], [idDeny()], deniedByIdentity],
  ] as const)
    it(`root ${title}`, () => {
      const decision = ask({ arn: `arn:aws:iam::${accountId}:root`, accountId, isRoot: true, key, identity })

      assert.deepEqual(decision, expected)
    })

  describe('of a session', () => {
    it('takes what is allowed to its role, in key policy and grant', () => {
      assert.deepEqual(ask({ arn: session, key: [keyAllow({ AWS: role })] }), byKeyPolicy)
      assert.deepEqual(ask({ arn: session, grants: [{ ...grant, granteePrincipal: role }] }), byGrant)
      assert.deepEqual(ask({ arn: session, grants: [{ ...grant, granteePrincipal: session }] }), byGrant)
    })

    it('takes what is denied to its role', () => {
      assert.deepEqual(ask({ arn: session, key: [keyAllow('*'), keyDeny({ AWS: role })] }), deniedByResource)
    })

    it('leaves alone what is for another session of the role', () => {
      const key = [keyAllow({ AWS: session.replace('one', 'two') })]

      assert.deepEqual(ask({ arn: session, key }), notByResource)
    })
  })

  describe('of a grant', () => {
    it('needs the grantee, the operation and the constraints', () => {
      const constraints = { encryptionContextSubset: { a: '1' } }

      assert.deepEqual(ask({ grants: [{ ...grant, granteePrincipal: role }] }), notByResource)
      assert.deepEqual(ask({ grants: [{ ...grant, operations: ['Encrypt'] }] }), notByResource)
      assert.deepEqual(ask({ grants: [{ ...grant, constraints }] }), notByResource)
      assert.deepEqual(ask({ grants: [{ ...grant, constraints }], encryptionContext: { a: '1' } }), byGrant)
    })

    it('looks at all of them', () => {
      const grants = [{ ...grant, granteePrincipal: role }, grant]

      assert.deepEqual(ask({ grants }), byGrant)
    })
  })

  describe('of resources', () => {
    it('compares an identity policy with the ARN of the KMS key', () => {
      const key = [keyAllow(delegates)]
      const wanted = `arn:aws:kms:*:${account}:key/*`

      assert.deepEqual(ask({ key, identity: [{ ...idAllow(), Resource: wanted }] }), byIdentityPolicy)
      assert.deepEqual(
        ask({ key, identity: [{ ...idAllow(), Resource: `arn:aws:kms:*:${account}:alias/*` }] }),
        notByIdentity,
      )
    })

    it('takes a key policy that names its key and leaves one that names another', () => {
      assert.deepEqual(ask({ key: [{ ...keyAllow(user), Resource: keyArn }] }), byKeyPolicy)
      assert.deepEqual(ask({ key: [{ ...keyAllow(user), Resource: `${keyArn}0` }] }), notByResource)
      assert.deepEqual(ask({ key: [{ ...keyAllow(user), Resource: undefined }] }), byKeyPolicy)
    })
  })

  describe('of actions on no KMS key', () => {
    it('asks identity policies alone, for the resource *', () => {
      const onlyKeys = { ...idAllow(), Resource: `arn:aws:kms:*:${account}:key/*` }

      assert.deepEqual(ask({ key: undefined, identity: [idAllow()] }), byIdentityPolicy)
      assert.deepEqual(ask({ key: undefined, identity: [onlyKeys] }), notByIdentity)
      assert.deepEqual(ask({ key: undefined }), notByIdentity)
      assert.deepEqual(ask({ key: undefined, identity: [idAllow(), idDeny()] }), deniedByIdentity)
    })

    it('allows them to root', () => {
      const root = { arn: `arn:aws:iam::${account}:root`, isRoot: true }

      assert.deepEqual(ask({ ...root, key: undefined }), byIdentityPolicy)
    })

    it('compares with another resource where the request names one', () => {
      const resource = `arn:aws:kms:eu-west-1:${account}:alias/one`
      const identity = [{ ...idAllow(), Resource: `arn:aws:kms:*:${account}:alias/*` }]

      assert.deepEqual(ask({ key: undefined, resource, identity }), byIdentityPolicy)
    })
  })

  describe('of conditions', () => {
    it('heeds an Allow or a Deny only where its conditions hold', () => {
      const Condition = { StringEquals: { 'kms:EncryptionContext:Stream': 'one' } }
      const allow = [{ ...keyAllow(user), Condition }]
      const deny = [keyAllow(user), { ...keyDeny(user), Condition }]

      assert.deepEqual(ask({ key: allow, encryptionContext: { stream: 'one' } }), byKeyPolicy)
      assert.deepEqual(ask({ key: allow, encryptionContext: { stream: 'two' } }), notByResource)
      assert.deepEqual(ask({ key: allow, encryptionContext: undefined }), notByResource)
      assert.deepEqual(ask({ key: deny, encryptionContext: { stream: 'one' } }), deniedByResource)
      assert.deepEqual(ask({ key: deny, encryptionContext: { stream: 'two' } }), byKeyPolicy)
    })

    it('knows by way of which service the call comes', () => {
      const key = [{ ...keyAllow('*'), Condition: { StringLike: { 'kms:ViaService': 'kinesis.*' } } }]

      assert.deepEqual(ask({ key, viaService: 'kinesis.eu-west-1.amazonaws.com' }), byKeyPolicy)
      assert.deepEqual(ask({ key, viaService: 's3.eu-west-1.amazonaws.com' }), notByResource)
      assert.deepEqual(ask({ key }), notByResource)
    })

    it('asks the operation for what it alone knows, and takes the rest as absent', () => {
      const key = [{ ...keyAllow(user), Condition: { StringEquals: { 'kms:KeySpec': 'SYMMETRIC_DEFAULT' } } }]

      assert.deepEqual(ask({ key, conditions: ofSymmetricKey }), byKeyPolicy)
      assert.deepEqual(ask({ key }), notByResource)
    })
  })

  it('takes the name of an action in any case, and the reason as the request has it', () => {
    const decision = ask({ action: 'kms:ListGrants', key: [keyAllow(user, 'KMS:listgrants')] })

    assert.deepEqual(decision, byKeyPolicy)
    assert.deepEqual(ask({ action: 'kms:ListGrants' }), {
      allowed: false,
      reason: 'because no resource-based policy allows the kms:ListGrants action',
    })
  })
})

describe('accessDenied', () => {
  it('says it in the words of AWS', () => {
    const error = accessDenied(alice, 'kms:Decrypt', keyArn, notByIdentity.reason)

    assert.equal(error.errorName, 'AccessDeniedException')
    assert.equal(error.status, 400)
    assert.equal(
      error.message,
      `User: ${alice} is not authorized to perform: kms:Decrypt on resource: ${keyArn} ` +
        'because no identity-based policy allows the kms:Decrypt action',
    )
  })
})

function ofSymmetricKey(name: string): readonly string[] | undefined {
  return name === 'kms:keyspec' ? ['SYMMETRIC_DEFAULT'] : undefined
}

function keyDeny(Principal: unknown, Action = 'kms:*') {
  return { ...keyAllow(Principal, Action), Effect: 'Deny' }
}

function keyDenyAllBut(listed: readonly string[]) {
  return { Effect: 'Deny', NotPrincipal: { AWS: listed }, Action: 'kms:*', Resource: '*' }
}

function idAllow(Action = 'kms:*') {
  return { Effect: 'Allow', Action, Resource: '*' }
}

function idDeny(Action = 'kms:*') {
  return { ...idAllow(Action), Effect: 'Deny' }
}
