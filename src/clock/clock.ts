/**
 * Time as the record path sees it. Two clocks share one code path: on the
 * virtual clock hours of cache ages pass in seconds, on the real clock the same
 * code paces itself and waits.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'

export interface Clock {
  readonly kind: 'virtual' | 'real'
  /** Monotonic time since the clock was made. Never the time of day. */
  now(): Nanoseconds
  /** Resolves `duration` later on this clock, or as soon as `signal` is aborted. */
  sleep(duration: Nanoseconds, signal?: AbortSignal): Promise<void>
}

/** A clock that a driver moves: whatever is due happens on the way. */
export interface DrivenClock extends Clock {
  /** Whether `waitUntil(time)` has anything to wait for; if not, `reach(time)` is enough. */
  mustWait(time: Nanoseconds): boolean
  /** Moves to `time` at once. Only where `mustWait(time)` is false. */
  reach(time: Nanoseconds): void
  /** Moves to `time`, letting everything that is due until then happen in order. */
  waitUntil(time: Nanoseconds): Promise<void>
  /** When the next sleeper wakes, if any sleeps. */
  nextWake(): Nanoseconds | undefined
}
