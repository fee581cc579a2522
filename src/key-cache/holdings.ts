/**
 * Counts the plaintext keys that caches hold over time: what a copy of the
 * memory would give away. Calls to KMS are what a cache saves, and this is what
 * it costs.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Nanoseconds } from '../units/units.ts'

/**
 * Told of each plaintext key that a cache takes and lets go: data keys and
 * branch keys, but not what is fetched for one record alone. Times are of the
 * cache's clock. A record that is being sealed or opened as its key is let go
 * has it a little longer.
 */
export interface HoldingsObserver {
  held(at: Nanoseconds): void
  /** `since`: the time at which this key was told to be held. */
  dropped(at: Nanoseconds, since: Nanoseconds): void
}

/** Plain data. Keys that are still held count until the moment of the snapshot. */
export interface HoldingsSnapshot {
  /** Keys held on average, by time. */
  readonly mean: number
  /** Most keys held at a time. */
  readonly max: number
  /** Keys that were taken, over all. */
  readonly taken: number
  /** The longest time that one key was held. */
  readonly longestNs: number
  readonly timeline: {
    readonly sliceNs: number
    /** Keys held on average in each slice; 0 in slices that have not begun. */
    readonly mean: number[]
    /** Most keys held at a time in each slice. */
    readonly max: number[]
  }
}

export interface HoldingsOptions {
  /** Time that the slices share equally; what is later counts in the mean and the maximum alone. */
  readonly horizon: Nanoseconds
  readonly slices: number
}

export class Holdings implements HoldingsObserver {
  readonly #sliceLength: number
  /** Integral of the keys held over each slice, in ns. */
  readonly #areas: Float64Array
  readonly #maxima: Float64Array
  /** Keys held, by when they were taken; the oldest first, since time does not run backwards. */
  readonly #since = new Map<number, number>()
  #count = 0
  #taken = 0
  #max = 0
  #longest = 0
  /** Integral of the keys held until `#seenAt`, in ns. */
  #area = 0
  #seenAt = 0

  constructor({ horizon, slices }: HoldingsOptions) {
    assert(horizon > 0 && Number.isInteger(slices) && slices > 0, 'a timeline needs a length and slices')
    this.#sliceLength = horizon / slices
    this.#areas = new Float64Array(slices)
    this.#maxima = new Float64Array(slices)
  }

  held(at: Nanoseconds): void {
    this.#advance(at)
    this.#taken += 1
    this.#count += 1
    this.#since.set(at, (this.#since.get(at) ?? 0) + 1)
    this.#max = Math.max(this.#max, this.#count)
    this.#raise(this.#sliceOf(at))
  }

  dropped(at: Nanoseconds, since: Nanoseconds): void {
    const taken = this.#since.get(since)
    assert(taken !== undefined, 'only a key that is held is let go')
    this.#advance(at)
    this.#count -= 1
    if (taken === 1) this.#since.delete(since)
    else this.#since.set(since, taken - 1)
    this.#longest = Math.max(this.#longest, at - since)
  }

  /** What was held until `at`, which is no earlier than the last that was told. */
  snapshot(at: Nanoseconds): HoldingsSnapshot {
    this.#advance(at)
    const [oldest = at] = this.#since.keys()
    return {
      mean: at === 0 ? this.#count : this.#area / at,
      max: this.#max,
      taken: this.#taken,
      longestNs: Math.max(this.#longest, at - oldest),
      timeline: {
        sliceNs: this.#sliceLength,
        mean: Array.from(this.#areas, (area, slice) => this.#meanOf(area, slice, at)),
        max: [...this.#maxima],
      },
    }
  }

  /** Of the part of `slice` that is over at `at`. */
  #meanOf(area: number, slice: number, at: number): number {
    const elapsed = Math.min(at - slice * this.#sliceLength, this.#sliceLength)
    return elapsed > 0 ? area / elapsed : 0
  }

  /** Accounts for the time since the last change, slice by slice. */
  #advance(at: number): void {
    assert(at >= this.#seenAt, 'time does not run backwards')
    this.#area += this.#count * (at - this.#seenAt)
    for (let slice = this.#sliceOf(this.#seenAt); slice < this.#areas.length; slice += 1) {
      const from = Math.max(this.#seenAt, slice * this.#sliceLength)
      const to = Math.min(at, (slice + 1) * this.#sliceLength)
      if (to <= from) break
      this.#areas[slice]! += this.#count * (to - from)
      this.#raise(slice)
    }
    this.#seenAt = at
  }

  #sliceOf(time: number): number {
    return Math.floor(time / this.#sliceLength)
  }

  /** No effect beyond the horizon. */
  #raise(slice: number): void {
    if (slice < this.#maxima.length) this.#maxima[slice] = Math.max(this.#maxima[slice]!, this.#count)
  }
}
