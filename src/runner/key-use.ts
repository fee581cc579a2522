/**
 * What one leaked key would open: the records and bytes that were sealed under
 * one key, and the time over which that was done, at most.
 *
 * @module
 */

/** Plain data. */
export interface KeyUseSnapshot {
  /** Keys that sealed at least one record. */
  readonly keys: number
  readonly recordsMax: number
  /** Payloads and partition keys. */
  readonly bytesMax: number
  /** From the arrival of the first record to that of the last, in ns of the scenario's clock. */
  readonly spanNsMax: number
}

interface Use {
  records: number
  bytes: number
  readonly firstAt: number
}

/** Keys at hand; beyond it, those that were used first are forgotten, by when they have long been replaced. */
const keysAtHand = 20_000

export class KeyUse {
  readonly #uses = new Map<string, Use>()
  #keys = 0
  #recordsMax = 0
  #bytesMax = 0
  #spanNsMax = 0
  #lastKey: Buffer | undefined
  #lastUse: Use | undefined

  /** A record of so many bytes that arrived at `at` is sealed under what `key` identifies. */
  see(key: Buffer, bytes: number, at: number): void {
    const use = this.#useOf(key, at)
    use.records += 1
    use.bytes += bytes
    this.#recordsMax = Math.max(this.#recordsMax, use.records)
    this.#bytesMax = Math.max(this.#bytesMax, use.bytes)
    this.#spanNsMax = Math.max(this.#spanNsMax, at - use.firstAt)
  }

  snapshot(): KeyUseSnapshot {
    return {
      keys: this.#keys,
      recordsMax: this.#recordsMax,
      bytesMax: this.#bytesMax,
      spanNsMax: this.#spanNsMax,
    }
  }

  /** Records under one key come in runs. */
  #useOf(key: Buffer, at: number): Use {
    if (this.#lastUse !== undefined && this.#lastKey?.equals(key) === true) return this.#lastUse
    const name = key.toString('latin1')
    let use = this.#uses.get(name)
    if (use === undefined) {
      use = { records: 0, bytes: 0, firstAt: at }
      this.#keys += 1
      this.#uses.set(name, use)
      if (this.#uses.size > keysAtHand) this.#uses.delete(this.#uses.keys().next().value!)
    }
    // It may be a view into a log that is written over.
    this.#lastKey = Buffer.from(key)
    this.#lastUse = use
    return use
  }
}
