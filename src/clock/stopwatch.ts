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

/**
 * Why an operation waits for KMS: nothing usable was cached, key material had
 * to be replaced, or another operation had asked already.
 */
export type WaitReason = 'kms-miss' | 'rotation' | 'behind-a-miss'

export interface WaitObserver {
  /** A wait comes, or has turned into another; the last that is told stands. */
  waitsFor(reason: WaitReason): void
}

export class Stopwatch implements WaitObserver {
  readonly #clock: Clock
  #state: 'running' | 'paused' | 'held' = 'held'
  #resumedAt = 0
  #pausedAt = 0
  #worked = 0
  #waited = 0
  #waits = 0
  #reason: WaitReason | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  start(): void {
    this.#worked = 0
    this.#waited = 0
    this.#waits = 0
    this.#reason = undefined
    this.#run()
  }

  waitsFor(reason: WaitReason): void {
    this.#reason = reason
  }

  /** The operation begins to wait; other work of this thread is not its own. */
  pause(): void {
    this.#stop('paused')
    this.#pausedAt = this.#clock.now()
    this.#waits += 1
  }

  /**
   * The wait is over. `preparedNs` of work were done for the operation before
   * it had its turn; a clock that stood still has not counted them.
   */
  resume(preparedNs = 0): void {
    assert(this.#state === 'paused', 'only a wait that began can be over')
    this.#waited += this.#clock.now() - this.#pausedAt
    if (this.#clock.kind === 'virtual') this.#worked += preparedNs
    this.#run()
  }

  /**
   * Meanwhile `elapsed` of the clock passed, which the operation waited for
   * without a pause. On the real clock it has been measured as it passed.
   */
  passed(elapsed: number): void {
    if (this.#clock.kind === 'real' || elapsed === 0) return
    this.#waited += elapsed
    this.#waits += 1
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

  /** What was done since the last `lap` is not the operation's. */
  skip(): void {
    if (this.#state === 'running') this.#resumedAt = monotonicNow()
  }

  /** How many times it waited, also where a wait took no time. */
  get waits(): number {
    return this.#waits
  }

  /** Why it waited last, if anybody told. */
  get waitReason(): WaitReason | undefined {
    return this.#reason
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
