import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { KmsError, type KmsErrorName } from '../kms/key-service.ts'
import { asServiceError, ServiceError, type ServiceErrorName } from './service-errors.ts'

describe('asServiceError', () => {
  it('gives every error of KMS the name under which Kinesis documents it, and keeps the cause', () => {
    const expected: Readonly<Record<KmsErrorName, ServiceErrorName>> = {
      AccessDeniedException: 'KMSAccessDeniedException',
      DependencyTimeoutException: 'InternalFailureException',
      DisabledException: 'KMSDisabledException',
      ExpiredTokenException: 'InternalFailureException',
      IncompleteSignature: 'InternalFailureException',
      IncompleteSignatureException: 'InternalFailureException',
      IncorrectKeyException: 'KMSAccessDeniedException',
      InternalFailure: 'InternalFailureException',
      InvalidArnException: 'InternalFailureException',
      InvalidCiphertextException: 'InternalFailureException',
      InvalidGrantTokenException: 'InternalFailureException',
      InvalidKeyUsageException: 'InternalFailureException',
      InvalidSignatureException: 'InternalFailureException',
      KMSInternalException: 'InternalFailureException',
      KMSInvalidStateException: 'KMSInvalidStateException',
      KeyUnavailableException: 'InternalFailureException',
      LimitExceededException: 'InternalFailureException',
      MissingAuthenticationTokenException: 'InternalFailureException',
      NotFoundException: 'KMSNotFoundException',
      OptInRequired: 'KMSOptInRequired',
      RequestEntityTooLargeException: 'InternalFailureException',
      SerializationException: 'InternalFailureException',
      ThrottlingException: 'KMSThrottlingException',
      UnknownOperationException: 'InternalFailureException',
      UnrecognizedClientException: 'InternalFailureException',
      UnsupportedOperationException: 'InternalFailureException',
      ValidationException: 'InternalFailureException',
      ConnectionFailed: 'InternalFailureException',
      CredentialsMissing: 'InternalFailureException',
      RequestTimedOut: 'InternalFailureException',
      SpendCapReached: 'InternalFailureException',
      UnusableAnswer: 'InternalFailureException',
    }

    for (const [kmsErrorName, errorName] of Object.entries(expected)) {
      const cause = new KmsError(kmsErrorName as KmsErrorName, 'what happened')
      const error = asServiceError(cause)
      assert(error instanceof ServiceError)
      assert.equal(error.errorName, errorName)
      assert.equal(error.name, errorName)
      assert.equal(error.code, 'ERR_RECORD_REJECTED')
      assert.equal(error.message, 'what happened')
      assert.equal(error.cause, cause)
    }
  })

  it('leaves everything else as it is', () => {
    for (const other of [new TypeError('a bug'), undefined, 'text'])
      assert.equal(asServiceError(other), other)
  })
})
