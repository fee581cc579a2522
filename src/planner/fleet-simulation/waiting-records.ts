/**
 * Records that wait for a fill in the order in which they came, by cache, where
 * one key material may not be enough for all of them.
 *
 * @module
 */
import type { PutTally } from './put-tally.ts'

/** Came evenly in [from, to). */
export interface WaitingGroup {
  readonly from: number
  readonly to: number
  readonly records: number
}

export class WaitingRecords {
  readonly #groups = new Map<number, WaitingGroup[]>()
  readonly #counts = new Map<number, number>()
  readonly #put: PutTally

  constructor(put: PutTally) {
    this.#put = put
  }

  has(cache: number): boolean {
    return this.#groups.has(cache)
  }

  count(cache: number): number {
    return this.#counts.get(cache) ?? 0
  }

  add(cache: number, from: number, to: number, records: number): void {
    if (records === 0) return
    this.#counts.set(cache, this.count(cache) + records)
    const groups = this.#groups.get(cache)
    if (groups === undefined) this.#groups.set(cache, [{ from, to, records }])
    else groups.push({ from, to, records })
  }

  /** Of those of `cache`, the first `records` wait until `time` and no longer. */
  release(cache: number, time: number, records: number): void {
    const groups = this.#groups.get(cache)
    if (groups === undefined) return
    for (let left = records; left > 0 && groups.length > 0;) {
      const { from, to, records: all } = groups[0]!
      const taken = Math.min(left, all)
      const until = from + ((to - from) * taken) / all
      this.#put.waitedEvenly(from, until, time, taken)
      if (taken === all) groups.shift()
      else groups[0] = { from: until, to, records: all - taken }
      left -= taken
      this.#counts.set(cache, this.count(cache) - taken)
    }
    if (groups.length === 0) this.take(cache)
  }

  /** Those of `cache`, who wait here no more. */
  take(cache: number): readonly WaitingGroup[] {
    const groups = this.#groups.get(cache) ?? []
    this.#groups.delete(cache)
    this.#counts.delete(cache)
    return groups
  }
}
