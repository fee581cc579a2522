import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CreateGrantRequest, GrantConstraints, KMS, GrantOperation } from '@aws-sdk/client-kms'

import { account, arnOf, epochMs, rootArn, setUpService, strangerArn, wholeList } from '../service.fixture.ts'

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

describe('ListGrants', () => {
  it('tells of each all that there is', async () => {
    const { grant, list, Arn } = await setUp()
    const { GrantId } = await grant({
      Name: 'one',
      RetiringPrincipal: arnOf('ann'),
      Operations: ['Decrypt', 'RetireGrant'],
      Constraints: { EncryptionContextSubset: { a: '1' } },
    })

    assert.deepEqual(await list(), [
      {
        KeyId: Arn,
        GrantId,
        Name: 'one',
        CreationDate: new Date(epochMs),
        GranteePrincipal: arnOf('bob'),
        RetiringPrincipal: arnOf('ann'),
        IssuingAccount: rootArn,
        Operations: ['Decrypt', 'RetireGrant'],
        Constraints: { EncryptionContextSubset: { a: '1' } },
      },
    ])
  })

  it('finds by grant id and by grantee', async () => {
    const { root, grant, KeyId } = await setUp()
    const { GrantId: toBob } = await grant()
    const { GrantId: toAnn } = await grant({ GranteePrincipal: arnOf('ann') })
    const idsOf = async (filter: object) =>
      (await root.listGrants({ KeyId, ...filter })).Grants!.map(({ GrantId }) => GrantId)

    assert.deepEqual(await idsOf({ GrantId: toBob }), [toBob])
    assert.deepEqual(await idsOf({ GranteePrincipal: arnOf('ann') }), [toAnn])
    assert.deepEqual(await idsOf({ GrantId: toBob, GranteePrincipal: arnOf('ann') }), [])
    assert.deepEqual(await idsOf({ GrantId: 'none' }), [])
  })

  it('gives pages to the end, though grants come and go in between', async () => {
    const { root, grant, KeyId } = await setUp()
    for (let count = 0; count < 8; count += 1) await grant()
    const ids = (await root.listGrants({ KeyId })).Grants!.map(({ GrantId }) => GrantId!)

    const pages: number[] = []
    const listed = await wholeList(
      async (Marker) => {
        const page = await root.listGrants({ KeyId, Limit: 3, Marker })
        pages.push(page.Grants!.length)
        // The one at the marker, and the last of all.
        if (pages.length === 1) await root.revokeGrant({ KeyId, GrantId: ids[2] })
        if (pages.length === 1) await root.revokeGrant({ KeyId, GrantId: ids[7] })
        return page
      },
      ({ Grants }) => Grants,
    )

    assert.deepEqual(
      listed.map(({ GrantId }) => GrantId),
      ids.slice(0, 7),
    )
    assert.deepEqual(pages, [3, 3, 1])
  })

  it('gives 50 where no limit is given', async () => {
    const { root, grant, KeyId } = await setUp()
    for (let count = 0; count < 51; count += 1) await grant()

    const page = await root.listGrants({ KeyId })

    assert.deepEqual([page.Grants!.length, page.Truncated], [50, true])
  })
})

describe('ListRetirableGrants', () => {
  it('lists the grants of all keys that name the retiring principal', async () => {
    const { root, grant, createKey } = await setUp()
    const other = await createKey()
    const first = await grant({ RetiringPrincipal: arnOf('ann') })
    const second = await grant({ RetiringPrincipal: arnOf('ann'), KeyId: other.KeyId })
    await grant({ RetiringPrincipal: arnOf('bob') })
    await grant()

    const listed = await wholeList(
      (Marker) => root.listRetirableGrants({ RetiringPrincipal: arnOf('ann'), Limit: 1, Marker }),
      ({ Grants }) => Grants,
    )

    assert.deepEqual(
      listed.map(({ GrantId }) => GrantId),
      [first.GrantId!, second.GrantId!].toSorted(),
    )
  })

  it('needs a principal to look for', async () => {
    const { root, grant } = await setUp()
    await grant()

    await assert.rejects(root.listRetirableGrants({}), { name: 'ValidationException' })
  })
})

