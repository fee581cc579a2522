/**
 * Keys of the embedded KMS by their names and in all their states.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { KmsErrorName } from '../kms/key-service.ts'
import { seconds } from '../units/units.ts'
import type { KeyAdministrator } from './administrator.fixture.ts'
import { setUp } from './embedded-kms.fixture.ts'

describe('EmbeddedKms', () => {
  it('takes a key by any of its names and answers with its ARN', async () => {
    const { kms, arn, generate, decrypt } = setUp()
    const names = [
      arn,
      kms.keys.find(arn).facts.keyId,
      'alias/orders',
      arn.replace(/key\/.*/, 'alias/orders'),
    ]

    for (const keyId of names) {
      const generated = await generate({ keyId })
      assert.equal(generated.keyId, arn)
      assert.equal((await decrypt(generated.ciphertextBlob, { keyId })).keyId, arn)
    }
  })

  it('encrypts under the key that AWS manages for Kinesis', async () => {
    const { generate, decrypt } = setUp()
    const keyId = 'alias/aws/kinesis'

    const { ciphertextBlob, plaintext } = await generate({ keyId })

    assert.deepEqual((await decrypt(ciphertextBlob, { keyId })).plaintext, plaintext)
  })

  const states: readonly [string, (by: KeyAdministrator, arn: string) => void, KmsErrorName][] = [
    ['disabled', (by, arn) => by.disableKey(arn), 'DisabledException'],
    ['pending deletion', (by, arn) => by.scheduleKeyDeletion(arn), 'KMSInvalidStateException'],
    ['deleted', (by, arn) => by.scheduleKeyDeletion(arn, seconds(0)), 'NotFoundException'],
    ['denied', (by, arn) => by.denyPrincipal(arn, 'producer'), 'AccessDeniedException'],
  ]

  for (const [state, bring, kmsErrorName] of states) {
    it(`answers both operations with ${kmsErrorName} where the key is ${state}, and is asked once`, async () => {
      const { kms, administrator, arn, generate, decrypt } = setUp()
      const { ciphertextBlob } = await generate()

      bring(administrator, arn)

      await assert.rejects(generate(), { code: 'ERR_KMS', kmsErrorName, name: kmsErrorName })
      await assert.rejects(decrypt(ciphertextBlob), { code: 'ERR_KMS', kmsErrorName })
      assert.deepEqual(kms.snapshot().attempts, { GenerateDataKey: 2, Decrypt: 1 })
    })
  }

  it('denies one principal and not another, until it is allowed again', async () => {
    const { administrator, arn, generate } = setUp()
    const consumer = { principal: 'consumer', source: 'consumer-0' }

    administrator.denyPrincipal(arn, 'producer')
    await assert.rejects(generate(), {
      kmsErrorName: 'AccessDeniedException',
      message:
        'User: arn:aws:iam::123456789012:user/producer is not authorized to perform: kms:GenerateDataKey ' +
        `on resource: ${arn} with an explicit deny in a resource-based policy`,
    })
    assert.equal((await generate({ caller: consumer })).keyId, arn)

    administrator.allowPrincipal(arn, 'producer')
    assert.equal((await generate()).keyId, arn)
  })

  it('does not tell a principal that is denied in which state the key is', async () => {
    const { administrator, arn, generate } = setUp()
    administrator.denyPrincipal(arn, 'producer')
    administrator.disableKey(arn)

    await assert.rejects(generate(), { kmsErrorName: 'AccessDeniedException' })
  })

  it('reads again what was encrypted before, once the key is back', async () => {
    const { administrator, arn, generate, decrypt } = setUp()
    const { ciphertextBlob, plaintext } = await generate()
    administrator.scheduleKeyDeletion(arn)
    administrator.cancelKeyDeletion(arn)
    administrator.enableKey(arn)
    administrator.denyPrincipal(arn, 'producer')
    administrator.allowPrincipal(arn, 'producer')

    assert.deepEqual((await decrypt(ciphertextBlob)).plaintext, plaintext)
  })
})
