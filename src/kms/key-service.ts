/**
 * The port behind which a KMS stands: all that the record path ever asks of
 * one. Adapters: the embedded KMS; others may follow.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'

export type KmsOperation = 'GenerateDataKey' | 'Decrypt'
export const kmsOperations: readonly KmsOperation[] = ['GenerateDataKey', 'Decrypt']

/** Bound to a ciphertext by KMS as additional authenticated data; order does not matter. */
export type EncryptionContext = Readonly<Record<string, string>>

/** On whose behalf KMS is asked, and which cache asks. */
export interface Caller {
  /** The credential; KMS's permissions and our accounting are per principal. */
  readonly principal: string
  /** The front end or consumer that asks, for accounting alone. */
  readonly source: string
}

export interface GenerateDataKeyRequest {
  /** Key id, key ARN, alias name or alias ARN. */
  readonly keyId: string
  readonly encryptionContext: EncryptionContext
  readonly caller: Caller
}

export interface DecryptRequest {
  readonly ciphertextBlob: Uint8Array
  /** Pins the KMS key, so that a blob of another key is refused (`IncorrectKeyException`). */
  readonly keyId: string
  readonly encryptionContext: EncryptionContext
  readonly caller: Caller
}

/** `plaintext` is 32 bytes, unpooled, and belongs to the receiver, who wipes it. */
export interface GeneratedDataKey {
  readonly plaintext: Buffer
  readonly ciphertextBlob: Buffer
  /** ARN of the KMS key that was used. */
  readonly keyId: string
}

/** `plaintext` as in {@link GeneratedDataKey}. */
export interface DecryptedDataKey {
  readonly plaintext: Buffer
  readonly keyId: string
}

export interface KeyService {
  /** @throws {KmsError} */
  generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey>
  /** @throws {KmsError} */
  decrypt(request: DecryptRequest): Promise<DecryptedDataKey>
}

/** The errors of AWS KMS that these two operations can give, by AWS's names. */
export type KmsErrorName =
  | 'AccessDeniedException'
  | 'DependencyTimeoutException'
  | 'DisabledException'
  | 'IncorrectKeyException'
  | 'InvalidCiphertextException'
  | 'KMSInternalException'
  | 'KMSInvalidStateException'
  | 'NotFoundException'
  | 'OptInRequired'
  | 'ThrottlingException'

/** KMS answered with an error. */
export class KmsError extends SealbenchError {
  readonly code = 'ERR_KMS'
  /** AWS's name of the error. */
  readonly kmsErrorName: KmsErrorName

  constructor(kmsErrorName: KmsErrorName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kmsErrorName = kmsErrorName
  }

  override get name(): string {
    return this.kmsErrorName
  }
}
