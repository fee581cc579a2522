/**
 * Times one operation on either clock: the work is always really measured,
 * while a wait for KMS takes as long as the clock says it takes.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Nanoseconds } from '../units/units.ts'
import type { Clock } from './clock.ts'
import { monotonicNow } from './monotonic.ts'

export class Stopwatch {
  readonly #clock: Clock
  #state: 'running' | 'paused' | 'held' = 'held'
  #resumedAt = 0
  #pausedAt = 0
  #worked = 0
  #waited = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(): void {
    this.#worked = 0
    this.#waited = 0
    this.#run()
  }

  /** The operation begins to wait; other work of this thread is not its own. */
  pause(): void {
    this.#stop('paused')
    this.#pausedAt = this.#clock.now()
  }

  /** The wait is over. */
  resume(): void {
    assert(this.#state === 'paused', 'only a wait that began can be over')
    this.#waited += this.#clock.now() - this.#pausedAt
    this.#run()
  }

  /**
   * What waited is done, but whoever reads the stopwatch has yet to get his
   * turn of the event loop: time stands still until the next `lap`.
   */
  hold(): void {
    this.#stop('held')
  }

  /** Time since `start`, without the pauses' foreign work; the stopwatch runs on. A wait counts once it is over. */
  lap(): Nanoseconds {
    if (this.#state === 'held') this.#run()
    else if (this.#state === 'running') this.#advance()
    return (this.#worked + this.#waited) as Nanoseconds
  }

  /** The part of the time that was spent waiting. */
  get waited(): Nanoseconds {
    return this.#waited as Nanoseconds
  }

  #run(): void {
    this.#state = 'running'
    this.#resumedAt = monotonicNow()
  }

  #stop(state: 'paused' | 'held'): void {
    if (this.#state === 'running') this.#advance()
    this.#state = state
  }

  #advance(): void {
    const now = monotonicNow()
    this.#worked += now - this.#resumedAt
    this.#resumedAt = now
  }
}
