/**
 * ReEncrypt: from one key and context to another, without the plaintext leaving.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { account, otherAccount, region, setUpService } from '../service.fixture.ts'
import { bobMay, context, policyFor, text } from './cryptography.fixture.ts'

describe('ReEncrypt', () => {
  it('moves a plaintext to another key and another context', async () => {
    const { root, createKey } = setUpService()
    const [from, to] = [await createKey(), await createKey()]
    const { CiphertextBlob } = await root.encrypt({
      KeyId: from.KeyId,
      Plaintext: text('x'),
      EncryptionContext: context,
    })

    const {
      $metadata: _,
      CiphertextBlob: moved,
      ...rest
    } = await root.reEncrypt({
      CiphertextBlob,
      SourceEncryptionContext: context,
      DestinationKeyId: to.KeyId,
      DestinationEncryptionContext: { b: '2' },
    })
    const opened = await root.decrypt({ CiphertextBlob: moved, EncryptionContext: { b: '2' } })

    assert.deepEqual(rest, {
      SourceKeyId: from.Arn,
      KeyId: to.Arn,
      SourceEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      DestinationEncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      SourceKeyMaterialId: from.CurrentKeyMaterialId,
      DestinationKeyMaterialId: to.CurrentKeyMaterialId,
    })
    assert.deepEqual(Buffer.from(opened.Plaintext!), text('x'))
    assert.equal(opened.KeyId, to.Arn)
  })

  it('refuses another context, another source key, and algorithms of asymmetric keys', async () => {
    const { root, createKey } = setUpService()
    const [from, to] = [await createKey(), await createKey()]
    const { CiphertextBlob } = await root.encrypt({ KeyId: from.KeyId, Plaintext: text('x') })
    const request = { CiphertextBlob, DestinationKeyId: to.KeyId }

    await assert.rejects(root.reEncrypt({ ...request, SourceEncryptionContext: context }), {
      name: 'InvalidCiphertextException',
    })
    await assert.rejects(root.reEncrypt({ ...request, SourceKeyId: to.KeyId }), {
      name: 'IncorrectKeyException',
    })
    await assert.rejects(root.reEncrypt({ ...request, SourceEncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }), {
      name: 'ValidationException',
    })
    await assert.rejects(root.reEncrypt({ ...request, DestinationEncryptionAlgorithm: 'RSAES_OAEP_SHA_1' }), {
      name: 'ValidationException',
    })
  })

  for (const [title, fromAction, toAction, missing] of [
    ['both permissions', 'kms:ReEncryptFrom', 'kms:ReEncryptTo', undefined],
    ['both by a wildcard', 'kms:ReEncrypt*', 'kms:ReEncrypt*', undefined],
    ['the one to', 'kms:ReEncryptTo', 'kms:ReEncryptTo', 'kms:ReEncryptFrom'],
    ['the one from', 'kms:ReEncryptFrom', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'],
    ['those of Encrypt and Decrypt', 'kms:Decrypt', 'kms:Encrypt', 'kms:ReEncryptFrom'],
  ] as const)
    it(`with ${title} is ${missing === undefined ? 'allowed' : `refused for ${missing}`}`, async () => {
      const { root, bob, createKey } = setUpService()
      const from = await createKey({ Policy: bobMay(fromAction) })
      const to = await createKey({ Policy: bobMay(toAction) })
      const { CiphertextBlob } = await root.encrypt({ KeyId: from.KeyId, Plaintext: text('x') })

      const call = bob.reEncrypt({ CiphertextBlob, DestinationKeyId: to.KeyId })

      if (missing === undefined) await call
      else
        await assert.rejects(call, {
          name: 'AccessDeniedException',
          message: new RegExp(`not authorized to perform: ${missing} `),
        })
    })

  it('moves between accounts', async () => {
    const { root, stranger, stores, createKey } = setUpService()
    const policy = policyFor({ AWS: [account, otherAccount] }, 'kms:*')
    const from = stores.of(otherAccount, region).create({
      manager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: '',
      policy,
      tags: {},
    })
    const to = await createKey({ Policy: policy })
    const { CiphertextBlob } = await stranger.encrypt({ KeyId: from.arn, Plaintext: text('x') })

    for (const kms of [root, stranger]) {
      const moved = await kms.reEncrypt({ CiphertextBlob, DestinationKeyId: to.Arn })

      assert.deepEqual([moved.SourceKeyId, moved.KeyId], [from.arn, to.Arn])
    }
  })
})
