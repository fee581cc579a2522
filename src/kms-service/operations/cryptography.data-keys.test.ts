/**
 * Data keys and random bytes.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { DataKeySpec } from '@aws-sdk/client-kms'
import { assert as check, asyncProperty, integer } from 'fast-check'

import { setUpService } from '../service.fixture.ts'
import { context, overhead, text } from './cryptography.fixture.ts'

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
