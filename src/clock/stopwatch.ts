/**
 * Times one operation on either clock: the work is always really measured,
 * while a wait for KMS takes as long as the clock says it takes.
 *
 * @module
 */
import type { Nanoseconds } from '../units/units.ts'
import type { Clock } from './clock.ts'
import { monotonicNow } from './monotonic.ts'

export class Stopwatch {
  readonly #clock: Clock
  #resumedAt = 0
  #pausedAt = 0
  #worked = 0
  #waited = 0
  #isHeld = false

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(): void {
    this.#worked = 0
    this.#waited = 0
    this.#isHeld = false
    this.#resumedAt = monotonicNow()
  }

  /** The operation begins to wait; other work of this thread is not its own. */
  pause(): void {
    this.#worked += monotonicNow() - this.#resumedAt
    this.#pausedAt = this.#clock.now()
  }

  /** The wait is over. */
  resume(): void {
    this.#waited += this.#clock.now() - this.#pausedAt
    this.#resumedAt = monotonicNow()
  }

  /**
   * What waited is done, but whoever reads the stopwatch has yet to get his
   * turn of the event loop: time stands still until the next `lap`.
   */
  hold(): void {
    this.#worked += monotonicNow() - this.#resumedAt
    this.#isHeld = true
  }

  /** Time since `start`, without the pauses' foreign work; the stopwatch runs on. */
  lap(): Nanoseconds {
    const now = monotonicNow()
    if (this.#isHeld) {
      this.#isHeld = false
      this.#resumedAt = now
    }
    return (this.#worked + this.#waited + now - this.#resumedAt) as Nanoseconds
  }

  /** The part of the time that was spent waiting. */
  get waited(): Nanoseconds {
    return this.#waited as Nanoseconds
  }
}
