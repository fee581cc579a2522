import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { keyPolicyLengthMax, parseIdentityPolicy, parseKeyPolicy } from './policy-document.ts'

const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab'
const allow = { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' }
const { Principal: _, ...identityAllow } = allow

describe('parseKeyPolicy', () => {
  it('reads everything that a policy can have, single values as lists', () => {
    const { version, id, statements } = parseKeyPolicy(
      JSON.stringify({
        Version: '2012-10-17',
        Id: 'one',
        Statement: {
          Sid: 'first',
          Effect: 'Deny',
          Principal: { AWS: '111122223333' },
          NotAction: 'kms:Describe*',
          NotResource: keyArn,
          Condition: { Bool: { 'aws:ViaAWSService': true } },
        },
      }),
    )

    const [statement] = statements
    assert.deepEqual([version, id, statements.length], ['2012-10-17', 'one', 1])
    assert.deepEqual([statement?.sid, statement?.effect], ['first', 'Deny'])
    assert.deepEqual(statement?.principal?.names, ['111122223333'])
    assert.deepEqual([statement?.action.patterns, statement?.action.isNegated], [['kms:Describe*'], true])
    assert.deepEqual([statement?.resource?.patterns, statement?.resource?.isNegated], [[keyArn], true])
    assert.deepEqual(statement?.conditions[0]?.values, ['true'])
  })

  it('compiles actions so that case does not matter', () => {
    const { action } = statementOf({ ...allow, Action: ['KMS:ReEncrypt*', 'kms:decrypt'] })

    assert.equal(action.matches('kms:reencryptfrom'), true)
    assert.equal(action.matches('kms:decrypt'), true)
    assert.equal(action.matches('kms:encrypt'), false)
  })

  it('compiles resources so that case does', () => {
    const { resource } = statementOf({ ...allow, Resource: 'arn:aws:kms:*:111122223333:key/*' })

    assert.equal(resource?.matches(keyArn), true)
    assert.equal(resource?.matches(keyArn.toUpperCase()), false)
  })

  it('applies the negation of NotAction and NotResource', () => {
    const { Action: _action, Resource: _resource, ...rest } = allow
    const { action, resource } = statementOf({ ...rest, NotAction: 'kms:Decrypt', NotResource: keyArn })

    assert.deepEqual([action.matches('kms:decrypt'), action.matches('kms:encrypt')], [false, true])
    assert.deepEqual([resource?.matches(keyArn), resource?.matches('*')], [false, true])
  })

  it('takes a policy without version, resource, id or sid', () => {
    const { Resource: _resource, ...statement } = allow
    const policy = parseKeyPolicy(JSON.stringify({ Statement: [statement] }))

    assert.equal(policy.version, '2008-10-17')
    assert.equal(policy.id, undefined)
    assert.deepEqual([policy.statements[0]?.sid, policy.statements[0]?.resource], [undefined, undefined])
  })

  it('takes a policy of 32,768 characters and none that is longer', () => {
    const text = JSON.stringify({ Statement: allow }).padEnd(keyPolicyLengthMax)

    assert.equal(parseKeyPolicy(text).statements.length, 1)
    assert.throws(() => parseKeyPolicy(`${text} `), {
      errorName: 'MalformedPolicyDocumentException',
      message: 'The policy has 32769 characters; at most 32768 are allowed.',
    })
  })

  it('takes an old policy with what would be a variable in a new one', () => {
    const Statement = { ...allow, Resource: 'arn:${a}' }

    assert.equal(parseKeyPolicy(JSON.stringify({ Statement })).statements.length, 1)
  })

  for (const [fault, policy] of [
    ['The policy must be an object, not a list.', []],
    ['The policy must be an object, not a string.', 'text'],
    ['The policy has no Statement.', {}],
    ['The policy has no Statement.', { Statement: [] }],
    ["The policy has the unknown element 'Statements'.", { Statements: [allow] }],
    [
      'Version must be 2012-10-17 or 2008-10-17, not "2012-10-18".',
      { Version: '2012-10-18', Statement: allow },
    ],
    ['Id must be a string, not a number.', { Id: 1, Statement: allow }],
    ['Statement[0] must be an object, not null.', { Statement: [null] }],
    ['Statement[0] must be an object, not a string.', { Statement: 'x' }],
  ] as const)
    it(`refuses: ${fault}`, () => {
      assertMalformed(() => parseKeyPolicy(JSON.stringify(policy)), fault)
    })

  for (const [fault, change] of [
    ['Statement[1] has no Effect.', { Effect: undefined }],
    ['Statement[1] has the Effect "allow"; it must be Allow or Deny.', { Effect: 'allow' }],
    ['Statement[1] has no Principal, which a key policy must name.', { Principal: undefined }],
    [
      'Statement[1].Principal.AWS has the invalid principal \'alice\'; it must be "*", an account id of 12 digits or the ARN of a principal.',
      { Principal: { AWS: 'alice' } },
    ],
    ['Statement[1] has both Principal and NotPrincipal.', { NotPrincipal: '*' }],
    [
      'Statement[1] has NotPrincipal with the Effect Allow; AWS supports it with Deny alone.',
      { Principal: undefined, NotPrincipal: '*' },
    ],
    ['Statement[1] has no Action.', { Action: undefined }],
    ['Statement[1] has both Action and NotAction.', { NotAction: 'kms:*' }],
    ['Statement[1].Action must not be an empty list.', { Action: [] }],
    ['Statement[1].Action must be a string, not a number.', { Action: ['kms:*', 1] }],
    [
      "Statement[1].Action must be * or like kms:Decrypt or kms:Describe*, not 'Decrypt'.",
      { Action: 'Decrypt' },
    ],
    ['Statement[1] has both Resource and NotResource.', { NotResource: '*' }],
    ['Statement[1].Resource must be a string, not an object.', { Resource: {} }],
    ['Statement[1].Sid must be a string, not a boolean.', { Sid: true }],
    ["Statement[1] has the unknown element 'Conditions'.", { Conditions: {} }],
    ['Statement[1].Condition must be an object, not a list.', { Condition: [] }],
    [
      "Statement[1].Condition has the unknown condition operator 'StringIs'.",
      { Condition: { StringIs: { 'kms:ViaService': 'a' } } },
    ],
    [
      "Statement[1].Resource has a policy variable in 'arn:${aws:username}', which this service does not fill in.",
      { Resource: 'arn:${aws:username}' },
    ],
  ] as const)
    it(`refuses: ${fault}`, () => {
      const policy = { Version: '2012-10-17', Statement: [allow, { ...allow, ...change }] }

      assertMalformed(() => parseKeyPolicy(JSON.stringify(policy)), fault)
    })

  it('refuses what is not JSON', () => {
    for (const text of ['', '{', 'undefined', "{'Statement': []}"])
      assertMalformed(() => parseKeyPolicy(text), /^The policy is not valid JSON: .+/)
  })
})

describe('parseIdentityPolicy', () => {
  it('takes an object and its JSON text', () => {
    const policy = { Version: '2012-10-17', Statement: [identityAllow] }

    for (const value of [policy, JSON.stringify(policy)]) {
      const [statement] = parseIdentityPolicy(value).statements

      assert.equal(statement?.principal, undefined)
      assert.equal(statement?.action.matches('kms:decrypt'), true)
    }
  })

  for (const [fault, change] of [
    [
      'Statement[0] has Principal, which an identity policy must not: it is about whom it is attached to.',
      { Principal: '*' },
    ],
    [
      'Statement[0] has NotPrincipal, which an identity policy must not: it is about whom it is attached to.',
      { NotPrincipal: '*' },
    ],
    ['Statement[0] has no Resource, which an identity policy must name.', { Resource: undefined }],
    [
      "Statement[0].Resource must be * or an ARN, which may have wildcards, not 'alias/one'.",
      { Resource: ['*', 'alias/one'] },
    ],
  ] as const)
    it(`refuses: ${fault}`, () => {
      const policy = JSON.stringify({ Statement: [{ ...identityAllow, ...change }] })

      assertMalformed(() => parseIdentityPolicy(policy), fault)
    })

  it('refuses what is no policy at all', () => {
    for (const value of [undefined, null, 1, [], 'x'])
      assert.throws(() => parseIdentityPolicy(value), { errorName: 'MalformedPolicyDocumentException' })
  })
})

function statementOf(statement: object) {
  return parseKeyPolicy(JSON.stringify({ Statement: statement })).statements[0]!
}

function assertMalformed(parse: () => unknown, message: string | RegExp): void {
  assert.throws(parse, { errorName: 'MalformedPolicyDocumentException', status: 400, message })
}
