/**
 * What the operations take that make data keys and random bytes, encrypt and
 * decrypt.
 *
 * @module
 */
import { z } from '../../schema.ts'
import {
  ciphertextBlob,
  customKeyStoreId,
  dataKeySpec,
  dryRunModifiers,
  encryptionAlgorithm,
  encryptionContext,
  flag,
  grantTokens,
  keyId,
  numberOfBytes,
  plaintext,
  recipient,
} from './members.ts'

export const generateDataKeyRequest = z.object({
  KeyId: keyId,
  EncryptionContext: encryptionContext.optional(),
  NumberOfBytes: numberOfBytes.optional(),
  KeySpec: dataKeySpec.optional(),
  GrantTokens: grantTokens.optional(),
  Recipient: recipient.optional(),
  DryRun: flag.optional(),
})

export const generateDataKeyWithoutPlaintextRequest = z.object({
  KeyId: keyId,
  EncryptionContext: encryptionContext.optional(),
  KeySpec: dataKeySpec.optional(),
  NumberOfBytes: numberOfBytes.optional(),
  GrantTokens: grantTokens.optional(),
  DryRun: flag.optional(),
})

export const generateRandomRequest = z.object({
  NumberOfBytes: numberOfBytes.optional(),
  CustomKeyStoreId: customKeyStoreId.optional(),
  Recipient: recipient.optional(),
})

export const encryptRequest = z.object({
  KeyId: keyId,
  Plaintext: plaintext,
  EncryptionContext: encryptionContext.optional(),
  GrantTokens: grantTokens.optional(),
  EncryptionAlgorithm: encryptionAlgorithm.optional(),
  DryRun: flag.optional(),
})

/** AWS does without the blob where `DryRunModifiers` say so; here it is always needed. */
export const decryptRequest = z.object({
  CiphertextBlob: ciphertextBlob,
  EncryptionContext: encryptionContext.optional(),
  GrantTokens: grantTokens.optional(),
  KeyId: keyId.optional(),
  EncryptionAlgorithm: encryptionAlgorithm.optional(),
  Recipient: recipient.optional(),
  DryRun: flag.optional(),
  DryRunModifiers: dryRunModifiers.optional(),
})

/** The blob is needed as in `decryptRequest`. */
export const reEncryptRequest = z.object({
  CiphertextBlob: ciphertextBlob,
  SourceEncryptionContext: encryptionContext.optional(),
  SourceKeyId: keyId.optional(),
  DestinationKeyId: keyId,
  DestinationEncryptionContext: encryptionContext.optional(),
  SourceEncryptionAlgorithm: encryptionAlgorithm.optional(),
  DestinationEncryptionAlgorithm: encryptionAlgorithm.optional(),
  GrantTokens: grantTokens.optional(),
  DryRun: flag.optional(),
  DryRunModifiers: dryRunModifiers.optional(),
})
