/**
 * The errors of the embedded KMS in AWS's words, in one place, so that people
 * who search for a message find AWS's documentation.
 *
 * @module
 */
import { KmsError, type KmsOperation } from './key-service.ts'
import type { Fault } from './planned-failures.ts'

export const throttled = (): KmsError =>
  new KmsError(
    'ThrottlingException',
    'You have exceeded the rate at which you may call KMS. Reduce the frequency of your calls.',
  )

export const internalError = (): KmsError =>
  new KmsError(
    'KMSInternalException',
    'The request was rejected because an internal exception occurred. The request can be retried.',
  )

/** What calls get that are still in flight when the embedded KMS is destroyed. */
export const destroyed = (): KmsError =>
  new KmsError(
    'KMSInternalException',
    'This embedded KMS was destroyed and its keys are wiped. Finish the calls first, or make another KMS.',
  )

export const timedOut = (): KmsError =>
  new KmsError(
    'DependencyTimeoutException',
    'The system timed out while trying to fulfill the request. You can retry the request.',
  )

export const accessDenied = (operation: string, principalArn: string, keyArn: string): KmsError =>
  new KmsError(
    'AccessDeniedException',
    `User: ${principalArn} is not authorized to perform: kms:${operation} on resource: ${keyArn} ` +
      'with an explicit deny in a resource-based policy',
  )

export const disabled = (keyArn: string): KmsError =>
  new KmsError('DisabledException', `${keyArn} is disabled.`)

export const pendingDeletion = (keyArn: string): KmsError =>
  new KmsError('KMSInvalidStateException', `${keyArn} is pending deletion.`)

export const notPendingDeletion = (keyArn: string): KmsError =>
  new KmsError('KMSInvalidStateException', `${keyArn} is not pending deletion.`)

export const keyNotFound = (keyArn: string): KmsError =>
  new KmsError('NotFoundException', `Key '${keyArn}' does not exist`)

export const aliasNotFound = (aliasArn: string): KmsError =>
  new KmsError('NotFoundException', `Alias ${aliasArn} is not found.`)

export const invalidKeyId = (keyId: string): KmsError =>
  new KmsError('NotFoundException', `Invalid keyId '${keyId}'`)

export const incorrectKey = (): KmsError =>
  new KmsError(
    'IncorrectKeyException',
    'The key ID in the request does not identify a CMK that can perform this operation.',
  )

/** AWS sends no message at all; nor does this one say which part was at fault. */
export const invalidCiphertext = (): KmsError =>
  new KmsError(
    'InvalidCiphertextException',
    'The ciphertext, or the encryption context given with it, is not what this KMS key encrypted. ' +
      'Give the blob as KMS returned it and the context that it was made with.',
  )

/** The error that a planned `fault` gives. */
export function errorOfFault(
  fault: Exclude<Fault, 'slow'>,
  operation: KmsOperation,
  principalArn: string,
  keyArn: string,
): KmsError {
  switch (fault) {
    case 'throttling':
      return throttled()
    case 'internal-error':
      return internalError()
    case 'timeout':
      return timedOut()
    case 'access-denied':
      return accessDenied(operation, principalArn, keyArn)
    case 'key-disabled':
      return disabled(keyArn)
    case 'key-pending-deletion':
      return pendingDeletion(keyArn)
    case 'key-not-found':
      return keyNotFound(keyArn)
    default:
      return fault satisfies never
  }
}
