/**
 * The errors that the stream service gives, by AWS's names, and which of them
 * each error of KMS becomes.
 *
 * @module
 */
import { SealbenchError } from '../errors.ts'
import { KmsError, type KmsErrorName } from '../kms/key-service.ts'

export type ServiceErrorName =
  | 'InvalidArgumentException'
  | 'KMSAccessDeniedException'
  | 'KMSDisabledException'
  | 'KMSInvalidStateException'
  | 'KMSNotFoundException'
  | 'KMSOptInRequired'
  | 'KMSThrottlingException'
  | 'InternalFailureException'
  | 'LimitExceededException'
  | 'ResourceInUseException'

/** A put, get or management call failed; nothing was stored by it. */
export class ServiceError extends SealbenchError {
  readonly code = 'ERR_RECORD_REJECTED'
  /** AWS's name of the error. */
  readonly errorName: ServiceErrorName

  constructor(errorName: ServiceErrorName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.errorName = errorName
  }

  override get name(): string {
    return this.errorName
  }
}

/** Whatever else KMS or the way to it does is the service's own trouble. */
const serviceErrorOf: Partial<Record<KmsErrorName, ServiceErrorName>> = {
  AccessDeniedException: 'KMSAccessDeniedException',
  DisabledException: 'KMSDisabledException',
  IncorrectKeyException: 'KMSAccessDeniedException',
  KMSInvalidStateException: 'KMSInvalidStateException',
  NotFoundException: 'KMSNotFoundException',
  OptInRequired: 'KMSOptInRequired',
  ThrottlingException: 'KMSThrottlingException',
}

/** What a caller of the stream sees when KMS fails; anything else passes unchanged. */
export function asServiceError(error: unknown): unknown {
  if (!(error instanceof KmsError)) return error
  return new ServiceError(serviceErrorOf[error.kmsErrorName] ?? 'InternalFailureException', error.message, {
    cause: error,
  })
}
