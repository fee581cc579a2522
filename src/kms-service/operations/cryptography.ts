/**
 * The symmetric operations: encrypt, decrypt, and data keys, which are both.
 *
 * @module
 */
import type { EncryptionContext } from '../../kms/key-service.ts'
import { backingKeyOf, openBlob, sealBlob } from '../keys/ciphertext-blob.ts'
import { canonicalBytesOf } from '../keys/encryption-context.ts'
import type { KmsKey } from '../keys/kms-key.ts'
import { randomKey } from '../keys/random-keys.ts'
import {
  incorrectKey,
  invalidCiphertext,
  unknownCiphertextKey,
  unsupported,
  validation,
} from '../kms-errors.ts'
import {
  decryptRequest,
  encryptRequest,
  generateDataKeyRequest,
  generateDataKeyWithoutPlaintextRequest,
  generateRandomRequest,
  reEncryptRequest,
} from '../requests/data-key-requests.ts'
import type { CallContext, Use } from './call-context.ts'
import { operation, type Operation } from './operation.ts'

const symmetric = 'SYMMETRIC_DEFAULT'

interface DataKeyRequest {
  readonly KeyId: string
  readonly KeySpec?: 'AES_256' | 'AES_128' | undefined
  readonly NumberOfBytes?: number | undefined
  readonly EncryptionContext?: EncryptionContext | undefined
  readonly GrantTokens?: readonly string[] | undefined
  readonly DryRun?: boolean | undefined
}

export const cryptographicOperations: readonly Operation[] = [
  operation('GenerateDataKey', generateDataKeyRequest, (context, request) => {
    assertNoRecipient(request)
    const { plaintext, ...answer } = generateDataKey(context, request)
    return { ...answer, Plaintext: plaintext }
  }),

  operation('GenerateDataKeyWithoutPlaintext', generateDataKeyWithoutPlaintextRequest, (context, request) => {
    const { plaintext, ...answer } = generateDataKey(context, request)
    plaintext.fill(0)
    return answer
  }),

  operation('GenerateRandom', generateRandomRequest, (context, request) => {
    const { NumberOfBytes: length, CustomKeyStoreId: keyStore } = request
    context.authorize(undefined)
    assertNoRecipient(request)
    if (keyStore !== undefined) throw unsupported('This KMS has no custom key stores.')
    if (length === undefined) throw validation('NumberOfBytes is required for this operation.')
    return { Plaintext: randomKey(length) }
  }),

  operation('Encrypt', encryptRequest, (context, request) => {
    assertSymmetric(request.EncryptionAlgorithm)
    const key = context.usableKeyFor(request.KeyId, 'ENCRYPT_DECRYPT', useOf(request))
    context.endDryRun(request.DryRun)
    const blob = seal(key, request.Plaintext, request.EncryptionContext)
    request.Plaintext.fill(0)
    return { CiphertextBlob: blob, KeyId: key.arn, EncryptionAlgorithm: symmetric }
  }),

  operation('Decrypt', decryptRequest, (context, request) => {
    assertSymmetric(request.EncryptionAlgorithm)
    assertNoRecipient(request)
    const { CiphertextBlob: blob, KeyId: keyId, EncryptionContext: encryptionContext } = request
    const [key, version] = decryptionKey(context, blob, keyId, useOf(request))
    context.endDryRun(request.DryRun)
    const plaintext = open(key, version, blob, encryptionContext)
    return {
      Plaintext: plaintext,
      KeyId: key.arn,
      EncryptionAlgorithm: symmetric,
      KeyMaterialId: key.materialIdOf(version),
    }
  }),

  operation('ReEncrypt', reEncryptRequest, (context, request) => {
    assertSymmetric(request.SourceEncryptionAlgorithm)
    assertSymmetric(request.DestinationEncryptionAlgorithm)
    const { CiphertextBlob: blob, GrantTokens: grantTokens } = request
    const [source, version] = decryptionKey(context, blob, request.SourceKeyId, {
      action: 'ReEncryptFrom',
      encryptionContext: request.SourceEncryptionContext,
      grantTokens,
    })
    const destination = context.usableKeyFor(request.DestinationKeyId, 'ENCRYPT_DECRYPT', {
      action: 'ReEncryptTo',
      encryptionContext: request.DestinationEncryptionContext,
      grantTokens,
    })
    context.endDryRun(request.DryRun)
    const plaintext = open(source, version, blob, request.SourceEncryptionContext)
    const sealed = seal(destination, plaintext, request.DestinationEncryptionContext)
    plaintext.fill(0)
    return {
      CiphertextBlob: sealed,
      SourceKeyId: source.arn,
      KeyId: destination.arn,
      SourceEncryptionAlgorithm: symmetric,
      DestinationEncryptionAlgorithm: symmetric,
      SourceKeyMaterialId: source.materialIdOf(version),
      DestinationKeyMaterialId: destination.materialIdOf(destination.version),
    }
  }),
]