describe('RetireGrant', () => {
  type Grant = { readonly GrantId: string; readonly GrantToken: string; readonly KeyId: string }
  const ways: readonly (readonly [string, (kms: KMS, grant: Grant) => Promise<unknown>])[] = [
    ['by token', (kms, { GrantToken }) => kms.retireGrant({ GrantToken })],
    ['by key and id', (kms, { GrantId, KeyId }) => kms.retireGrant({ GrantId, KeyId })],
  ]
  for (const [way, retire] of ways)
    for (const [who, isAllowed, change] of [
      ['root', true, {}],
      ['ann', true, {}],
      ['bob', false, {}],
      ['bob', true, { Operations: ['Decrypt', 'RetireGrant'] }],
      ['reader', false, {}],
      ['reader', true, { RetiringPrincipal: arnOf('reader') }],
    ] as const)
      it(`${way} is ${isAllowed ? 'allowed to' : 'refused to'} ${who} with ${JSON.stringify(change)}`, async () => {
        const { grant, list, KeyId, Arn, ...clients } = await setUp()
        const { GrantId, GrantToken } = await grant(change as unknown as Partial<CreateGrantRequest>)

        const call = retire(clients[who], { GrantId: GrantId!, GrantToken: GrantToken!, KeyId: Arn })

        if (isAllowed) await call
        else await assert.rejects(call, { name: 'AccessDeniedException' })
        assert.equal((await list()).length, isAllowed ? 0 : 1)
        assert.ok(KeyId)
      })

  it('ends the permission', async () => {
    const { root, bob, grant, KeyId } = await setUp()
    const { GrantToken } = await grant({ Operations: ['DescribeKey'] })
    await bob.describeKey({ KeyId })

    await root.retireGrant({ GrantToken })

    await assert.rejects(bob.describeKey({ KeyId, GrantTokens: [GrantToken!] }), {
      name: 'AccessDeniedException',
    })
  })

  for (const [title, request, name] of [
    ['a token of no grant', { GrantToken: 'none' }, 'InvalidGrantTokenException'],
    ['an id of no grant', { GrantId: 'none', KeyId: 'the key' }, 'NotFoundException'],
    [
      'a key that does not exist',
      { GrantId: 'none', KeyId: '12345678-1234-4234-8234-123456789012' },
      'NotFoundException',
    ],
    ['an id without a key', { GrantId: 'none' }, 'ValidationException'],
    ['a key without an id', { KeyId: 'the key' }, 'ValidationException'],
    ['nothing at all', {}, 'ValidationException'],
  ] as const)
    it(`refuses ${title} with ${name}`, async () => {
      const { root, KeyId } = await setUp()
      const given = 'KeyId' in request && request.KeyId === 'the key' ? { ...request, KeyId } : request

      await assert.rejects(root.retireGrant(given), { name })
    })
})

describe('RevokeGrant', () => {
  it('ends the permission, and knows the grant no more', async () => {
    const { root, bob, grant, list, KeyId } = await setUp()
    const { GrantId } = await grant({ Operations: ['DescribeKey'] })

    await root.revokeGrant({ KeyId, GrantId })

    assert.deepEqual(await list(), [])
    await assert.rejects(bob.describeKey({ KeyId }), { name: 'AccessDeniedException' })
    await assert.rejects(root.revokeGrant({ KeyId, GrantId }), { name: 'NotFoundException' })
  })

  it('takes the key of the grant, and no other', async () => {
    const { root, grant, createKey, list } = await setUp()
    const other = await createKey()
    const { GrantId } = await grant()

    await assert.rejects(root.revokeGrant({ KeyId: other.KeyId, GrantId }), { name: 'NotFoundException' })
    assert.equal((await list()).length, 1)
  })

  it('is not for the grantee or the retiring principal', async () => {
    const { bob, reader, grant, KeyId } = await setUp()
    const { GrantId } = await grant({
      Operations: ['Decrypt', 'RetireGrant'],
      RetiringPrincipal: arnOf('reader'),
    })

    for (const kms of [bob, reader])
      await assert.rejects(kms.revokeGrant({ KeyId, GrantId }), { name: 'AccessDeniedException' })
  })
})

/** A key of root's, and grants on it to bob, who may do nothing without. */
async function setUp() {
  const parts = setUpService()
  const { root } = parts
  const { KeyId, Arn } = await parts.createKey()
  const grant = (request: Partial<CreateGrantRequest> = {}) =>
    root.createGrant({ KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt'], ...request })
  const list = async () => (await root.listGrants({ KeyId })).Grants!
  return { ...parts, KeyId, Arn, grant, list }
}

function policyOf(...statements: readonly object[]): string {
  const Statement = statements.map((statement) => ({
    Effect: 'Allow',
    Action: 'kms:*',
    Resource: '*',
    ...statement,
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}

function pairs(count: number): Record<string, string> {
  return Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']))
}
