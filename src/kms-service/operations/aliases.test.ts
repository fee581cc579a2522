import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { account, epochMs, region, setUpService, strangerArn, wholeList } from '../service.fixture.ts'
import { seconds } from '../../units/units.ts'

const arnOfAlias = (name: string): string => `arn:aws:kms:${region}:${account}:${name}`

describe('CreateAlias', () => {
  it('gives a key a second name', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn } = await createKey()

    const { $metadata: _, ...answer } = await root.createAlias({
      AliasName: 'alias/a/b_c-d',
      TargetKeyId: Arn,
    })

    assert.deepEqual(answer, {})
    assert.equal((await root.describeKey({ KeyId: 'alias/a/b_c-d' })).KeyMetadata!.KeyId, KeyId)
  })

  it('refuses a name that there is', async () => {
    const { root, createKey } = setUpService()
    const [one, other] = [await createKey(), await createKey()]
    await root.createAlias({ AliasName: 'alias/one', TargetKeyId: one.KeyId })

    await assert.rejects(root.createAlias({ AliasName: 'alias/one', TargetKeyId: other.KeyId }), {
      name: 'AlreadyExistsException',
      message: `An alias with the name ${arnOfAlias('alias/one')} already exists`,
    })
  })

  for (const [name, error] of [
    ['orders', 'ValidationException'],
    ['alias', 'ValidationException'],
    ['alias/', 'InvalidAliasNameException'],
    ['alias/a:b', 'InvalidAliasNameException'],
    ['alias/aws/orders', 'InvalidAliasNameException'],
    ['alias/ä', 'ValidationException'],
    ['alias/a b', 'ValidationException'],
    [`alias/${'a'.repeat(251)}`, 'ValidationException'],
  ] as const)
    it(`refuses the name ${name.slice(0, 30)} of ${name.length} characters with ${error}`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()

      await assert.rejects(root.createAlias({ AliasName: name, TargetKeyId: KeyId }), { name: error })
    })

  it('takes a name of 256 characters, and one that only looks like one of AWS', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    await root.createAlias({ AliasName: `alias/${'a'.repeat(250)}`, TargetKeyId: KeyId })
    await root.createAlias({ AliasName: 'alias/awsome', TargetKeyId: KeyId })
  })

  it('needs the permission of the key', async () => {
    const { reader, stranger, createKey } = setUpService()
    const { KeyId, Arn } = await createKey()

    await assert.rejects(reader.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId }), {
      name: 'AccessDeniedException',
    })
    await assert.rejects(stranger.createAlias({ AliasName: 'alias/a', TargetKeyId: Arn }), {
      name: 'AccessDeniedException',
    })
  })
})

describe('UpdateAlias', () => {
  it('points a name to another key, which then encrypts; the first one still decrypts', async () => {
    const { root, createKey } = setUpService()
    const [one, other] = [await createKey(), await createKey()]
    const [KeyId, Plaintext] = ['alias/orders', Buffer.from('x')]
    await root.createAlias({ AliasName: KeyId, TargetKeyId: one.KeyId })
    const before = await root.encrypt({ KeyId, Plaintext })

    await root.updateAlias({ AliasName: KeyId, TargetKeyId: other.KeyId })
    const after = await root.encrypt({ KeyId, Plaintext })

    assert.deepEqual([before.KeyId, after.KeyId], [one.Arn, other.Arn])
    assert.deepEqual(
      Buffer.from((await root.decrypt({ CiphertextBlob: before.CiphertextBlob })).Plaintext!),
      Plaintext,
    )
    await assert.rejects(root.decrypt({ CiphertextBlob: before.CiphertextBlob, KeyId }), {
      name: 'IncorrectKeyException',
    })
  })

  it('refuses a name that there is not', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    await assert.rejects(root.updateAlias({ AliasName: 'alias/none', TargetKeyId: KeyId }), {
      name: 'NotFoundException',
      message: `Alias ${arnOfAlias('alias/none')} is not found.`,
    })
  })

  it('keeps to keys of one usage, of whatever length', async () => {
    const { root, createKey } = setUpService()
    const symmetric = await createKey()
    const short = await createKey({ KeySpec: 'HMAC_224', KeyUsage: 'GENERATE_VERIFY_MAC' })
    const long = await createKey({ KeySpec: 'HMAC_512', KeyUsage: 'GENERATE_VERIFY_MAC' })
    await root.createAlias({ AliasName: 'alias/mac', TargetKeyId: short.KeyId })

    await root.updateAlias({ AliasName: 'alias/mac', TargetKeyId: long.KeyId })

    assert.equal((await root.describeKey({ KeyId: 'alias/mac' })).KeyMetadata!.KeyId, long.KeyId)
    await assert.rejects(root.updateAlias({ AliasName: 'alias/mac', TargetKeyId: symmetric.KeyId }), {
      name: 'ValidationException',
    })
  })

  it('refuses names of AWS', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    await root.describeKey({ KeyId: 'alias/aws/kinesis' })

    await assert.rejects(root.updateAlias({ AliasName: 'alias/aws/kinesis', TargetKeyId: KeyId }), {
      name: 'InvalidAliasNameException',
    })
  })

  it('needs the permission of both keys', async () => {
    const { root, ann, createKey } = setUpService()
    const open = await createKey()
    const closed = await createKey({ Policy: policyAgainst('arn:aws:iam::123456789012:user/ann') })
    await root.createAlias({ AliasName: 'alias/open', TargetKeyId: open.KeyId })
    await root.createAlias({ AliasName: 'alias/closed', TargetKeyId: closed.KeyId })

    for (const [AliasName, TargetKeyId] of [
      ['alias/open', closed.KeyId],
      ['alias/closed', open.KeyId],
    ])
      await assert.rejects(ann.updateAlias({ AliasName, TargetKeyId }), { name: 'AccessDeniedException' })
  })
})

