import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KMS } from '@aws-sdk/client-kms'

import {
  account,
  arnOf,
  otherAccount,
  region,
  rootArn,
  setUpService,
  strangerArn,
} from '../service.fixture.ts'

type Ask = (kms: KMS, KeyId: string) => Promise<unknown>

const plaintext = Buffer.from('x')

/** Operations that take every name of a key, and those that take its id and its ARN alone. */
const takingAliases: readonly (readonly [string, Ask])[] = [
  ['DescribeKey', (kms, KeyId) => kms.describeKey({ KeyId })],
  ['Encrypt', (kms, KeyId) => kms.encrypt({ KeyId, Plaintext: plaintext })],
  ['GenerateDataKey', (kms, KeyId) => kms.generateDataKey({ KeyId, NumberOfBytes: 32 })],
  [
    'GenerateDataKeyWithoutPlaintext',
    (kms, KeyId) => kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 32 }),
  ],
  [
    'Decrypt',
    async (kms, KeyId) => {
      const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: plaintext })
      return kms.decrypt({ KeyId, CiphertextBlob })
    },
  ],
  [
    'ReEncrypt',
    async (kms, KeyId) => {
      const { CiphertextBlob } = await kms.encrypt({ KeyId, Plaintext: plaintext })
      return kms.reEncrypt({ SourceKeyId: KeyId, DestinationKeyId: KeyId, CiphertextBlob })
    },
  ],
]
const takingKeysAlone: readonly (readonly [string, Ask])[] = [
  ['CreateAlias', (kms, TargetKeyId) => kms.createAlias({ AliasName: 'alias/new', TargetKeyId })],
  ['UpdateAlias', (kms, TargetKeyId) => kms.updateAlias({ AliasName: 'alias/key', TargetKeyId })],
  ['ListAliases', (kms, KeyId) => kms.listAliases({ KeyId })],
  [
    'CreateGrant',
    (kms, KeyId) =>
      kms.createGrant({ KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt'], DryRun: false }),
  ],
  ['ListGrants', (kms, KeyId) => kms.listGrants({ KeyId })],
  ['PutKeyPolicy', (kms, KeyId) => kms.putKeyPolicy({ KeyId, Policy: policyFor('*') })],
  ['GetKeyPolicy', (kms, KeyId) => kms.getKeyPolicy({ KeyId })],
  ['ListKeyPolicies', (kms, KeyId) => kms.listKeyPolicies({ KeyId })],
  ['EnableKeyRotation', (kms, KeyId) => kms.enableKeyRotation({ KeyId })],
  ['DisableKeyRotation', (kms, KeyId) => kms.disableKeyRotation({ KeyId })],
  ['GetKeyRotationStatus', (kms, KeyId) => kms.getKeyRotationStatus({ KeyId })],
  ['RotateKeyOnDemand', (kms, KeyId) => kms.rotateKeyOnDemand({ KeyId })],
  ['ListKeyRotations', (kms, KeyId) => kms.listKeyRotations({ KeyId })],
  ['TagResource', (kms, KeyId) => kms.tagResource({ KeyId, Tags: [{ TagKey: 'a', TagValue: '' }] })],
  ['UntagResource', (kms, KeyId) => kms.untagResource({ KeyId, TagKeys: ['a'] })],
  ['ListResourceTags', (kms, KeyId) => kms.listResourceTags({ KeyId })],
  ['UpdateKeyDescription', (kms, KeyId) => kms.updateKeyDescription({ KeyId, Description: '' })],
  ['DisableKey', (kms, KeyId) => kms.disableKey({ KeyId })],
  ['EnableKey', (kms, KeyId) => kms.enableKey({ KeyId })],
  ['ScheduleKeyDeletion', (kms, KeyId) => kms.scheduleKeyDeletion({ KeyId })],
]
/** What AWS allows on a key of another account, of the operations above and beyond. */
const acrossAccounts: ReadonlySet<string> = new Set([
  ...takingAliases.map(([operation]) => operation),
  'CreateGrant',
  'ListGrants',
  'GetKeyRotationStatus',
])

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

describe('keys of another account', () => {
  for (const [operation, ask] of [...takingAliases, ...takingKeysAlone]) {
    const isAllowed = acrossAccounts.has(operation)
    it(`${isAllowed ? 'can' : 'cannot'} be used by ${operation} where the key policy allows it`, async () => {
      const { root, stranger, names } = await setUp()
      await root.putKeyPolicy({ KeyId: names.id, Policy: policyFor(strangerArn, rootArn) })

      const call = ask(stranger, names.arn)

      if (isAllowed) await call
      else await assert.rejects(call, { name: /^(AccessDenied|NotFound)Exception$/ })
    })

    it(`cannot be used by ${operation} where it does not`, async () => {
      const { stranger, names } = await setUp()

      await assert.rejects(ask(stranger, names.arn), { name: /^(AccessDenied|NotFound)Exception$/ })
    })
  }

  it('need an identity policy as well', async () => {
    const { stores, bob, names } = await setUp()
    const foreign = stores.of(otherAccount, region).create({
      manager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: '',
      policy: policyFor(arnOf('bob')),
      tags: {},
    })

    await assert.rejects(bob.describeKey({ KeyId: foreign.arn }), { name: 'AccessDeniedException' })
    await assert.rejects(bob.describeKey({ KeyId: names.arn }), { name: 'AccessDeniedException' })
  })

  it('are not told apart from keys that do not exist', async () => {
    const { stranger, names } = await setUp()
    const none = names.arn.replace(names.id, '12345678-1234-4234-8234-123456789012')
    const messageOf = async (KeyId: string) =>
      stranger.describeKey({ KeyId }).then(
        () => assert.fail('allowed'),
        (error: Error) => error.message.replace(KeyId, 'KEY'),
      )

    assert.equal(await messageOf(none), await messageOf(names.arn))
  })

  it('are used under their own ARN', async () => {
    const { root, stranger, names } = await setUp()
    await root.putKeyPolicy({ KeyId: names.id, Policy: policyFor(strangerArn, rootArn) })

    const { CiphertextBlob, KeyId: usedId } = await stranger.encrypt({
      KeyId: names.aliasArn,
      Plaintext: plaintext,
    })
    const opened = await stranger.decrypt({ CiphertextBlob })

    assert.equal(usedId, names.arn)
    assert.equal(opened.KeyId, names.arn)
  })
})

describe('DryRun', () => {
  const dryRuns: readonly (readonly [string, (kms: KMS, given: Given) => Promise<unknown>])[] = [
    [
      'CreateGrant',
      (kms, { KeyId }) =>
        kms.createGrant({ KeyId, GranteePrincipal: arnOf('bob'), Operations: ['Decrypt'], DryRun: true }),
    ],
    ['Decrypt', (kms, { blob }) => kms.decrypt({ CiphertextBlob: blob, DryRun: true })],
    ['Encrypt', (kms, { KeyId }) => kms.encrypt({ KeyId, Plaintext: plaintext, DryRun: true })],
    ['GenerateDataKey', (kms, { KeyId }) => kms.generateDataKey({ KeyId, NumberOfBytes: 32, DryRun: true })],
    [
      'GenerateDataKeyWithoutPlaintext',
      (kms, { KeyId }) => kms.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 32, DryRun: true }),
    ],
    ['GenerateMac', (kms, { macRequest }) => kms.generateMac({ ...macRequest, DryRun: true })],
    ['VerifyMac', (kms, { macRequest, mac }) => kms.verifyMac({ ...macRequest, Mac: mac, DryRun: true })],
    [
      'ReEncrypt',
      (kms, { KeyId, blob }) =>
        kms.reEncrypt({ CiphertextBlob: blob, DestinationKeyId: KeyId, DryRun: true }),
    ],
    ['RetireGrant', (kms, { KeyId, grantId }) => kms.retireGrant({ KeyId, GrantId: grantId, DryRun: true })],
    ['RevokeGrant', (kms, { KeyId, grantId }) => kms.revokeGrant({ KeyId, GrantId: grantId, DryRun: true })],
  ]

  for (const [operation, ask] of dryRuns) {
    it(`of ${operation} says that it would succeed, and changes nothing`, async () => {
      const { root, given, stores } = await setUpForDryRun()
      const before = stores.snapshot()

      await assert.rejects(ask(root, given), {
        name: 'DryRunOperationException',
        message: 'The request would have succeeded, but the DryRun option is set.',
      })

      assert.equal(stores.hasChanged, false)
      assert.deepEqual(stores.snapshot(), before)
    })

    it(`of ${operation} says that it would not be allowed`, async () => {
      const { bob, given } = await setUpForDryRun()

      await assert.rejects(ask(bob, given), { name: 'AccessDeniedException' })
    })
  }

  it('of an operation on a key that is disabled says so', async () => {
    const { root, given } = await setUpForDryRun()
    await root.disableKey({ KeyId: given.KeyId })

    const call = root.encrypt({ KeyId: given.KeyId, Plaintext: plaintext, DryRun: true })

    await assert.rejects(call, { name: 'DisabledException' })
  })
})

