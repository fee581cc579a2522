/**
 * The branch key of one owner in a simulated run: data keys are wrapped under
 * it without KMS, which is asked for the branch key alone, once a TTL.
 *
 * @module
 */
import type { Sampler } from '../statistics/distributions.ts'

/** How long what is asked for at `time` takes, in ns. Times do not go back. */
export type WaitAt = (time: number) => number

export class BranchKey {
  /** KMS calls. */
  fills = 0
  readonly #ttlNs: number
  readonly #latency: Sampler
  #answeredAt = -Infinity

  constructor(ttlNs: number, latency: Sampler) {
    this.#ttlNs = ttlNs
    this.#latency = latency
  }

  /** From then on it must be fetched again; in ns. */
  get expiresAt(): number {
    return this.#answeredAt + this.#ttlNs
  }

  /** 0 where it is there; else until KMS answers, which everybody waits for together. */
  waitAt(time: number): number {
    if (time >= this.expiresAt) {
      this.fills += 1
      this.#answeredAt = time + this.#latency()
    }
    return Math.max(0, this.#answeredAt - time)
  }
}
