import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { DataKeySpec } from '@aws-sdk/client-kms'
import { assert as check, asyncProperty, dictionary, integer, string, uint8Array } from 'fast-check'

import { account, arnOf, otherAccount, region, setUpService } from '../service.fixture.ts'

const context = { 'aws:kinesis:arn': 'arn:aws:kinesis:eu-west-1:123456789012:stream/orders' }
/** What KMS adds to the length of a plaintext. */
const overhead = 152

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

describe('GenerateDataKey', () => {
  it('gives a key that Decrypt gives again', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn, CurrentKeyMaterialId } = await createKey()

    const {
      $metadata: _,
      Plaintext,
      CiphertextBlob,
      ...rest
    } = await root.generateDataKey({ KeyId, NumberOfBytes: 32, EncryptionContext: context })
    const opened = await root.decrypt({ CiphertextBlob, EncryptionContext: context })

    assert.deepEqual(opened.Plaintext, Plaintext)
    assert.deepEqual(rest, { KeyId: Arn, KeyMaterialId: CurrentKeyMaterialId })
    await assert.rejects(root.decrypt({ CiphertextBlob }), { name: 'InvalidCiphertextException' })
  })

  it('gives as many bytes as are asked for, in a blob of 152 more', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    await check(
      asyncProperty(integer({ min: 1, max: 1024 }), async (NumberOfBytes) => {
        const { Plaintext, CiphertextBlob } = await root.generateDataKey({ KeyId, NumberOfBytes })

        assert.equal(Plaintext!.length, NumberOfBytes)
        assert.equal(CiphertextBlob!.length, overhead + NumberOfBytes)
      }),
      { numRuns: 20, examples: [[1], [16], [32], [64], [1024]] },
    )
  })

  for (const [KeySpec, length] of [
    ['AES_128', 16],
    ['AES_256', 32],
  ] as const)
    it(`gives ${length} bytes for ${KeySpec}`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()

      const { Plaintext, CiphertextBlob } = await root.generateDataKey({ KeyId, KeySpec })
      const sealed = await root.generateDataKeyWithoutPlaintext({ KeyId, KeySpec })

      assert.equal(Plaintext!.length, length)
      assert.equal(CiphertextBlob!.length, overhead + length)
      assert.equal(sealed.CiphertextBlob!.length, overhead + length)
    })

  for (const [title, request] of [
    ['0 bytes', { NumberOfBytes: 0 }],
    ['1025 bytes', { NumberOfBytes: 1025 }],
    ['neither length nor spec', {}],
    ['both', { NumberOfBytes: 32, KeySpec: 'AES_256' }],
    ['another spec', { KeySpec: 'AES_512' }],
  ] as const)
    it(`refuses ${title}`, async () => {
      const { root, createKey } = setUpService()
      const { KeyId } = await createKey()
      const given = request as { NumberOfBytes?: number; KeySpec?: DataKeySpec }

      await assert.rejects(root.generateDataKey({ KeyId, ...given }), { name: 'ValidationException' })
      await assert.rejects(root.generateDataKeyWithoutPlaintext({ KeyId, ...given }), {
        name: 'ValidationException',
      })
    })

  it('gives other bytes each time', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()

    const one = await root.generateDataKey({ KeyId, NumberOfBytes: 32 })
    const other = await root.generateDataKey({ KeyId, NumberOfBytes: 32 })

    assert.notDeepEqual(one.Plaintext, other.Plaintext)
  })
})

describe('GenerateDataKeyWithoutPlaintext', () => {
  it('gives a blob alone, which holds a key', async () => {
    const { root, createKey } = setUpService()
    const { KeyId, Arn, CurrentKeyMaterialId } = await createKey()

    const {
      $metadata: _,
      CiphertextBlob,
      ...rest
    } = await root.generateDataKeyWithoutPlaintext({ KeyId, NumberOfBytes: 32, EncryptionContext: context })
    const opened = await root.decrypt({ CiphertextBlob, EncryptionContext: context })

    assert.deepEqual(rest, { KeyId: Arn, KeyMaterialId: CurrentKeyMaterialId })
    assert.equal(opened.Plaintext!.length, 32)
    assert.notDeepEqual(Buffer.from(opened.Plaintext!), Buffer.alloc(32))
  })
})

describe('GenerateRandom', () => {
  for (const length of [1, 32, 1024])
    it(`gives ${length} bytes that differ each time`, async () => {
      const { root } = setUpService()

      const one = await root.generateRandom({ NumberOfBytes: length })
      const other = await root.generateRandom({ NumberOfBytes: length })

      assert.equal(one.Plaintext!.length, length)
      // One byte in 256 is the same by chance.
      if (length > 1) assert.notDeepEqual(one.Plaintext, other.Plaintext)
    })

  for (const length of [0, 1025, undefined])
    it(`refuses a length of ${length}`, async () => {
      const { root } = setUpService()

      await assert.rejects(root.generateRandom({ NumberOfBytes: length }), { name: 'ValidationException' })
    })

  it('needs an identity policy that allows it', async () => {
    const { reader } = setUpService()

    await assert.rejects(reader.generateRandom({ NumberOfBytes: 1 }), { name: 'AccessDeniedException' })
  })

  it('knows no custom key stores', async () => {
    const { root } = setUpService()

    await assert.rejects(root.generateRandom({ NumberOfBytes: 1, CustomKeyStoreId: 'cks-1' }), {
      name: 'UnsupportedOperationException',
    })
  })
})

describe('a Recipient', () => {
  it('is refused, for a plaintext that one alone shall see must not go to all', async () => {
    const { root, createKey } = setUpService()
    const { KeyId } = await createKey()
    const { CiphertextBlob } = await root.encrypt({ KeyId, Plaintext: text('x') })
    const Recipient = {
      KeyEncryptionAlgorithm: 'RSAES_OAEP_SHA_256',
      AttestationDocument: text('document'),
    } as const

    for (const call of [
      root.generateDataKey({ KeyId, NumberOfBytes: 32, Recipient }),
      root.decrypt({ CiphertextBlob, Recipient }),
      root.generateRandom({ NumberOfBytes: 32, Recipient }),
    ])
      await assert.rejects(call, { name: 'UnsupportedOperationException' })
  })
})

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

function text(written: string): Buffer {
  return Buffer.from(written)
}

function flipped(blob: Uint8Array, at: number): Buffer {
  const other = Buffer.from(blob)
  other[at]! ^= 1
  return other
}

function bobMay(action: string): string {
  return policyFor({ AWS: account }, 'kms:*', { AWS: arnOf('bob') }, action)
}

/** Pairs of a principal and what it may do. */
function policyFor(...pairs: (object | string)[]): string {
  const Statement = Array.from({ length: pairs.length / 2 }, (_, index) => ({
    Effect: 'Allow',
    Principal: pairs[2 * index],
    Action: pairs[2 * index + 1],
    Resource: '*',
  }))
  return JSON.stringify({ Version: '2012-10-17', Statement })
}
