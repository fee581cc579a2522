/**
 * What each planned failure does to a call.
 *
 * @module
 */
import { accessDenied } from './access/evaluate.ts'
import { disabled, internalError, keyNotFound, pendingDeletion, timedOut } from './kms-errors.ts'
import type { CallContext } from './operations/call-context.ts'
import type { Answer } from './operations/operation.ts'
import type { PlannedOutcome } from './planned-failures.ts'

type ActiveFault = NonNullable<PlannedOutcome['fault']>

/** Throws what `fault` answers with; does nothing where it comes later, or not as an error of KMS. */
export function thwart(
  fault: ActiveFault,
  context: CallContext,
  parameters: object,
  timeoutStatus: number | undefined,
): void {
  const { KeyId: keyId = '*' } = parameters as { KeyId?: string }
  const arn = context.store.arnOf(keyId)
  switch (fault) {
    case 'internal-error':
      throw internalError()
    case 'timeout':
      throw timedOut(timeoutStatus)
    case 'access-denied': {
      const reason = 'with an explicit deny in a resource-based policy'
      throw accessDenied(context.principal.arn, `kms:${context.operation}`, arn, reason)
    }
    case 'key-disabled':
      throw disabled(arn)
    case 'key-pending-deletion':
      throw pendingDeletion(arn)
    case 'key-not-found':
      throw keyNotFound(arn)
    default:
  }
}

/** What a broken KMS, or another one, might answer instead. Takes `answer` over. */
export function tampered(fault: ActiveFault, answer: Answer): Answer {
  const { Plaintext: plaintext, KeyId: keyId } = answer
  if (fault === 'wrong-plaintext-length' && Buffer.isBuffer(plaintext)) {
    return { ...answer, Plaintext: plaintext.subarray(0, plaintext.length >> 1) }
  }
  if (fault === 'other-key-id' && typeof keyId === 'string') {
    return { ...answer, KeyId: keyId.replace(/key\/.*/, 'key/00000000-0000-4000-8000-000000000000') }
  }
  return answer
}
