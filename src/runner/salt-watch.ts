/**
 * Shows every sealed record of a run to the salt monitor, outside of what is
 * timed and before the log lets go of it.
 *
 * @module
 */
import { SaltMonitor } from '../conformance/salt-monitor.ts'
import type { Stream } from '../record-path/stream.ts'

export class SaltWatch {
  readonly #stream: Stream
  readonly #uniquePart: ((sealed: Buffer) => Buffer) | undefined
  readonly #monitor = new SaltMonitor()
  readonly #positions: Float64Array

  /** Without `uniquePart` there is nothing that must not come again. */
  constructor(stream: Stream, uniquePart: ((sealed: Buffer) => Buffer) | undefined) {
    this.#stream = stream
    this.#uniquePart = uniquePart
    this.#positions = new Float64Array(stream.logs.length)
  }

  /** Looks at what was stored since the last time. */
  look(): void {
    if (this.#uniquePart === undefined) return
    for (const [shard, log] of this.#stream.logs.entries()) {
      for (let at = Math.max(this.#positions[shard]!, log.first); at < log.next; at += 1) {
        const { bytes, isSealed } = log.read(at)
        if (isSealed) this.#monitor.see(this.#uniquePart(bytes))
      }
      this.#positions[shard] = log.next
    }
  }

  /** What is wrong, in words; undefined where no salt came again. */
  get fault(): string | undefined {
    const { repeated, checked } = this.#monitor
    if (repeated === 0) return undefined
    return `does not conform, and its times are dropped; uniqueness: ${repeated} of ${checked} records of the run have the salt or nonce of another`
  }
}
