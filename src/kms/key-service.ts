/**
 * The port behind which a KMS stands: all that the record path ever asks of
 * one. Its adapter is the AWS SDK, whatever KMS answers it.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'

/** `Encrypt` is asked by libraries and for comparison; the record path needs the other two alone. */
export type KmsOperation = 'GenerateDataKey' | 'Decrypt' | 'Encrypt'
export const kmsOperations: readonly KmsOperation[] = ['GenerateDataKey', 'Decrypt', 'Encrypt']

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
  /** How long this process worked for the answer, in ns, if it made it itself: time of whoever waits for it. */
  readonly workedNs?: number
}

/** As in {@link GeneratedDataKey}. */
export interface DecryptedDataKey {
  readonly plaintext: Buffer
  readonly keyId: string
  readonly workedNs?: number
}

export interface KeyService {
  /** @throws {KmsError} */
  generateDataKey(request: GenerateDataKeyRequest): Promise<GeneratedDataKey>
  /** @throws {KmsError} */
  decrypt(request: DecryptRequest): Promise<DecryptedDataKey>
}

/** What KMS answers with, by AWS's names. */
const serviceErrorNames = [
  'AccessDeniedException',
  'DependencyTimeoutException',
  'DisabledException',
  'ExpiredTokenException',
  'IncompleteSignature',
  'IncompleteSignatureException',
  'IncorrectKeyException',
  'InternalFailure',
  'InvalidArnException',
  'InvalidCiphertextException',
  'InvalidGrantTokenException',
  'InvalidKeyUsageException',
  'InvalidSignatureException',
  'KMSInternalException',
  'KMSInvalidStateException',
  'KeyUnavailableException',
  'LimitExceededException',
  'MissingAuthenticationTokenException',
  'NotFoundException',
  'OptInRequired',
  'RequestEntityTooLargeException',
  'SerializationException',
  'ThrottlingException',
  'UnknownOperationException',
  'UnrecognizedClientException',
  'UnsupportedOperationException',
  'ValidationException',
] as const

/**
 * What a client finds out by itself: no connection or a lost one, no answer in
 * time, an answer that is not what was asked for, no credentials, a spend cap.
 */
const clientErrorNames = [
  'ConnectionFailed',
  'CredentialsMissing',
  'RequestTimedOut',
  'SpendCapReached',
  'UnusableAnswer',
] as const

export type KmsErrorName = (typeof serviceErrorNames)[number] | (typeof clientErrorNames)[number]

const knownNames: ReadonlySet<string> = new Set([...serviceErrorNames, ...clientErrorNames])

export function isKmsErrorName(name: string): name is KmsErrorName {
  return knownNames.has(name)
}

/** A call to KMS failed, after whatever retries its client made. */
export class KmsError extends SealbenchError {
  readonly code = 'ERR_KMS'
  /** AWS's name of the error, or the client's. */
  readonly kmsErrorName: KmsErrorName

  constructor(kmsErrorName: KmsErrorName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kmsErrorName = kmsErrorName
  }

  override get name(): string {
    return this.kmsErrorName
  }
}