interface GeneratedDataKey {
  readonly plaintext: Buffer
  readonly CiphertextBlob: Buffer
  readonly KeyId: string
  readonly KeyMaterialId: string
}

function generateDataKey(context: CallContext, request: DataKeyRequest): GeneratedDataKey {
  const length = dataKeyLength(request)
  const key = context.usableKeyFor(request.KeyId, 'ENCRYPT_DECRYPT', useOf(request))
  context.endDryRun(request.DryRun)
  const plaintext = randomKey(length)
  return {
    plaintext,
    CiphertextBlob: seal(key, plaintext, request.EncryptionContext),
    KeyId: key.arn,
    KeyMaterialId: key.materialIdOf(key.version),
  }
}

function dataKeyLength({ KeySpec: spec, NumberOfBytes: bytes }: DataKeyRequest): number {
  if ((spec === undefined) === (bytes === undefined))
    throw validation('Please specify either number of bytes or key spec.')
  return bytes ?? (spec === 'AES_256' ? 32 : 16)
}

function useOf(request: Pick<DataKeyRequest, 'EncryptionContext' | 'GrantTokens'>): Use {
  return { encryptionContext: request.EncryptionContext, grantTokens: request.GrantTokens }
}

/** Whoever wants a plaintext for one recipient alone must not get it for all to see. */
function assertNoRecipient({ Recipient: recipient }: { readonly Recipient?: object | undefined }): void {
  if (recipient !== undefined) throw unsupported('This KMS does not encrypt answers for a Recipient.')
}

function assertSymmetric(algorithm: string | undefined): void {
  if (algorithm === undefined || algorithm === symmetric) return
  throw validation(`${algorithm} is not an algorithm of symmetric KMS keys, and this KMS has no others.`)
}

/** The KMS key and the version of it that `blob` was made with; the key must be the one that the caller names, where it names one. */
function decryptionKey(
  context: CallContext,
  blob: Buffer,
  keyId: string | undefined,
  use: Use,
): readonly [KmsKey, version: number] {
  const named = backingKeyOf(blob)
  if (keyId !== undefined) {
    const key = context.usableKeyFor(keyId, 'ENCRYPT_DECRYPT', use)
    if (named === undefined) throw invalidCiphertext()
    if (key.idBytes.equals(named.keyId)) return [key, named.version]
    // Anything else with the form of a blob is no ciphertext of any key here.
    if (context.findById(named.keyId) === undefined) throw invalidCiphertext()
    throw incorrectKey()
  }
  if (named === undefined) throw invalidCiphertext()
  const key = context.findById(named.keyId)
  if (key === undefined) throw unknownCiphertextKey()
  return [context.usableKeyFor(key.arn, 'ENCRYPT_DECRYPT', use), named.version]
}

function seal(key: KmsKey, plaintext: Buffer, context: EncryptionContext = {}): Buffer {
  return sealBlob(key.encryptionKey(), plaintext, canonicalBytesOf(context))
}

function open(key: KmsKey, version: number, blob: Buffer, context: EncryptionContext = {}): Buffer {
  const backingKey = key.backingKey(version)
  const plaintext = backingKey && openBlob(blob, backingKey, canonicalBytesOf(context))
  if (plaintext === undefined) throw invalidCiphertext()
  return plaintext
}
