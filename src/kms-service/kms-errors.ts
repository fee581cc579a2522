/**
 * The errors of KMS in AWS's words, in one place, so that people who search
 * for a message find AWS's documentation.
 *
 * @module
 */
import { KmsException } from './kms-exception.ts'

export const throttled = (): KmsException =>
  new KmsException(
    'ThrottlingException',
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
  )

export const internalError = (): KmsException =>
  new KmsException(
    'KMSInternalException',
    'The request was rejected because an internal exception occurred. The request can be retried.',
    500,
  )

/** `status`: AWS's model says 503, and what it sends is not known. */
export const timedOut = (status = 500): KmsException =>
  new KmsException(
    'DependencyTimeoutException',
    'The system timed out while trying to fulfill the request. You can retry the request.',
    status,
  )

/** What calls get that are still in flight when the service ends. */
export const destroyed = (): KmsException =>
  new KmsException('KMSInternalException', 'This KMS has ended, and its keys are wiped.', 500)

export const disabled = (keyArn: string): KmsException =>
  new KmsException('DisabledException', `${keyArn} is disabled.`)

export const pendingDeletion = (keyArn: string): KmsException =>
  new KmsException('KMSInvalidStateException', `${keyArn} is pending deletion.`)

export const notPendingDeletion = (keyArn: string): KmsException =>
  new KmsException('KMSInvalidStateException', `${keyArn} is not pending deletion.`)

export const keyNotFound = (keyArn: string): KmsException =>
  new KmsException('NotFoundException', `Key '${keyArn}' does not exist`)

export const aliasNotFound = (aliasArn: string): KmsException =>
  new KmsException('NotFoundException', `Alias ${aliasArn} is not found.`)

export const invalidKeyId = (keyId: string): KmsException =>
  new KmsException('NotFoundException', `Invalid keyId '${keyId}'`)

export const invalidArn = (message: string): KmsException => new KmsException('InvalidArnException', message)

export const alreadyExists = (message: string): KmsException =>
  new KmsException('AlreadyExistsException', message)

export const invalidAliasName = (message: string): KmsException =>
  new KmsException('InvalidAliasNameException', message)

export const limitExceeded = (message: string): KmsException =>
  new KmsException('LimitExceededException', message)

export const invalidMarker = (): KmsException =>
  new KmsException('InvalidMarkerException', 'The marker is not one that this operation gave.')

export const invalidKeyUsage = (keyArn: string, keyUsage: string, operation: string): KmsException =>
  new KmsException(
    'InvalidKeyUsageException',
    `${keyArn} key usage is ${keyUsage} which is not valid for ${operation}.`,
  )

export const incorrectKey = (): KmsException =>
  new KmsException(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )

/** AWS sends no message at all. */
export const invalidCiphertext = (): KmsException => new KmsException('InvalidCiphertextException', '')

export const invalidMac = (): KmsException => new KmsException('KMSInvalidMacException', '')

/** What Decrypt gives where the ciphertext names no key that the caller may know of. */
export const unknownCiphertextKey = (): KmsException =>
  new KmsException(
    'AccessDeniedException',
    'The ciphertext refers to a customer master key that does not exist, does not exist in this region, ' +
      'or you are not allowed to access.',
  )

export const dryRun = (): KmsException =>
  new KmsException(
    'DryRunOperationException',
    'The request would have succeeded, but the DryRun option is set.',
  )

export const unsupported = (message = ''): KmsException =>
  new KmsException('UnsupportedOperationException', message)

export const validation = (message: string): KmsException => new KmsException('ValidationException', message)

export const tagException = (message: string): KmsException => new KmsException('TagException', message)
