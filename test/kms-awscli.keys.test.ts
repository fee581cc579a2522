/**
 * The AWS CLI, unmodified, against `sealbench kms serve`: every operation on
 * keys and on what they have, by nothing but an address.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'

import { aliasOperations } from '../src/kms-service/operations/aliases.ts'
import { grantOperations } from '../src/kms-service/operations/grants.ts'
import { keyOperations } from '../src/kms-service/operations/keys.ts'
import { policyOperations } from '../src/kms-service/operations/policies.ts'
import { rotationOperations } from '../src/kms-service/operations/rotation.ts'
import { tagOperations } from '../src/kms-service/operations/tags.ts'
import {
  AwsCli,
  account,
  asBob,
  bob,
  root,
  secondsOf,
  skip,
  type Json,
  type KeyMetadata,
} from './kms-awscli.fixture.ts'

describe('the AWS CLI', { skip, concurrency: 2 }, () => {
  const cli = new AwsCli()
  const { kms, fails, newKey, blob, folder } = cli

  before(() => Promise.all([cli.open(), cli.learn()]))
  after(() => cli.close())

  it('makes, describes, disables and deletes keys', async () => {
    const began = Math.floor(Date.now() / 1000)
    const { KeyMetadata: made } = await kms<{ KeyMetadata: KeyMetadata }>(
      'create-key --description orders --tags TagKey=team,TagValue=blue',
    )
    const id = made.KeyId

    await kms(`update-key-description --key-id ${id} --description invoices`)
    const described = await kms<{ KeyMetadata: KeyMetadata }>(`describe-key --key-id ${made.Arn}`)
    await kms(`disable-key --key-id ${id}`)
    const disabled = await cli.sdk.describeKey({ KeyId: id })
    await fails(
      `generate-data-key --key-id ${id} --key-spec AES_256`,
      /^An error occurred \(DisabledException\) when calling the GenerateDataKey operation: .* is disabled\.$/,
    )
    await kms(`enable-key --key-id ${id}`)
    const enabled = await cli.sdk.describeKey({ KeyId: id })
    const deleted = await kms<{ KeyId: string; DeletionDate: string | number; KeyState: string }>(
      `schedule-key-deletion --key-id ${id} --pending-window-in-days 7`,
    )
    const cancelled = await kms(`cancel-key-deletion --key-id ${id}`)

    assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
    assert.equal(made.Arn, `arn:aws:kms:us-east-1:${account}:key/${id}`)
    const { CurrentKeyMaterialId: _, ...metadata } = described.KeyMetadata
    assert.deepEqual(metadata, {
      AWSAccountId: account,
      KeyId: id,
      Arn: made.Arn,
      CreationDate: made.CreationDate,
      Enabled: true,
      Description: 'invoices',
      KeyUsage: 'ENCRYPT_DECRYPT',
      KeyState: 'Enabled',
      Origin: 'AWS_KMS',
      KeyManager: 'CUSTOMER',
      CustomerMasterKeySpec: 'SYMMETRIC_DEFAULT',
      KeySpec: 'SYMMETRIC_DEFAULT',
      EncryptionAlgorithms: ['SYMMETRIC_DEFAULT'],
      MultiRegion: false,
    })
    assert.equal(disabled.KeyMetadata?.KeyState, 'Disabled')
    assert.equal(enabled.KeyMetadata?.KeyState, 'Enabled')
    const createdAt = secondsOf(made.CreationDate)
    assert.ok(createdAt >= began && createdAt <= Date.now() / 1000, 'a date of today')
    const wait = (secondsOf(deleted.DeletionDate) - createdAt) / 86_400
    assert.ok(wait >= 7 && wait < 7.01, 'a week from now')
    assert.equal(deleted.KeyState, 'PendingDeletion')
    assert.equal(deleted.KeyId, made.Arn)
    assert.deepEqual(cancelled, { KeyId: made.Arn })
  })

  it('names keys by aliases', async () => {
    const [one, other] = await Promise.all([newKey(), newKey()])
    const name = `alias/orders-${one.id}`

    await kms(`create-alias --alias-name ${name} --target-key-id ${one.id}`)
    const { Aliases: aliases } = await kms<{ Aliases: Json[] }>(`list-aliases --key-id ${one.id}`)
    await fails(
      `create-alias --alias-name ${name} --target-key-id ${other.id}`,
      /^An error occurred \(AlreadyExistsException\) when calling the CreateAlias operation: An alias with the name arn:aws:kms:us-east-1:123456789012:alias\/.* already exists$/,
    )
    await kms(`update-alias --alias-name ${name} --target-key-id ${other.id}`)
    const sealed = await kms(`encrypt --key-id ${name} --plaintext ${blob('AAAA')}`)
    await kms(`delete-alias --alias-name ${name}`)
    await fails(
      `describe-key --key-id ${name}`,
      /^An error occurred \(NotFoundException\) when calling the DescribeKey operation: Alias arn:aws:kms:us-east-1:123456789012:alias\/.* is not found\.$/,
    )

    assert.equal(aliases.length, 1)
    const { CreationDate: created, LastUpdatedDate: updated, ...facts } = aliases[0]!
    assert.deepEqual(facts, {
      AliasName: name,
      AliasArn: `arn:aws:kms:us-east-1:${account}:${name}`,
      TargetKeyId: one.id,
    })
    assert.equal(secondsOf(created), secondsOf(updated))
    assert.equal(sealed['KeyId'], other.arn)
  })

  it('grants to others what they may not do by themselves', async () => {
    const { id, arn } = await newKey()
    const generate = `generate-data-key --key-id ${arn} --key-spec AES_256`
    const grant = `create-grant --key-id ${id} --grantee-principal ${bob.arn}`
    interface Grant {
      readonly GrantId: string
      readonly GrantToken: string
    }

    await fails(
      generate,
      /^An error occurred \(AccessDeniedException\) when calling the GenerateDataKey operation: User: arn:aws:iam::123456789012:user\/bob is not authorized to perform: kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:123456789012:key\/[\da-f-]+ because no identity-based policy allows the kms:GenerateDataKey action$/,
      asBob,
    )
    const one = await kms<Grant>(
      `${grant} --retiring-principal ${bob.arn} --operations GenerateDataKey Decrypt --name first`,
    )
    const other = await kms<Grant>(
      `${grant} --operations Encrypt --constraints EncryptionContextSubset={stream=orders}`,
    )
    const { Grants: grants } = await kms<{ Grants: Json[] }>(`list-grants --key-id ${id}`)
    const { Grants: retirable } = await kms<{ Grants: Json[] }>(
      `list-retirable-grants --retiring-principal ${bob.arn}`,
    )
    await kms(generate, asBob)
    const sealing = `encrypt --key-id ${arn} --plaintext ${blob('AAAA')} --grant-tokens ${other.GrantToken}`
    await kms(`${sealing} --encryption-context stream=orders,shard=1`, asBob)
    await fails(sealing, /\(AccessDeniedException\) when calling the Encrypt operation/, asBob)
    await kms(`retire-grant --grant-token ${one.GrantToken}`, asBob)
    await kms(`revoke-grant --key-id ${id} --grant-id ${other.GrantId}`)
    const left = await cli.sdk.listGrants({ KeyId: id })

    const first = grants.find(({ GrantId }) => GrantId === one.GrantId)!
    assert.equal(grants.length, 2)
    const { CreationDate: created, ...facts } = first
    assert.deepEqual(facts, {
      KeyId: arn,
      GrantId: one.GrantId,
      Name: 'first',
      GranteePrincipal: bob.arn,
      RetiringPrincipal: bob.arn,
      IssuingAccount: root.arn,
      Operations: ['GenerateDataKey', 'Decrypt'],
    })
    assert.ok(secondsOf(created) <= Date.now() / 1000)
    assert.deepEqual(grants.find(({ GrantId }) => GrantId === other.GrantId)!['Constraints'], {
      EncryptionContextSubset: { stream: 'orders' },
    })
    assert.deepEqual(retirable, [first])
    assert.deepEqual(left.Grants, [])
  })

  it('tags keys', async () => {
    const { id } = await newKey({ Tags: [{ TagKey: 'team', TagValue: 'blue' }] })

    await kms(`tag-resource --key-id ${id} --tags TagKey=stage,TagValue=test TagKey=team,TagValue=red`)
    await kms(`untag-resource --key-id ${id} --tag-keys stage`)
    const { Tags: tags } = await kms<{ Tags: Json[] }>(`list-resource-tags --key-id ${id}`)

    assert.deepEqual(tags, [{ TagKey: 'team', TagValue: 'red' }])
  })

  it('reads and puts policies', async () => {
    const { id } = await newKey()
    const statement = { Effect: 'Allow', Principal: { AWS: root.arn }, Action: 'kms:*', Resource: '*' }
    const forBob = { ...statement, Principal: { AWS: bob.arn }, Action: 'kms:DescribeKey' }
    const policy = { Version: '2012-10-17', Statement: [statement, forBob] }
    const lockOut = { Version: '2012-10-17', Statement: [forBob] }
    const put = `put-key-policy --key-id ${id} --policy-name default --policy file://`

    const { PolicyNames: names } = await kms<{ PolicyNames: string[] }>(`list-key-policies --key-id ${id}`)
    const usual = await cli.sdk.getKeyPolicy({ KeyId: id })
    await kms(`${put}${folder.write('policy.json', JSON.stringify(policy))}`)
    const stored = await kms<{ Policy: string }>(`get-key-policy --key-id ${id} --policy-name default`)
    const described = await kms<{ KeyMetadata: KeyMetadata }>(`describe-key --key-id ${id}`, asBob)
    await fails(
      `${put}${folder.write('lock-out.json', JSON.stringify(lockOut))}`,
      /^An error occurred \(MalformedPolicyDocumentException\) when calling the PutKeyPolicy operation: The new key policy will not allow you to update the key policy in the future\.$/,
    )

    assert.deepEqual(names, ['default'])
    const { Statement: statements } = JSON.parse(usual.Policy!) as { Statement: Json[] }
    assert.deepEqual(
      statements.map(({ Principal }) => Principal),
      [{ AWS: root.arn }],
    )
    assert.deepEqual(JSON.parse(stored.Policy), policy)
    assert.equal(described.KeyMetadata.KeyId, id)
  })

  it('rotates keys', async () => {
    const { id, arn } = await newKey()
    const dataKey = await cli.sdk.generateDataKey({ KeyId: id, KeySpec: 'AES_256' })

    await kms(`enable-key-rotation --key-id ${id}`)
    const enabled = await kms(`get-key-rotation-status --key-id ${id}`)
    await kms(`disable-key-rotation --key-id ${id}`)
    const disabled = await cli.sdk.getKeyRotationStatus({ KeyId: id })

    assert.equal(enabled['KeyRotationEnabled'], true)
    assert.equal(disabled.KeyRotationEnabled, false)
    // Operations of 2024, which an older CLI does not have.
    if (!cli.known.has('rotate-key-on-demand')) return
    const rotated = await kms(`rotate-key-on-demand --key-id ${id}`)
    const { Rotations: rotations } = await kms<{ Rotations: Json[] }>(`list-key-rotations --key-id ${id}`)
    const opened = await cli.sdk.decrypt({ CiphertextBlob: dataKey.CiphertextBlob })
    assert.deepEqual(rotated, { KeyId: arn })
    assert.equal(rotations.length, 1)
    assert.equal(rotations[0]!['RotationType'], 'ON_DEMAND')
    assert.ok(secondsOf(rotations[0]!['RotationDate']) <= Date.now() / 1000)
    assert.deepEqual(opened.Plaintext, dataKey.Plaintext)
  })

  after(() => {
    const ofKeys = [
      ...keyOperations,
      ...aliasOperations,
      ...rotationOperations,
      ...policyOperations,
      ...grantOperations,
      ...tagOperations,
    ].map(({ name }) => name)
    cli.assertHasRun(ofKeys.filter((name) => name !== 'ListKeys'))
  })
})
