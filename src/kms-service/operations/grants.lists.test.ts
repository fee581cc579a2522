/**
 * The lists of grants: of one key, and of one principal who may retire them.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { arnOf, epochMs, rootArn, wholeList } from '../service.fixture.ts'
import { setUp } from './grants.fixture.ts'

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
