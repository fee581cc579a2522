import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assert as check, constantFrom, dictionary, property, string } from 'fast-check'

import { grantOperations, satisfies, type Grant, type GrantConstraints } from './grant.ts'

const alice = 'arn:aws:iam::111122223333:user/alice'
const bob = 'arn:aws:iam::111122223333:user/bob'

const grant: Grant = {
  grantId: 'ab'.repeat(32),
  grantToken: 'token',
  keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  granteePrincipal: alice,
  retiringPrincipal: bob,
  operations: ['Decrypt', 'DescribeKey', 'CreateGrant', 'RetireGrant'],
  issuingAccount: 'arn:aws:iam::111122223333:root',
  createdAt: 1_763_888_000,
}

const anyText = string({ unit: constantFrom('a', 'A', 'b'), minLength: 1, maxLength: 2 })
const anyContext = dictionary(anyText, anyText, { maxKeys: 3 })

describe('satisfies', () => {
  it('allows the operations of the grant to its grantee', () => {
    assert.equal(satisfies(grant, [alice], 'Decrypt', {}), true)
    assert.equal(satisfies(grant, [alice], 'Encrypt', {}), false)
  })

  it('allows nothing to others, the retiring principal among them', () => {
    assert.equal(satisfies(grant, [bob], 'Decrypt', {}), false)
    assert.equal(satisfies(grant, [bob], 'RetireGrant', {}), false)
  })

  it('finds the grantee among several names', () => {
    assert.equal(satisfies(grant, [bob, alice], 'Decrypt', {}), true)
    assert.equal(satisfies(grant, [], 'Decrypt', {}), false)
  })

  for (const [title, constraints, context, expected] of [
    ['Subset: the same pairs', { encryptionContextSubset: { a: '1' } }, { a: '1' }, true],
    ['Subset: more pairs', { encryptionContextSubset: { a: '1' } }, { a: '1', b: '2' }, true],
    ['Subset: another value', { encryptionContextSubset: { a: 'x' } }, { a: 'X' }, false],
    ['Subset: a pair is missing', { encryptionContextSubset: { a: '1', b: '2' } }, { a: '1' }, false],
    ['Subset: no context', { encryptionContextSubset: { a: '1' } }, {}, false],
    ['Subset: a name in other case', { encryptionContextSubset: { Dept: 'IT' } }, { dept: 'IT' }, true],
    ['Equals: the same pairs', { encryptionContextEquals: { a: '1', b: '2' } }, { b: '2', a: '1' }, true],
    ['Equals: more pairs', { encryptionContextEquals: { a: '1' } }, { a: '1', b: '2' }, false],
    ['Equals: a pair is missing', { encryptionContextEquals: { a: '1', b: '2' } }, { a: '1' }, false],
    ['Equals: another value', { encryptionContextEquals: { a: '1' } }, { a: '2' }, false],
    ['Equals: a name in other case', { encryptionContextEquals: { Dept: 'IT' } }, { dept: 'IT' }, true],
    ['Equals: no pairs', { encryptionContextEquals: {} }, {}, true],
    ['a name of Object.prototype', { encryptionContextSubset: { toString: '1' } }, {}, false],
    [
      'both, of which one is not met',
      { encryptionContextSubset: { a: '1' }, encryptionContextEquals: { a: '1' } },
      { a: '1', b: '2' },
      false,
    ],
  ] as const)
    it(`${expected ? 'allows' : 'refuses'} by constraint ${title}`, () => {
      const constrained = { ...grant, constraints: constraints as GrantConstraints }

      assert.equal(satisfies(constrained, [alice], 'Decrypt', context), expected)
    })

  it('ignores constraints where the operation takes no encryption context', () => {
    const constrained = { ...grant, constraints: { encryptionContextEquals: { a: '1' } } }

    for (const operation of ['DescribeKey', 'CreateGrant', 'RetireGrant'])
      assert.equal(satisfies(constrained, [alice], operation, {}), true)
  })

  it('heeds constraints with exactly the operations that take an encryption context', () => {
    const constrained = {
      ...grant,
      operations: grantOperations,
      constraints: { encryptionContextEquals: { a: '1' } },
    }

    const refused = grantOperations.filter((operation) => !satisfies(constrained, [alice], operation, {}))

    assert.deepEqual(refused.toSorted(), [
      'Decrypt',
      'Encrypt',
      'GenerateDataKey',
      'GenerateDataKeyPair',
      'GenerateDataKeyPairWithoutPlaintext',
      'GenerateDataKeyWithoutPlaintext',
      'ReEncryptFrom',
      'ReEncryptTo',
    ])
  })

  it('never allows by Equals what Subset of the same pairs refuses', () => {
    check(
      property(anyContext, anyContext, (pairs, context) => {
        const equal = { ...grant, constraints: { encryptionContextEquals: pairs } }
        const subset = { ...grant, constraints: { encryptionContextSubset: pairs } }

        const byEqual = satisfies(equal, [alice], 'Decrypt', context)
        const bySubset = satisfies(subset, [alice], 'Decrypt', context)

        assert.ok(bySubset || !byEqual)
      }),
      { seed: 20170701 },
    )
  })

  it('allows the very context of the constraint', () => {
    check(
      property(anyContext, (pairs) => {
        const constraints = { encryptionContextEquals: pairs, encryptionContextSubset: pairs }

        assert.equal(satisfies({ ...grant, constraints }, [alice], 'Decrypt', pairs), true)
      }),
      { seed: 20170701 },
    )
  })

  it('is the same for a grant that was stored', () => {
    const constrained = { ...grant, constraints: { encryptionContextSubset: { a: '1' } } }
    const stored = JSON.parse(JSON.stringify(constrained)) as Grant

    assert.deepEqual(stored, constrained)
  })
})
