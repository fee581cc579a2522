/**
 * CreateGrant: what a grantee may do with it, and what nobody may grant.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CreateGrantRequest, GrantConstraints, GrantOperation } from '@aws-sdk/client-kms'

import { account, arnOf, policyOf, strangerArn } from '../service.fixture.ts'
import { setUp } from './grants.fixture.ts'

const plaintext = Buffer.from('x')

describe('CreateGrant', () => {
  it('lets its grantee do what it lists, and nothing else', async () => {
    const { bob, grant, KeyId } = await setUp()

    const { $metadata: _, GrantId, GrantToken, ...rest } = await grant({ Operations: ['Encrypt', 'Decrypt'] })
    const { CiphertextBlob } = await bob.encrypt({ KeyId, Plaintext: plaintext, GrantTokens: [GrantToken!] })
    await bob.decrypt({ CiphertextBlob })

    assert.match(GrantId!, /^[0-9a-f]{64}$/)
    assert.match(GrantToken!, /^AQ[\w-]{100,}$/)
    assert.deepEqual(rest, {})
    await assert.rejects(bob.generateDataKey({ KeyId, NumberOfBytes: 32 }), { name: 'AccessDeniedException' })
    await assert.rejects(bob.describeKey({ KeyId }), { name: 'AccessDeniedException' })
  })

  const table: readonly (readonly [
    string,
    GrantConstraints | undefined,
    Record<string, string> | undefined,
    boolean,
  ])[] = [
    ['no constraint, no context', undefined, undefined, true],
    ['no constraint, a context', undefined, { a: '1' }, true],
    ['equals, the same context', { EncryptionContextEquals: { a: '1', b: '2' } }, { b: '2', a: '1' }, true],
    ['equals, more context', { EncryptionContextEquals: { a: '1' } }, { a: '1', b: '2' }, false],
    ['equals, less context', { EncryptionContextEquals: { a: '1', b: '2' } }, { a: '1' }, false],
    ['equals, another value', { EncryptionContextEquals: { a: '1' } }, { a: '2' }, false],
    ['equals, no context', { EncryptionContextEquals: { a: '1' } }, undefined, false],
    ['subset, the same context', { EncryptionContextSubset: { a: '1' } }, { a: '1' }, true],
    ['subset, more context', { EncryptionContextSubset: { a: '1' } }, { a: '1', b: '2' }, true],
    ['subset, less context', { EncryptionContextSubset: { a: '1', b: '2' } }, { a: '1' }, false],
    ['subset, another value', { EncryptionContextSubset: { a: '1' } }, { a: '2', b: '2' }, false],
    ['subset, no context', { EncryptionContextSubset: { a: '1' } }, undefined, false],
    [
      'both, of which one does not hold',
      { EncryptionContextSubset: { a: '1' }, EncryptionContextEquals: { a: '1' } },
      { a: '1', b: '2' },
      false,
    ],
  ]
  for (const [title, Constraints, EncryptionContext, isAllowed] of table)
    it(`with ${title}: ${isAllowed ? 'allows' : 'does not allow'}`, async () => {
      const { root, bob, grant, KeyId } = await setUp()
      await grant({
        Operations: ['Encrypt', 'Decrypt', 'GenerateDataKey', 'ReEncryptFrom', 'ReEncryptTo'],
        Constraints,
      })
      const { CiphertextBlob } = await root.encrypt({ KeyId, Plaintext: plaintext, EncryptionContext })

      for (const call of [
        () => bob.encrypt({ KeyId, Plaintext: plaintext, EncryptionContext }),
        () => bob.decrypt({ CiphertextBlob, EncryptionContext }),
        () => bob.generateDataKey({ KeyId, NumberOfBytes: 32, EncryptionContext }),
        () =>
          bob.reEncrypt({
            CiphertextBlob,
            SourceEncryptionContext: EncryptionContext,
            DestinationKeyId: KeyId,
            DestinationEncryptionContext: EncryptionContext,
          }),
      ])
        if (isAllowed) await call()
        else await assert.rejects(call(), { name: 'AccessDeniedException' })
    })

  it('does not hold its constraint against what takes no context', async () => {
    const { bob, grant, KeyId } = await setUp()
    await grant({ Operations: ['DescribeKey'], Constraints: { EncryptionContextEquals: { a: '1' } } })

    await bob.describeKey({ KeyId })
  })

  it('gives the same grant again to the same request with a name', async () => {
    const { grant, list } = await setUp()
    const request = { Name: 'one', Constraints: { EncryptionContextEquals: { a: '1', b: '2' } } }

    const first = await grant(request)
    const again = await grant({ ...request, Constraints: { EncryptionContextEquals: { b: '2', a: '1' } } })

    assert.equal(again.GrantId, first.GrantId)
    assert.equal((await list()).length, 1)
  })

  for (const [title, change] of [
    ['another name', { Name: 'two' }],
    ['another grantee', { GranteePrincipal: arnOf('ann') }],
    ['a retiring principal', { RetiringPrincipal: arnOf('ann') }],
    ['other operations', { Operations: ['Decrypt', 'Encrypt'] }],
    ['a constraint', { Constraints: { EncryptionContextEquals: { a: '1' } } }],
  ] as const)
    it(`gives another grant for ${title}`, async () => {
      const { grant, list } = await setUp()
      const { GrantId: first } = await grant({ Name: 'one' })

      const { GrantId: second } = await grant({ Name: 'one', ...(change as Partial<CreateGrantRequest>) })

      assert.notEqual(second, first)
      assert.equal((await list()).length, 2)
    })

  it('gives another grant each time where there is no name', async () => {
    const { grant } = await setUp()

    assert.notEqual((await grant()).GrantId, (await grant()).GrantId)
  })

  for (const [title, change, name] of [
    ['a grantee that is no principal', { GranteePrincipal: 'arn:aws:s3:::bucket' }, 'InvalidArnException'],
    ['a retiring principal that is none', { RetiringPrincipal: 'bob' }, 'InvalidArnException'],
    ['an operation that no grant has', { Operations: ['CreateKey'] }, 'ValidationException'],
    ['an operation of asymmetric keys', { Operations: ['Sign'] }, 'ValidationException'],
    ['an operation of HMAC keys', { Operations: ['GenerateMac'] }, 'ValidationException'],
    ['a name with a space', { Name: 'a b' }, 'ValidationException'],
    [
      'a source ARN, which it would not enforce',
      { Constraints: { SourceArn: `arn:aws:kinesis:eu-west-1:${account}:stream/orders` } },
      'UnsupportedOperationException',
    ],
    [
      'a service that retires, which it would not know',
      { RetiringServicePrincipal: 'kinesis.eu-west-1.amazonaws.com' },
      'UnsupportedOperationException',
    ],
  ] as const)
    it(`refuses ${title} with ${name}`, async () => {
      const { grant, list } = await setUp()

      await assert.rejects(grant(change as unknown as Partial<CreateGrantRequest>), { name })
      assert.deepEqual(await list(), [])
    })

  it('takes operations of HMAC keys for an HMAC key, and no others', async () => {
    const { root, bob, createKey } = await setUp()
    const { KeyId } = await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const request = { KeyId, GranteePrincipal: arnOf('bob') }

    await root.createGrant({ ...request, Operations: ['GenerateMac', 'DescribeKey'] })
    await bob.generateMac({ KeyId, Message: plaintext, MacAlgorithm: 'HMAC_SHA_256' })

    await assert.rejects(root.createGrant({ ...request, Operations: ['Encrypt'] }), {
      name: 'ValidationException',
    })
  })

  it('can be allowed by a grant, and by a policy with conditions on what is granted', async () => {
    const { root, bob, grant, KeyId } = await setUp()
    const condition = { StringEquals: { 'kms:GranteePrincipal': arnOf('reader') } }
    const Policy = policyOf(
      { Principal: { AWS: account } },
      { Principal: { AWS: arnOf('bob') }, Action: 'kms:CreateGrant', Condition: condition },
    )
    const request = { KeyId, Operations: ['Decrypt' as const] }
    const grantTo = (name: string) => bob.createGrant({ ...request, GranteePrincipal: arnOf(name) })

    await root.putKeyPolicy({ KeyId, Policy })
    await grantTo('reader')
    await assert.rejects(grantTo('ann'), { name: 'AccessDeniedException' })
    await grant({ Operations: ['CreateGrant', 'Decrypt'] })

    await grantTo('ann')
  })

  it('gives on no more than the grant by which it is allowed', async () => {
    const { bob, grant, KeyId } = await setUp()
    const limit = { EncryptionContextSubset: { stream: 'a' } }
    await grant({ Operations: ['CreateGrant', 'Decrypt'], Constraints: limit })
    const giveOn = (Operations: GrantOperation[], Constraints?: GrantConstraints) =>
      bob.createGrant({ KeyId, GranteePrincipal: arnOf('ann'), Operations, Constraints })
    const more: (readonly [GrantOperation[], GrantConstraints?])[] = [
      [['Decrypt']],
      [['Decrypt'], { EncryptionContextSubset: { stream: 'b' } }],
      [['Decrypt'], { EncryptionContextSubset: { other: 'a' } }],
      [['Encrypt'], limit],
      [['Decrypt', 'RetireGrant'], limit],
    ]

    for (const [operations, constraints] of more)
      await assert.rejects(giveOn(operations, constraints), { name: 'AccessDeniedException' })
    await giveOn(['Decrypt'], limit)
    await giveOn(['Decrypt', 'CreateGrant'], { EncryptionContextSubset: { stream: 'a', shard: '1' } })
    await giveOn(['Decrypt'], { EncryptionContextEquals: { stream: 'a' } })
  })

  it('limits the pairs of a constraint to eight, and their values to 384 characters', async () => {
    const { root, KeyId } = await setUp()
    const giveWith = (EncryptionContextSubset: Record<string, string>) =>
      root.createGrant({
        KeyId,
        GranteePrincipal: arnOf('ann'),
        Operations: ['Decrypt'],
        Constraints: { EncryptionContextSubset },
      })

    await giveWith(pairs(8))
    await assert.rejects(giveWith(pairs(9)), { name: 'ValidationException' })
    await giveWith({ k: 'v'.repeat(384) })
    await assert.rejects(giveWith({ k: 'v'.repeat(385) }), { name: 'ValidationException' })
  })

  it('is not for keys that AWS manages, which would leave their service by it', async () => {
    const { root } = await setUp()

    await assert.rejects(
      root.createGrant({
        KeyId: (await root.describeKey({ KeyId: 'alias/aws/kinesis' })).KeyMetadata!.Arn,
        GranteePrincipal: arnOf('ann'),
        Operations: ['Decrypt'],
      }),
      { name: 'AccessDeniedException' },
    )
  })

  it('reaches a principal of another account, who needs nothing else', async () => {
    const { root, stranger, KeyId, Arn } = await setUp()

    await root.createGrant({ KeyId, GranteePrincipal: strangerArn, Operations: ['Encrypt'] })

    await stranger.encrypt({ KeyId: Arn, Plaintext: plaintext })
  })

  it('does not go against a policy that denies', async () => {
    const { root, bob, grant, KeyId } = await setUp()
    await grant({ Operations: ['DescribeKey'] })
    const denial = { Effect: 'Deny', Principal: { AWS: arnOf('bob') }, Action: 'kms:DescribeKey' }

    await root.putKeyPolicy({ KeyId, Policy: policyOf({ Principal: { AWS: account } }, denial) })

    await assert.rejects(bob.describeKey({ KeyId }), { name: 'AccessDeniedException' })
  })
})

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
}
