/**
 * Encrypt and Decrypt: what they give back, and to whom.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { assert as check, asyncProperty, dictionary, string, uint8Array } from 'fast-check'

import { account, arnOf, otherAccount, region, setUpService } from '../service.fixture.ts'
import { bobMay, context, overhead, policyFor, text } from './cryptography.fixture.ts'

describe('Encrypt and Decrypt', () => {
  it('give back any plaintext under its own context alone', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn } = await createKey()

    await check(
      asyncProperty(
        uint8Array({ minLength: 1, maxLength: 4096 }),
        dictionary(string(), string(), { maxKeys: 4 }),
        async (Plaintext, EncryptionContext) => {
          const sealed = await root.encrypt({ KeyId, Plaintext, EncryptionContext })
          const opened = await root.decrypt({ CiphertextBlob: sealed.CiphertextBlob, EncryptionContext })

          assert.equal(sealed.CiphertextBlob!.length, overhead + Plaintext.length)
          assert.deepEqual(Buffer.from(opened.Plaintext!), Buffer.from(Plaintext))
          assert.equal(sealed.KeyId, Arn)
          assert.equal(opened.KeyId, Arn)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('answer with the members that AWS documents', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn, CurrentKeyMaterialId } = await createKey()

    const { $metadata: _, CiphertextBlob, ...sealed } = await root.encrypt({ KeyId, Plaintext: text('x') })
    const { $metadata: __, Plaintext, ...opened } = await root.decrypt({ CiphertextBlob })

    assert.deepEqual(sealed, { KeyId: Arn, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' })
    assert.deepEqual(Buffer.from(Plaintext!), text('x'))
    assert.deepEqual(opened, {
      KeyId: Arn,
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
      KeyMaterialId: CurrentKeyMaterialId,
    })
  })

  it('never give the same blob twice', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    const one = await root.encrypt({ KeyId, Plaintext: text('x') })
    const other = await root.encrypt({ KeyId, Plaintext: text('x') })

    assert.notDeepEqual(one.CiphertextBlob, other.CiphertextBlob)
  })

  for (const length of [1, 4096])
    it(`take ${length} bytes`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()

      const { CiphertextBlob } = await root.encrypt({ KeyId, Plaintext: Buffer.alloc(length, 7) })

      assert.deepEqual(
        Buffer.from((await root.decrypt({ CiphertextBlob })).Plaintext!),
        Buffer.alloc(length, 7),
      )
    })

  for (const length of [0, 4097])
    it(`refuse ${length} bytes, and show none of them`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()
      const Plaintext = Buffer.alloc(length, 'secret')

      await assert.rejects(root.encrypt({ KeyId, Plaintext }), ({ name, message }: Error) => {
        assert.equal(name, 'ValidationException')
        assert.match(message, /'plaintext' failed to satisfy constraint/)
        assert.doesNotMatch(message, /c2VjcmV0|secret/)
        return true
      })
    })

  for (const [title, other] of [
    ['another value', { 'aws:kinesis:arn': 'arn' }],
    ['another case of a name', { 'AWS:kinesis:arn': context['aws:kinesis:arn'] }],
    ['one pair more', { ...context, more: '' }],
    ['no context', undefined],
  ] as const)
    it(`refuse to open a blob with ${title}`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()
      const { CiphertextBlob } = await root.encrypt({
        KeyId,
        Plaintext: text('x'),
        EncryptionContext: context,
      })

      await assert.rejects(root.decrypt({ CiphertextBlob, EncryptionContext: other }), {
        name: 'InvalidCiphertextException',
      })
    })

  it('refuse algorithms of asymmetric keys', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const { CiphertextBlob } = await root.encrypt({
      KeyId,
      Plaintext: text('x'),
      EncryptionAlgorithm: 'SYMMETRIC_DEFAULT',
    })

    await root.decrypt({ CiphertextBlob, EncryptionAlgorithm: 'SYMMETRIC_DEFAULT' })

    const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256'
    await assert.rejects(root.encrypt({ KeyId, Plaintext: text('x'), EncryptionAlgorithm }), {
      name: 'ValidationException',
    })
    await assert.rejects(root.decrypt({ CiphertextBlob, EncryptionAlgorithm }), {
      name: 'ValidationException',
    })
  })

  it('refuse keys for MACs', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn } = await createKey({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })

    await assert.rejects(root.encrypt({ KeyId, Plaintext: text('x') }), {
      name: 'InvalidKeyUsageException',
      message: `${Arn} key usage is GENERATE_VERIFY_MAC which is not valid for Encrypt.`,
    })
  })
})

describe('Decrypt', () => {
  it('takes the key that made the blob, and refuses another', async () => {
    const { root, createKey } = setUpService()
    const [one, other] = [await createKey(), await createKey()]
    const { CiphertextBlob } = await root.encrypt({ KeyId: one.KeyId, Plaintext: text('x') })

    await root.decrypt({ CiphertextBlob, KeyId: one.Arn })

    await assert.rejects(root.decrypt({ CiphertextBlob, KeyId: other.KeyId }), {
      name: 'IncorrectKeyException',
      message: 'The key ID in the request does not identify a CMK that can perform this operation.',
    })
  })

  it('refuses every flipped byte and every other length', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const { CiphertextBlob: blob } = await root.encrypt({ KeyId, Plaintext: text('x') })
    const wrong = [blob!.subarray(1), blob!.subarray(0, -1), Buffer.concat([blob!, Buffer.alloc(1)])]
    // The bytes from 1 to 16 name the key.
    for (let at = 0; at < blob!.length; at += 1) if (at < 1 || at > 16) wrong.push(flipped(blob!, at))

    for (const CiphertextBlob of wrong)
      await assert.rejects(root.decrypt({ CiphertextBlob, KeyId }), {
        name: 'InvalidCiphertextException',
        // AWS sends no message.
        message: /^(UnknownError)?$/,
      })
  })

  it('does not tell a key that does not exist from one that it must not use', async () => {
    const { root, bob, createKey } = setUpService()
    const { KeyId } = await createKey()
    const { CiphertextBlob: blob } = await root.encrypt({ KeyId, Plaintext: text('x') })

    await assert.rejects(root.decrypt({ CiphertextBlob: flipped(blob!, 3) }), {
      name: 'AccessDeniedException',
      message: /^The ciphertext refers to a customer master key that does not exist/,
    })
    await assert.rejects(bob.decrypt({ CiphertextBlob: blob }), { name: 'AccessDeniedException' })
  })

  it('finds the key of another account by the blob', async () => {
    const { root, stranger, stores } = setUpService()
    const shared = stores.of(otherAccount, region).create({
      manager: 'CUSTOMER',
      keySpec: 'SYMMETRIC_DEFAULT',
      description: '',
      policy: policyFor({ AWS: [account, otherAccount] }, 'kms:*'),
      tags: {},
    })
    const { CiphertextBlob } = await stranger.encrypt({ KeyId: shared.arn, Plaintext: text('x') })

    const opened = await root.decrypt({ CiphertextBlob })

    assert.equal(opened.KeyId, shared.arn)
  })

  it('needs its own permission and no other', async () => {
    const { root, bob, createKey } = setUpService()
    const { KeyId } = await createKey({
      Policy: bobMay('kms:Decrypt'),
    })
    const { CiphertextBlob } = await root.encrypt({ KeyId, Plaintext: text('x') })

    await bob.decrypt({ CiphertextBlob })

    await assert.rejects(bob.encrypt({ KeyId, Plaintext: text('x') }), {
      name: 'AccessDeniedException',
      message: new RegExp(
        `^User: ${arnOf('bob')} is not authorized to perform: kms:Encrypt on resource: arn:`,
      ),
    })
  })
})

function flipped(blob: Uint8Array, at: number): Buffer {
  const other = Buffer.from(blob)
  other[at]! ^= 1
  return other
}
