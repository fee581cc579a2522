/**
 * Real time, monotonic, for runs that pace themselves and talk to a real
 * endpoint.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { setImmediate as turnOfEventLoop, setTimeout as timeout } from 'node:timers/promises'

import { milliseconds, nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { DrivenClock } from './clock.ts'
import { LateTurns } from './late-turns.ts'
import { monotonicNow } from './monotonic.ts'

/** `setTimeout` is late by up to this; the rest is spent turning the event loop, unless precision is not worth it. */
const timerSlack = milliseconds(2)

export interface RealClockOptions {
  /** Whether sleepers wake in time to some microseconds, for which the thread turns idly. */
  readonly isPrecise?: boolean
  /** Tests give another. */
  readonly loop?: EventLoop
}

/** What the clock knows of time and of waiting. */
export interface EventLoop {
  /** Monotonic ns. */
  now(): Nanoseconds
  /** One turn, in which answers are seen. */
  turn(): Promise<void>
  /** Late by up to 2 ms; ends early, and without an error, when `signal` is aborted. */
  timeout(durationMs: number, signal: AbortSignal | undefined): Promise<void>
}

/** Longer ones would fire at once. */
const timeoutMsMax = 2 ** 31 - 1

export class RealClock implements DrivenClock {
  readonly kind = 'real'
  /** How late those who slept or waited got their turn. */
  readonly late = new LateTurns()
  readonly #loop: EventLoop
  readonly #startedAt: Nanoseconds
  readonly #slack: number
  #sleeping = 0
  #held = 0

  constructor({ isPrecise = true, loop = nodeLoop }: RealClockOptions = {}) {
    this.#slack = isPrecise ? timerSlack : 0
    this.#loop = loop
    this.#startedAt = loop.now()
  }

  now(): Nanoseconds {
    return nanoseconds(this.#loop.now() - this.#startedAt)
  }

  async sleep(duration: Nanoseconds, signal?: AbortSignal): Promise<void> {
    assert(duration >= 0, 'time does not run backwards')
    this.#sleeping += 1
    try {
      await this.#until(nanoseconds(this.now() + duration), true, signal)
    } finally {
      this.#sleeping -= 1
    }
  }

  hold(): void {
    this.#held += 1
  }

  release(): void {
    this.#held -= 1
  }

  /** At once: time goes on whoever holds it. */
  async settled(): Promise<void> {}

  /** Whoever waits for an answer from elsewhere may have it at any moment, as sleepers may wake. */
  nextWake(): Nanoseconds | undefined {
    return this.#isAnyoneWaiting ? nanoseconds(this.now() + milliseconds(1)) : undefined
  }

  mustWait(time: Nanoseconds): boolean {
    return this.#isAnyoneWaiting || this.now() < time
  }

  reach(): void {}

  /** Turns the event loop at least once, so that answers that have come in are seen. */
  async waitUntil(time: Nanoseconds): Promise<void> {
    const isEarly = this.now() < time
    await this.#loop.turn()
    await this.#until(time, isEarly)
  }

  get #isAnyoneWaiting(): boolean {
    return this.#sleeping + this.#held > 0
  }

  /** Whoever was there before his time, and wakes after it, has waited for his turn. */
  async #until(time: Nanoseconds, isEarly: boolean, signal?: AbortSignal): Promise<void> {
    for (;;) {
      if (signal?.aborted === true) return
      const left = time - this.now()
      if (left <= 0) break
      await (left > this.#slack ? this.#loop.timeout((left - this.#slack) / 1e6, signal) : this.#loop.turn())
    }
    if (isEarly) this.late.add(this.#startedAt + time, this.#loop.now())
  }
}

const nodeLoop: EventLoop = {
  now: monotonicNow,
  turn: turnOfEventLoop,
  async timeout(durationMs, signal) {
    try {
      await timeout(Math.min(durationMs, timeoutMsMax), undefined, signal && { signal })
    } catch (error) {
      if (signal?.aborted !== true) throw error
    }
  },
}
