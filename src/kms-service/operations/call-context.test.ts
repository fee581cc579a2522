/**
 * The names by which an operation finds its key.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { account, region, setUpService } from '../service.fixture.ts'
import { policyFor, setUp, takingAliases, takingKeysAlone } from './call-context.fixture.ts'

describe('names of keys', () => {
  for (const [operation, ask] of takingAliases)
    it(`${operation} takes key id, key ARN, alias name and alias ARN`, async () => {
      const { root, names } = await setUp()

      for (const name of names.all) await ask(root, name)
    })

  for (const [operation, ask] of takingKeysAlone)
    it(`${operation} takes key id and key ARN, and no alias`, async () => {
      const { root, names } = await setUp()

      for (const alias of [names.alias, names.aliasArn])
        await assert.rejects(ask(root, alias), {
          name: 'NotFoundException',
          message: `Invalid keyId '${alias}'`,
        })
      await ask(root, names.arn)
      // Of those that cannot be done twice.
      if (operation === 'CreateAlias') await root.deleteAlias({ AliasName: 'alias/new' })
      if (operation === 'ScheduleKeyDeletion') await root.cancelKeyDeletion({ KeyId: names.id })
      await ask(root, names.id)
    })

  const unknownId = '12345678-1234-4234-8234-123456789012'
  for (const [title, keyId, name, message] of [
    [
      'an id that no key has',
      unknownId,
      'NotFoundException',
      `Key 'arn:aws:kms:${region}:${account}:key/${unknownId}' does not exist`,
    ],
    [
      'an ARN that no key has',
      `arn:aws:kms:${region}:${account}:key/${unknownId}`,
      'NotFoundException',
      `Key 'arn:aws:kms:${region}:${account}:key/${unknownId}' does not exist`,
    ],
    [
      'an alias that does not exist',
      'alias/none',
      'NotFoundException',
      `Alias arn:aws:kms:${region}:${account}:alias/none is not found.`,
    ],
    ['what is no name', 'orders', 'NotFoundException', "Invalid keyId 'orders'"],
    [
      'an id in capitals',
      unknownId.replace('1', 'A'),
      'NotFoundException',
      `Invalid keyId '${unknownId.replace('1', 'A')}'`,
    ],
    [
      'an ARN of another region',
      `arn:aws:kms:us-east-1:${account}:key/${unknownId}`,
      'NotFoundException',
      'Invalid arn us-east-1',
    ],
    [
      'an ARN of another service',
      'arn:aws:s3:::bucket',
      'InvalidArnException',
      'Invalid arn arn:aws:s3:::bucket',
    ],
    [
      'an ARN without a key',
      `arn:aws:kms:${region}:${account}:key/`,
      'InvalidArnException',
      `Invalid arn arn:aws:kms:${region}:${account}:key/`,
    ],
    [
      'an ARN of no account',
      `arn:aws:kms:${region}:1234:key/${unknownId}`,
      'InvalidArnException',
      `Invalid arn arn:aws:kms:${region}:1234:key/${unknownId}`,
    ],
  ] as const)
    it(`refuse ${title} with ${name}`, async () => {
      const { root } = setUpService()

      await assert.rejects(root.describeKey({ KeyId: keyId }), { name, message })
    })

  it('refuses a name of more than 2048 characters, and no name at all', async () => {
    const { root } = setUpService()

    await assert.rejects(root.describeKey({ KeyId: 'x'.repeat(2049) }), { name: 'ValidationException' })
    await assert.rejects(root.describeKey({ KeyId: undefined }), {
      name: 'ValidationException',
      message:
        "1 validation error detected: Value null at 'keyId' failed to satisfy constraint: Member must not be null",
    })
  })

  it('are of one region each', async () => {
    const { stores, root } = setUpService()
    const key = stores.of(account, 'us-east-1').create({
      manager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: '',
      policy: policyFor('*'),
      tags: {},
    })

    await assert.rejects(root.describeKey({ KeyId: key.facts.keyId }), { name: 'NotFoundException' })
  })
})
