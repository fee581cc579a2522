/**
 * Counts what falls within the horizon; the fleet's past, and what an answer
 * beyond the horizon would bring, is not counted.
 *
 * @module
 */
import type { FleetTally } from '../plan-model.ts'

export class RunningTally {
  readonly #calls = { GenerateDataKey: 0, Decrypt: 0 }
  #attempts = 0
  #throttled = 0
  #failedCalls = 0
  #records = 0
  #waited = 0
  #waitedS = 0
  #lost = 0
  #busiestSecond = 0
  #second = -1
  #ofSecond = 0

  offered(at: number, records: number): void {
    if (at >= 0) this.#records += records
  }

  /** A record that arrived at `from` was served at `to`, or was lost then. */
  waited(from: number, to: number): void {
    if (from < 0 || to === from) return
    this.#waited += 1
    this.#waitedS += to - from
  }

  lost(from: number, records: number): void {
    if (from >= 0) this.#lost += records
  }

  called(at: number, operation: 'GenerateDataKey' | 'Decrypt'): void {
    if (at >= 0) this.#calls[operation] += 1
  }

  attempted(at: number): void {
    if (at < 0) return
    this.#attempts += 1
    const second = Math.floor(at)
    if (second !== this.#second) [this.#second, this.#ofSecond] = [second, 0]
    this.#ofSecond += 1
    this.#busiestSecond = Math.max(this.#busiestSecond, this.#ofSecond)
  }

  throttled(at: number): void {
    if (at >= 0) this.#throttled += 1
  }

  failed(at: number): void {
    if (at >= 0) this.#failedCalls += 1
  }

  sums(): FleetTally {
    return {
      calls: { ...this.#calls },
      attempts: this.#attempts,
      throttled: this.#throttled,
      failedCalls: this.#failedCalls,
      records: this.#records,
      waited: this.#waited,
      waitedS: this.#waitedS,
      lost: this.#lost,
      busiestSecond: this.#busiestSecond,
    }
  }
}
