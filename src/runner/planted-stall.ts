/**
 * A stop of known length that is planted into the sealed arm: from `at` on no
 * record is begun for `length`, as if the process of each front end had been
 * paused between two records. Records that arrive meanwhile wait, and what
 * they wait is response time and no service time.
 *
 * On the virtual clock the stop is worked out with the queue of each front end.
 * On the real clock the thread really stops, and with it arms and consumers
 * that are not meant: they are excused from what is owed to the stop alone.
 *
 * @module
 */
import type { DrivenClock } from '../clock/clock.ts'
import type { Nanoseconds } from '../units/units.ts'

export class PlantedStall {
  readonly #at: Nanoseconds
  readonly #length: number
  #isAhead = true
  #isCatchingUp = false

  constructor({ at, length }: { readonly at: Nanoseconds; readonly length: Nanoseconds }) {
    this.#at = at
    this.#length = length
  }

  /** When a server that could take a record at `time` takes it, both in ns of the scenario's clock. */
  begins(time: number): number {
    const end = this.#at + this.#length
    return time >= this.#at && time < end ? end : time
  }

  /** Real clock: when the thread is to stop, Infinity once that is over. */
  get isDueAt(): number {
    return this.#isAhead ? this.#at : Infinity
  }

  /** Real clock: waits until the stall is due and stops the thread until it ends. */
  async stand(clock: DrivenClock): Promise<void> {
    await clock.waitUntil(this.#at)
    while (clock.now() < this.#at + this.#length);
    this.#isAhead = false
    this.#isCatchingUp = true
  }

  /**
   * Real clock: how much of the lateness of what was due at `dueAt` and begins
   * at `now` is owed to the stop. It is until something begins on time again,
   * and never more than the stop was long: a generator that cannot keep up is
   * not excused.
   */
  excuse(dueAt: number, now: number): number {
    if (!this.#isCatchingUp) return 0
    const late = now - dueAt
    if (late <= 0) this.#isCatchingUp = false
    return Math.min(Math.max(0, late), this.#length)
  }
}
