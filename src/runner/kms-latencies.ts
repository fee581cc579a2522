/**
 * How long KMS took in one cell: each call as its caller saw it, and each
 * attempt as the service did.
 *
 * @module
 */
import type { LatencyObserver } from '../kms/sdk-key-service.ts'
import { Histogram } from '../measure/histogram.ts'
import { latencyLogLine } from '../measure/latency-log.ts'

export class KmsLatencies implements LatencyObserver {
  readonly #calls = new Histogram()
  readonly #attempts = new Histogram()
  #isDestroyed = false

  call(elapsed: number): void {
    // A call may end after its cell, where that was stopped.
    if (!this.#isDestroyed) this.#calls.record(Math.round(elapsed))
  }

  attempt(elapsed: number): void {
    if (!this.#isDestroyed) this.#attempts.record(Math.round(elapsed))
  }

  /** Mean of calls in ns; 0 where there was none. */
  get meanCallNs(): number {
    return this.#calls.mean
  }

  /** For the histogram file; empty where KMS was never asked. */
  lines(): string {
    if (this.#calls.count === 0) return ''
    return (
      latencyLogLine('kms.callTime', '', 0, this.#calls) +
      latencyLogLine('kms.attemptTime', '', 0, this.#attempts)
    )
  }

  destroy(): void {
    this.#isDestroyed = true
    this.#calls.destroy()
    this.#attempts.destroy()
  }
}
