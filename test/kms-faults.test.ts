/**
 * The whole record path with a KMS that fails in every way, in process and over HTTP, on both
 * clocks.
 *
 * @module
 */
import { describe, it } from 'node:test'

import { faults, type Fault } from '../src/kms-service/planned-failures.ts'
import type { KmsErrorName } from '../src/kms/key-service.ts'
import { setUp, type ClockKind, type Way } from './kms-faults.fixture.ts'

/** What the client sees in the end of calls that a fault hits; `ok` where it only delays. */
const seenAs: Readonly<Record<Fault, KmsErrorName | 'ok'>> = {
  throttling: 'ThrottlingException',
  'internal-error': 'KMSInternalException',
  timeout: 'DependencyTimeoutException',
  'access-denied': 'AccessDeniedException',
  'key-disabled': 'DisabledException',
  'key-pending-deletion': 'KMSInvalidStateException',
  'key-not-found': 'NotFoundException',
  slow: 'ok',
  'brown-out': 'KMSInternalException',
  outage: 'ConnectionFailed',
  'connection-reset': 'ConnectionFailed',
  'no-answer': 'RequestTimedOut',
  'truncated-answer': 'ConnectionFailed',
  'wrong-plaintext-length': 'UnusableAnswer',
  'other-key-id': 'UnusableAnswer',
}

for (const kind of ['virtual', 'real'] satisfies ClockKind[]) {
  for (const way of ['in process', 'over HTTP'] satisfies Way[]) {
    describe(
      `a record path whose KMS, ${way} on the ${kind} clock, fails with`,
      { concurrency: true },
      () => {
        for (const fault of faults) {
          it(`${fault}: stores nothing unsealed, loses nothing, keeps no key too long, counts it all`, async () => {
            await using path = await setUp(kind, way, fault)

            await path.run()

            path.assertEverythingIsSealed()
            path.assertNothingIsLost()
            path.assertNoKeyOutlivesItsTtl()
            path.assertCountsAreWhole(expectedOutcome(fault, kind, way))
          })
        }
      },
    )
  }
}

/** A time-out of the SDK's HTTP is real time, of which the virtual clock knows nothing: there the hour is over first. */
function expectedOutcome(fault: Fault, kind: ClockKind, way: Way): KmsErrorName | 'ok' {
  return fault === 'no-answer' && kind === 'virtual' && way === 'over HTTP'
    ? 'ConnectionFailed'
    : seenAs[fault]
}
