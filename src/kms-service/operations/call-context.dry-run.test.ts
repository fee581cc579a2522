/**
 * DryRun: the answer that an operation would give, without its effect.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KMS } from '@aws-sdk/client-kms'

import { arnOf } from '../service.fixture.ts'
import { plaintext, setUp } from './call-context.fixture.ts'

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
