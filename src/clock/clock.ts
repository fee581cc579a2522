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
  /**
   * Until as many `release`s, work is under way that takes none of this clock's
   * time, however many turns of the event loop it needs: a virtual clock stands
   * still meanwhile. Real time cannot be held. A `release` may come before its
   * `hold`, where a client gives up while the service that it asked sleeps.
   */
  hold(): void
  release(): void
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
  /** Resolves when nothing holds time any more, without moving the clock. */
  settled(): Promise<void>
}

/** Sleeps on behalf of work that holds `clock`: time may pass until it wakes, and is held again then. */
export async function sleepHolding(clock: Clock, duration: Nanoseconds, signal?: AbortSignal): Promise<void> {
  const slept = clock.sleep(duration, signal)
  clock.release()
  try {
    await slept
  } finally {
    clock.hold()
  }
}