describe('DeleteAlias', () => {
  it('takes a name away, and leaves the key', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    await root.createAlias({ AliasName: 'alias/one', TargetKeyId: KeyId })

    await root.deleteAlias({ AliasName: 'alias/one' })

    await assert.rejects(root.describeKey({ KeyId: 'alias/one' }), { name: 'NotFoundException' })
    await assert.rejects(root.deleteAlias({ AliasName: 'alias/one' }), { name: 'NotFoundException' })
    assert.equal((await root.describeKey({ KeyId })).KeyMetadata!.KeyState, 'Enabled')
  })

  it('refuses names of AWS, and whoever the key does not allow it', async () => {
    const { root, reader, createKey } = setUpService()
    const { KeyId } = await createKey()
    await root.createAlias({ AliasName: 'alias/one', TargetKeyId: KeyId })

    await assert.rejects(root.deleteAlias({ AliasName: 'alias/aws/kinesis' }), {
      name: 'InvalidAliasNameException',
    })
    await assert.rejects(reader.deleteAlias({ AliasName: 'alias/one' }), { name: 'AccessDeniedException' })
  })
})

describe('ListAliases', () => {
  it('tells of each what it names, and when it was made and moved', async () => {
    const { root, createKey, pass } = setUpService()
    const [one, other] = [await createKey(), await createKey()]
    await root.createAlias({ AliasName: 'alias/b', TargetKeyId: one.KeyId })
    await root.createAlias({ AliasName: 'alias/a', TargetKeyId: one.KeyId })
    await pass(seconds(60))
    await root.updateAlias({ AliasName: 'alias/b', TargetKeyId: other.KeyId })

    const { Aliases: aliases, Truncated: isTruncated } = await root.listAliases({})
    const { Aliases: ofOther } = await root.listAliases({ KeyId: other.Arn })

    const made = new Date(epochMs)
    const ofA = {
      AliasName: 'alias/a',
      AliasArn: arnOfAlias('alias/a'),
      TargetKeyId: one.KeyId,
      CreationDate: made,
      LastUpdatedDate: made,
    }
    const ofB = {
      AliasName: 'alias/b',
      AliasArn: arnOfAlias('alias/b'),
      TargetKeyId: other.KeyId,
      CreationDate: made,
      LastUpdatedDate: new Date(epochMs + 60_000),
    }
    assert.deepEqual(aliases, [ofA, ofB])
    assert.equal(isTruncated, false)
    assert.deepEqual(ofOther, [ofB])
  })

  it('gives pages to the end, though names come and go in between', async () => {
    const { root, createKey } = setUpService()
    const { KeyId: TargetKeyId } = await createKey()
    const create = (name: string) => root.createAlias({ AliasName: `alias/${name}`, TargetKeyId })
    for (const name of ['b', 'd', 'f', 'h', 'j']) await create(name)

    let pages = 0
    const listed = await wholeList(
      async (Marker) => {
        const page = await root.listAliases({ Limit: 2, Marker })
        pages += 1
        if (pages === 1) {
          // Before the marker, at it, and after it.
          await create('a')
          await root.deleteAlias({ AliasName: 'alias/d' })
          await create('g')
        }
        return page
      },
      ({ Aliases }) => Aliases,
    )

    assert.deepEqual(
      listed.map(({ AliasName }) => AliasName),
      ['b', 'd', 'f', 'g', 'h', 'j'].map((name) => `alias/${name}`),
    )
    assert.equal(pages, 3)
  })

  it('refuses a limit of 0 and a marker of its own making', async () => {
    const { root } = setUpService()

    await assert.rejects(root.listAliases({ Limit: 0 }), { name: 'ValidationException' })
    await assert.rejects(root.listAliases({ Marker: 'alias/a' }), { name: 'InvalidMarkerException' })
  })

  it('lists those of the caller’s account alone', async () => {
    const { root, stranger, createKey } = setUpService()
    const { KeyId, Arn } = await createKey({ Policy: policyFor(strangerArn) })
    await root.createAlias({ AliasName: 'alias/one', TargetKeyId: KeyId })

    assert.deepEqual((await stranger.listAliases({})).Aliases, [])
    await assert.rejects(stranger.listAliases({ KeyId: Arn }), { name: 'AccessDeniedException' })
  })
})

const everyone = { Effect: 'Allow', Principal: { AWS: account }, Action: 'kms:*', Resource: '*' }

function policyAgainst(arn: string): string {
  const denial = { Effect: 'Deny', Principal: { AWS: arn }, Action: 'kms:UpdateAlias', Resource: '*' }
  return JSON.stringify({ Version: '2012-10-17', Statement: [everyone, denial] })
}

function policyFor(arn: string): string {
  const other = { ...everyone, Principal: { AWS: arn } }
  return JSON.stringify({ Version: '2012-10-17', Statement: [everyone, other] })
}
