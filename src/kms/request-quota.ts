/**
 * KMS's request quota: AWS counts the calls in each one-second interval and
 * throttles all that follow in that second, so the window is fixed.
 *
 * @module
 */
import type { Nanoseconds, PerSecond } from '../units/units.ts'

const windowLength = 1e9

export class RequestQuota {
  readonly #perSecond: PerSecond
  #window = -1
  #admitted = 0

  constructor(perSecond: PerSecond) {
    this.#perSecond = perSecond
  }

  /** Whether a call that arrives at `time` is still within the quota. Times do not run backwards. */
  admits(time: Nanoseconds): boolean {
    const window = Math.floor(time / windowLength)
    if (window !== this.#window) {
      this.#window = window
      this.#admitted = 0
    }
    if (this.#admitted >= this.#allowanceOf(window)) return false
    this.#admitted += 1
    return true
  }

  /** A quota that is no whole number, such as 0.5 /s, is kept on average: one call in every second window. */
  #allowanceOf(window: number): number {
    return Math.ceil((window + 1) * this.#perSecond) - Math.ceil(window * this.#perSecond)
  }
}
