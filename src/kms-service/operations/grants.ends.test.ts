/**
 * How a grant ends: retired by who may, or revoked.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CreateGrantRequest, KMS } from '@aws-sdk/client-kms'

import { arnOf } from '../service.fixture.ts'
import { setUp } from './grants.fixture.ts'

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
