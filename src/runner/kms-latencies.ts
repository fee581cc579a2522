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

  call(elapsed: number): void {
    this.#calls.record(Math.round(elapsed))
  }

  attempt(elapsed: number): void {
    this.#attempts.record(Math.round(elapsed))
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
    this.#calls.destroy()
    this.#attempts.destroy()
  }
}
