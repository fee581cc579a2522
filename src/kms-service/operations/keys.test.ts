/**
 * Keys that are made, described and listed.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CreateKeyRequest, KeyMetadata } from '@aws-sdk/client-kms'

import { account, epochMs, region, setUpService, strangerArn, wholeList } from '../service.fixture.ts'

describe('CreateKey', () => {
  it('describes a new key as AWS does', async () => {
    const { root } = setUpService()

    const { KeyMetadata: made } = await root.createKey({ Description: 'orders' })
    const { KeyId: keyId, CurrentKeyMaterialId: materialId, ...rest } = made!

    assert.match(keyId!, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
    assert.match(materialId!, /^[0-9a-f]{64}$/)
    assert.deepEqual(rest, {
      AWSAccountId: account,
      Arn: `arn:aws:kms:${region}:${account}:key/${keyId}`,
      CreationDate: new Date(epochMs),
      Enabled: true,
      Description: 'orders',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    })
  })

  for (const size of [224, 256, 384, 512] as const)
    it(`makes an HMAC key of ${size} bits`, async () => {
      const { root } = setUpService()

      const { KeyMetadata: made } = await root.createKey({
        KeySpec: `HMAC_${size}`,
        KeyUsage: 'GENERATE_VERIFY_MAC',
      })

      assert.equal(made!.KeySpec, `HMAC_${size}`)
      assert.equal(made!.CustomerMasterKeySpec, `HMAC_${size}`)
      assert.equal(made!.KeyUsage, 'GENERATE_VERIFY_MAC')
      assert.deepEqual(made!.MacAlgorithms, [`HMAC_SHA_${size}`])
      assert.equal(made!.EncryptionAlgorithms, undefined)
      assert.equal(made!.CurrentKeyMaterialId, undefined)
    })

  it('takes the older name of the spec as well', async () => {
    const { root } = setUpService()

    const { KeyMetadata: made } = await root.createKey({
      CustomerMasterKeySpec: 'HMAC_256',
      KeyUsage: 'GENERATE_VERIFY_MAC',
    })

    assert.equal(made!.KeySpec, 'HMAC_256')
  })

  const allowsStrangerAlone = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: { AWS: strangerArn }, Action: 'kms:*', Resource: '*' }],
  })

  for (const [title, request, name] of [
    ['an asymmetric key', { KeySpec: 'RSA_2048', KeyUsage: 'SIGN_VERIFY' }, 'UnsupportedOperationException'],
    ['a multi-Region key', { MultiRegion: true }, 'UnsupportedOperationException'],
    ['imported key material', { Origin: 'EXTERNAL' }, 'UnsupportedOperationException'],
    ['a custom key store', { CustomKeyStoreId: 'cks-1' }, 'UnsupportedOperationException'],
    ['an external key', { XksKeyId: 'key-1' }, 'UnsupportedOperationException'],
    ['a spec that does not exist', { KeySpec: 'AES_256' }, 'ValidationException'],
    [
      'an HMAC key for encryption',
      { KeySpec: 'HMAC_256', KeyUsage: 'ENCRYPT_DECRYPT' },
      'ValidationException',
    ],
    ['an HMAC key without its usage', { KeySpec: 'HMAC_256' }, 'ValidationException'],
    ['a symmetric key for MACs', { KeyUsage: 'GENERATE_VERIFY_MAC' }, 'ValidationException'],
    ['a policy that is no policy', { Policy: '{}' }, 'MalformedPolicyDocumentException'],
    [
      'a policy that locks its maker out',
      { Policy: allowsStrangerAlone },
      'MalformedPolicyDocumentException',
    ],
    ['a description of 8193', { Description: 'x'.repeat(8193) }, 'ValidationException'],
    ['two tags of one name', { Tags: [...tags(1), ...tags(1)] }, 'TagException'],
    ['a tag of AWS', { Tags: [{ TagKey: 'aws:x', TagValue: '' }] }, 'TagException'],
    ['51 tags', { Tags: tags(51) }, 'LimitExceededException'],
  ] as const)
    it(`refuses ${title} with ${name}, and makes no key`, async () => {
      const { root } = setUpService()

      const call = root.createKey(request as unknown as CreateKeyRequest)

      await assert.rejects(call, { name })
      assert.deepEqual((await root.listKeys({})).Keys, [])
    })

  it('makes a key with 50 tags, and one that locks its maker out where that is waived', async () => {
    const { root } = setUpService()

    const { KeyMetadata: tagged } = await root.createKey({ Tags: tags(50) })
    const { KeyMetadata: locked } = await root.createKey({
      Policy: allowsStrangerAlone,
      BypassPolicyLockoutSafetyCheck: true,
    })

    const { Tags: listed } = await root.listResourceTags({ KeyId: tagged!.KeyId })
    assert.equal(listed!.length, 50)
    await assert.rejects(root.describeKey({ KeyId: locked!.KeyId! }), { name: 'AccessDeniedException' })
  })

  it('needs an identity policy that allows it', async () => {
    const { bob, reader } = setUpService()

    await assert.rejects(bob.createKey({}), { name: 'AccessDeniedException' })
    await assert.rejects(reader.createKey({}), { name: 'AccessDeniedException' })
  })
})

describe('DescribeKey', () => {
  it('tells what CreateKey told, with no grant tokens and with some', async () => {
    const { root, createKey } = setUpService()
    const key = await createKey({ Description: 'orders' })

    const { KeyMetadata: described } = await root.describeKey({ KeyId: key.KeyId })
    const { KeyMetadata: again } = await root.describeKey({ KeyId: key.KeyId, GrantTokens: ['token'] })

    assert.deepEqual(described, key)
    assert.deepEqual(again, key)
  })

  it('tells when a key is deleted, and no waiting time, which is of multi-Region keys', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    await root.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 })

    const { KeyMetadata: described } = await root.describeKey({ KeyId })

    assert.equal(described!.KeyState, 'PendingDeletion')
    assert.equal(described!.Enabled, false)
    assert.deepEqual(described!.DeletionDate, new Date(epochMs + 7 * 86_400_000))
    assert.equal(described!.PendingDeletionWindowInDays, undefined)
  })

  it('makes the key of Kinesis when it is first asked for', async () => {
    const { root } = setUpService()

    const { KeyMetadata: described } = await root.describeKey({ KeyId: 'alias/aws/kinesis' })
    const { KeyMetadata: again } = await root.describeKey({ KeyId: described!.KeyId! })

    assert.equal(described!.KeyManager, 'AWS')
    assert.deepEqual(again, described)
  })
})

describe('ListKeys', () => {
  it('lists ids and ARNs, each key once, in pages', async () => {
    const { root, createKey } = setUpService()
    const made: KeyMetadata[] = []
    for (let count = 0; count < 7; count += 1) made.push(await createKey())

    const listed = await wholeList(
      (Marker) => root.listKeys({ Limit: 3, Marker }),
      ({ Keys }) => Keys,
    )

    assert.deepEqual(listed, made.map(({ KeyId, Arn: KeyArn }) => ({ KeyId, KeyArn })).toSorted(byId))
  })

  it('tells whether there is more, and where it begins', async () => {
    const { root, createKey } = setUpService()
    for (let count = 0; count < 4; count += 1) await createKey()

    const first = await root.listKeys({ Limit: 3 })
    const second = await root.listKeys({ Limit: 3, Marker: first.NextMarker })
    const exactly = await root.listKeys({ Limit: 4 })

    assert.deepEqual([first.Keys!.length, first.Truncated], [3, true])
    assert.deepEqual([second.Keys!.length, second.Truncated, second.NextMarker], [1, false, undefined])
    assert.deepEqual([exactly.Keys!.length, exactly.Truncated, exactly.NextMarker], [4, false, undefined])
  })

  it('gives 100 keys where no limit is given', async () => {
    const { root, createKey } = setUpService()
    for (let count = 0; count < 101; count += 1) await createKey()

    const { Keys: keys, Truncated: isTruncated } = await root.listKeys({})

    assert.equal(keys!.length, 100)
    assert.equal(isTruncated, true)
  })

  it('has nobody else’s keys', async () => {
    const { stranger, createKey } = setUpService()
    await createKey()

    assert.deepEqual((await stranger.listKeys({})).Keys, [])
  })
})

function tags(count: number) {
  return Array.from({ length: count }, (_, index) => ({ TagKey: `tag ${index}`, TagValue: '' }))
}

function byId(
  a: { readonly KeyId?: string | undefined },
  b: { readonly KeyId?: string | undefined },
): number {
  return a.KeyId! < b.KeyId! ? -1 : 1
}
