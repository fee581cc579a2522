/**
 * Real time, monotonic, for runs that pace themselves and talk to a real
 * endpoint.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop, setTimeout as timeout } from 'node:timers/promises'

import { milliseconds, nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { DrivenClock } from './clock.ts'
import { monotonicNow } from './monotonic.ts'

/** `setTimeout` is late by up to this; the rest is spent turning the event loop. */
const timerSlack = milliseconds(2)

export class RealClock implements DrivenClock {
  readonly kind = 'real'
  readonly #startedAt = monotonicNow()
  #sleeping = 0

  now(): Nanoseconds {
    return nanoseconds(monotonicNow() - this.#startedAt)
  }

  async sleep(duration: Nanoseconds): Promise<void> {
    this.#sleeping += 1
    try {
      await this.#until(nanoseconds(this.now() + duration))
    } finally {
      this.#sleeping -= 1
    }
  }

  nextWake(): Nanoseconds | undefined {
    return this.#sleeping > 0 ? nanoseconds(this.now() + milliseconds(1)) : undefined
  }

  mustWait(time: Nanoseconds): boolean {
    return this.#sleeping > 0 || this.now() < time
  }

  reach(): void {}

  /** Turns the event loop at least once, so that answers that have come in are seen. */
  async waitUntil(time: Nanoseconds): Promise<void> {
    await turnOfEventLoop()
    await this.#until(time)
  }

  async #until(time: Nanoseconds): Promise<void> {
    for (;;) {
      const left = time - this.now()
      if (left <= 0) return
      await (left > timerSlack ? timeout((left - timerSlack) / 1e6) : turnOfEventLoop())
    }
  }
}
