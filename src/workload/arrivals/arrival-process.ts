/**
 * When calls arrive: the one interface of all arrival processes, and the loop
 * that the open ones share.
 *
 * @module
 */
import { nanoseconds, type Nanoseconds } from '../../units/units.ts'
import type { Random } from '../../random.ts'
import type { ArrivalName, LoadOf } from '../workload-spec.ts'

export interface ArrivalProcess {
  /** Calls in all, where that is known in advance; the expected value where they are random. */
  readonly expectedCalls: number | undefined
  /** How long the load lasts, in ns. */
  readonly span: Nanoseconds
  /** When the next call arrives; `undefined` when none does, or none until a call completes. */
  peek(): Nanoseconds | undefined
  /** Takes the call that `peek` announced and returns the index of its client. */
  take(): number
  /** Tells that the call of `client` completed at `at`. */
  completed(client: number, at: Nanoseconds): void
  /** True when nothing will arrive any more, whatever completes. */
  readonly finished: boolean
}

export interface ArrivalContext {
  /** Records that each call brings. */
  readonly batch: number
  /** The random numbers of arrivals alone. */
  readonly random: Random
}

/** Makes the arrival process of one kind of load. */
export type ArrivalFactory<Name extends ArrivalName> = (
  load: LoadOf<Name>,
  context: ArrivalContext,
) => ArrivalProcess

export interface OpenArrivals {
  readonly expectedCalls: number
  /** Nothing arrives at this time or later. */
  readonly duration: number
  /** How long the load lasts, where `duration` is Infinity. */
  readonly span?: number
  /** The time of the next arrival in ns, not before the one it gave last; Infinity after the last. */
  readonly nextArrival: () => number
}

/** Calls that arrive whether or not earlier ones have completed. */
export function openLoop({
  expectedCalls,
  duration,
  span = duration,
  nextArrival,
}: OpenArrivals): ArrivalProcess {
  const advance = (): Nanoseconds | undefined => {
    const time = nextArrival()
    return time < duration ? nanoseconds(time) : undefined
  }
  let upcoming = advance()
  return {
    expectedCalls,
    span: nanoseconds(span),
    peek: () => upcoming,
    take: () => {
      upcoming = advance()
      return 0
    },
    completed: () => undefined,
    get finished() {
      return upcoming === undefined
    },
  }
}