interface Given {
  readonly KeyId: string
  readonly blob: Uint8Array
  readonly macRequest: {
    readonly KeyId: string
    readonly Message: Uint8Array
    readonly MacAlgorithm: 'HMAC_SHA_256'
  }
  readonly mac: Uint8Array
  readonly grantId: string
}

async function setUpForDryRun() {
  const { names, ...parts } = await setUp()
  const { root } = parts
  const { CiphertextBlob: blob } = await root.encrypt({ KeyId: names.id, Plaintext: plaintext })
  const { KeyMetadata: macKey } = await root.createKey({
    KeySpec: 'HMAC_256',
    KeyUsage: 'GENERATE_VERIFY_MAC',
  })
  const macRequest = { KeyId: macKey!.KeyId!, Message: plaintext, MacAlgorithm: 'HMAC_SHA_256' } as const
  const { Mac: mac } = await root.generateMac(macRequest)
  const { GrantId: grantId } = await root.createGrant({
    KeyId: names.id,
    GranteePrincipal: arnOf('reader'),
    Operations: ['Decrypt'],
  })
  parts.stores.snapshot()
  const given: Given = { KeyId: names.id, blob: blob!, macRequest, mac: mac!, grantId: grantId! }
  return { ...parts, given }
}

/** A key with the alias `alias/key`. */
async function setUp() {
  const parts = setUpService()
  const { KeyMetadata: made } = await parts.root.createKey({})
  const { KeyId: id, Arn: arn } = made as { KeyId: string; Arn: string }
  const alias = 'alias/key'
  await parts.root.createAlias({ AliasName: alias, TargetKeyId: id })
  const aliasArn = `arn:aws:kms:${region}:${account}:${alias}`
  return { ...parts, names: { id, arn, alias, aliasArn, all: [id, arn, alias, aliasArn] } }
}

function policyFor(...principals: string[]): string {
  const principal = principals[0] === '*' ? '*' : { AWS: principals }
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' }],
  })
}
