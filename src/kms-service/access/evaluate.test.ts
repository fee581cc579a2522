import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, option, property, record, shuffledSubarray } from 'fast-check'

import { accessDenied, authorize, type AccessDecision, type AccessRequest } from './evaluate.ts'
import type { Grant } from './grant.ts'
import { parseIdentityPolicy, parseKeyPolicy, type PolicyDocument } from './policy-document.ts'

const account = '111122223333'
const foreign = '444455556666'
const keyArn = `arn:aws:kms:eu-west-1:${account}:key/1234abcd-12ab-34cd-56ef-1234567890ab`
const alice = `arn:aws:iam::${account}:user/alice`
const role = `arn:aws:iam::${account}:role/reader`
const session = `arn:aws:sts::${account}:assumed-role/reader/one`
const stranger = `arn:aws:iam::${foreign}:user/bob`

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

const grant: Grant = {
  grantId: 'ab'.repeat(32),
  grantToken: 'token',
  keyArn,
  granteePrincipal: alice,
  operations: ['Decrypt'],
  issuingAccount: `arn:aws:iam::${account}:root`,
  createdAt: 1_763_888_000,
}

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

describe('authorize, whatever the policies', () => {
  const anyPrincipal = constantFrom(
    '*',
    { AWS: alice },
    { AWS: account },
    { AWS: foreign },
    { AWS: stranger },
  )
  const anyAction = constantFrom('kms:*', 'kms:Decrypt', 'kms:Encrypt')
  const anyEffect = constantFrom('Allow', 'Deny')
  const anyCondition = option(
    constantFrom({ Bool: { 'aws:ViaAWSService': 'false' } }, { Null: { 'kms:ViaService': 'false' } }),
    {
      nil: undefined,
    },
  )
  const anyKeyStatement = record({
    Effect: anyEffect,
    Principal: anyPrincipal,
    Action: anyAction,
    Condition: anyCondition,
  })
  const anyIdentityStatement = record({
    Effect: anyEffect,
    Action: anyAction,
    Resource: constantFrom('*', keyArn, `${keyArn}0`),
    Condition: anyCondition,
  })
  const anyQuestion = record({
    caller: constantFrom(
      { arn: alice, accountId: account, isRoot: false },
      { arn: stranger, accountId: foreign, isRoot: false },
      { arn: `arn:aws:iam::${account}:root`, accountId: account, isRoot: true },
    ),
    key: array(anyKeyStatement, { maxLength: 4 }),
    identity: array(anyIdentityStatement, { maxLength: 3 }),
    grants: constantFrom<readonly Grant[]>([], [grant]),
  })
  const run = { seed: 20170701, numRuns: 1000 }

  it('never allows more because of a Deny', () => {
    check(
      property(
        anyQuestion,
        anyKeyStatement,
        anyIdentityStatement,
        ({ caller, ...said }, forKey, forIdentity) => {
          const before = ask({ ...caller, ...said })

          const withKeyDeny = ask({ ...caller, ...said, key: [...said.key, { ...forKey, Effect: 'Deny' }] })
          const withIdentityDeny = ask({
            ...caller,
            ...said,
            identity: [...said.identity, { ...forIdentity, Effect: 'Deny' }],
          })

          assert.ok(before.allowed || !withKeyDeny.allowed)
          assert.ok(before.allowed || !withIdentityDeny.allowed)
        },
      ),
      run,
    )
  })

  it('never allows less because of an Allow or a grant', () => {
    check(
      property(
        anyQuestion,
        anyKeyStatement,
        anyIdentityStatement,
        ({ caller, ...said }, forKey, forIdentity) => {
          const before = ask({ ...caller, ...said })

          const after = ask({
            ...caller,
            key: [...said.key, { ...forKey, Effect: 'Allow' }],
            identity: [...said.identity, { ...forIdentity, Effect: 'Allow' }],
            grants: [...said.grants, grant],
          })

          assert.ok(after.allowed || !before.allowed)
        },
      ),
      run,
    )
  })

  it('does not depend on the order of statements', () => {
    check(
      property(
        anyQuestion.chain((question) =>
          record({
            question: constantFrom(question),
            key: shuffledSubarray(question.key, { minLength: question.key.length }),
            identity: shuffledSubarray(question.identity, { minLength: question.identity.length }),
          }),
        ),
        ({ question: { caller, ...said }, key, identity }) => {
          assert.deepEqual(ask({ ...caller, ...said, key, identity }), ask({ ...caller, ...said }))
        },
      ),
      run,
    )
  })

  it('does not depend on how statements are spread over identity policies', () => {
    check(
      property(anyQuestion, ({ caller, ...said }) => {
        const apart = ask({
          ...caller,
          ...said,
          policies: said.identity.map((statement) => identityPolicyOf([statement])),
        })

        assert.deepEqual(apart, ask({ ...caller, ...said }))
      }),
      run,
    )
  })

  it('is the same with and without grant tokens', () => {
    check(
      property(anyQuestion, ({ caller, ...said }) => {
        assert.deepEqual(ask({ ...caller, ...said, grantTokens: ['token'] }), ask({ ...caller, ...said }))
      }),
      run,
    )
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

function ask(asked: Asked): AccessDecision {
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

function ofSymmetricKey(name: string): readonly string[] | undefined {
  return name === 'kms:keyspec' ? ['SYMMETRIC_DEFAULT'] : undefined
}

/** A statement for nobody comes first, since a policy cannot be empty. */
function keyPolicyOf(statements: readonly object[]): PolicyDocument {
  const idle = keyAllow({ Service: 'idle.amazonaws.com' })
  return parseKeyPolicy(JSON.stringify({ Version: '2012-10-17', Statement: [idle, ...statements] }))
}

function identityPolicyOf(statements: readonly object[]): PolicyDocument {
  return parseIdentityPolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }))
}

function keyAllow(Principal: unknown, Action = 'kms:*') {
  return { Effect: 'Allow', Principal, Action, Resource: '*' }
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
