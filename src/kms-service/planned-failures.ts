/**
 * Failures of KMS by plan: which calls fail, when, how and how slowly, so that
 * an outage can be rehearsed and repeated.
 *
 * @module
 */
import { randomStream, type Random } from '../random.ts'
import { milliseconds, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'

/** What can go wrong, and what a client sees of it. */
export const faults = [
  // Answered with an error of KMS.
  'throttling',
  'internal-error',
  'timeout',
  'access-denied',
  'key-disabled',
  'key-pending-deletion',
  'key-not-found',
  // Answered late; a brown-out answers every second call with an error as well.
  'slow',
  'brown-out',
  // Not answered, or not whole.
  'outage',
  'connection-reset',
  'no-answer',
  'truncated-answer',
  // Answered with what was not asked for.
  'wrong-plaintext-length',
  'other-key-id',
] as const
export type Fault = (typeof faults)[number]

/** Hits `share` of the calls of `operations` that arrive in [from, to). */
export interface PlannedFailure {
  readonly fault: Fault
  readonly from: Nanoseconds
  /** To the end if left out. */
  readonly to?: Nanoseconds | undefined
  /** In (0, 1]. */
  readonly share: number
  readonly operations: readonly string[]
  /** Added to the latency; timeout 5 s, slow and brown-out 1 s, others nothing if left out. */
  readonly delay?: Nanoseconds | undefined
}

/** What the plan holds for one call. */
export interface PlannedOutcome {
  /** Undefined where the call succeeds, late or not. */
  readonly fault: Exclude<Fault, 'slow' | 'brown-out'> | undefined
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
  outcomeOf(operation: string, arrivedAt: Nanoseconds): PlannedOutcome {
    if (this.#failures.length === 0) return undisturbed
    let fault: PlannedOutcome['fault']
    let delay = 0
    for (const { failure, random } of this.#failures) {
      // Drawn whatever the failures before it did, so that changing one does not shift the others.
      const isHit = isActive(failure, operation, arrivedAt) && random.uniform() < failure.share
      if (!isHit) continue
      const own = faultOf(failure.fault, random)
      if (fault !== undefined) continue
      delay += failure.delay ?? usualDelayOf(failure.fault)
      fault = own
    }
    return { fault, delay: nanoseconds(delay) }
  }
}

function faultOf(fault: Fault, random: Random): PlannedOutcome['fault'] {
  switch (fault) {
    case 'slow':
      return undefined
    case 'brown-out':
      return random.uniform() < 0.5 ? 'internal-error' : undefined
    default:
      return fault
  }
}

function isActive(failure: PlannedFailure, operation: string, time: Nanoseconds): boolean {
  return time >= failure.from && time < (failure.to ?? Infinity) && failure.operations.includes(operation)
}

function usualDelayOf(fault: Fault): Nanoseconds {
  switch (fault) {
    case 'timeout':
      return seconds(5)
    case 'slow':
    case 'brown-out':
      return seconds(1)
    default:
      return seconds(0)
  }
}
