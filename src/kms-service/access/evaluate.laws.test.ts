/**
 * Laws of authorization that hold whatever the policies.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { array, assert as check, constantFrom, option, property, record, shuffledSubarray } from 'fast-check'

import {
  account,
  alice,
  ask,
  foreign,
  grant,
  identityPolicyOf,
  keyArn,
  stranger,
} from './evaluate.fixture.ts'
import type { Grant } from './grant.ts'

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
