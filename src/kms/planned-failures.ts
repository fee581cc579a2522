/**
 * Failures of KMS by plan: which calls fail, when, how and how slowly, so that
 * an outage can be rehearsed and repeated.
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import type { KmsOperation } from './key-service.ts'

/** What goes wrong. `slow` calls are answered late, all others with an error. */
export type Fault =
  | 'throttling'
  | 'internal-error'
  | 'timeout'
  | 'slow'
  | 'access-denied'
  | 'key-disabled'
  | 'key-pending-deletion'
  | 'key-not-found'

/** Hits `share` of the calls of `operations` that arrive in [from, to). */
export interface PlannedFailure {
  readonly fault: Fault
  readonly from: Nanoseconds
  /** To the end if left out. */
  readonly to?: Nanoseconds | undefined
  /** In (0, 1]. */
  readonly share: number
  readonly operations: readonly KmsOperation[]
  /** Added to the latency; timeout 5 s, slow 1 s, others nothing if left out. */
  readonly delay?: Nanoseconds | undefined
}

/** What the plan holds for one call. */
export interface PlannedOutcome {
  /** Undefined where the call succeeds, late or not. */
  readonly fault: Exclude<Fault, 'slow'> | undefined
  readonly delay: Nanoseconds
}

const undisturbed: PlannedOutcome = { fault: undefined, delay: milliseconds(0) }

export class FailurePlan {
  readonly #failures: readonly { readonly failure: PlannedFailure; readonly random: Random }[]

  constructor(failures: readonly PlannedFailure[], seed: number) {
    this.#failures = failures.map((failure, index) => ({
      failure,
      random: randomStream(seed, `kms/failure/${index}`),
    }))
  }

  /**
   * What happens to the next call. Of several failures that hit it, the first
   * in the plan gives the error and every slowness before it adds up.
   */
  outcomeOf(operation: KmsOperation, arrivedAt: Nanoseconds): PlannedOutcome {
    if (this.#failures.length === 0) return undisturbed
    let fault: PlannedOutcome['fault']
    let delay = 0
    for (const { failure, random } of this.#failures) {
      // Drawn whatever the failures before it did, so that changing one does not shift the others.
      const isHit = isActive(failure, operation, arrivedAt) && random.uniform() < failure.share
      if (!isHit || fault !== undefined) continue
      delay += failure.delay ?? usualDelayOf(failure.fault)
      if (failure.fault !== 'slow') fault = failure.fault
    }
    return { fault, delay: nanoseconds(delay) }
  }
}

function isActive(failure: PlannedFailure, operation: KmsOperation, time: Nanoseconds): boolean {
  return time >= failure.from && time < (failure.to ?? Infinity) && failure.operations.includes(operation)
}

function usualDelayOf(fault: Fault): Nanoseconds {
  switch (fault) {
    case 'timeout':
      return seconds(5)
    case 'slow':
      return seconds(1)
    case 'throttling':
    case 'internal-error':
    case 'access-denied':
    case 'key-disabled':
    case 'key-pending-deletion':
    case 'key-not-found':
      return seconds(0)
    default:
      return fault satisfies never
  }
}
