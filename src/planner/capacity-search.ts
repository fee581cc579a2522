/**
 * Decides which rate to try next, so that the highest rate that keeps a bound
 * is found in few tries: rates are doubled until one breaks it, and halved on a
 * logarithmic scale from then on. A rate of which nothing can be said with
 * confidence is neither; around such rates both edges are looked for.
 *
 * @module
 */
import assert from 'node:assert/strict'

/** Whether the bound is kept at a rate: surely, surely not, or nobody can tell. */
export type Finding = 'met' | 'broken' | 'unclear'

export interface CapacityRange {
  /** Rates in any unit, `from` not above `to`, both above 0. */
  readonly from: number
  readonly to: number
  /** How far apart the edges may stay, as a share of the lower: at least 0.01. */
  readonly tolerance: number
}

export class CapacitySearch {
  readonly #range: CapacityRange
  #meets: number | undefined
  #breaks: number | undefined
  /** Between the two, ascending. */
  #unclear: readonly number[] = []

  constructor(range: CapacityRange) {
    assert(range.from > 0 && range.from <= range.to && range.tolerance >= 0.01)
    this.#range = range
  }

  /** The highest rate that surely keeps the bound, if any does. */
  get meetsUpTo(): number | undefined {
    return this.#meets
  }

  /** The lowest rate that surely breaks it, if any does. */
  get breaksFrom(): number | undefined {
    return this.#breaks
  }

  /** The rate to try next; undefined where the edges are as near to each other as wanted. */
  next(): number | undefined {
    const { from } = this.#range
    const lowest = this.#unclear[0] ?? this.#breaks
    if (lowest === undefined) return this.#meets === undefined ? from : this.#beyond(this.#meets)
    const between = this.#meets === undefined ? undefined : this.#between(this.#meets, lowest)
    if (between !== undefined) return between
    const highest = this.#unclear.at(-1)
    if (highest === undefined) return undefined
    return this.#breaks === undefined ? this.#beyond(highest) : this.#between(highest, this.#breaks)
  }

  /** What a try at `rate` has found. */
  learn(rate: number, finding: Finding): void {
    switch (finding) {
      case 'met':
        this.#meets = rate
        this.#unclear = this.#unclear.filter((other) => other > rate)
        return
      case 'broken':
        this.#breaks = rate
        this.#unclear = this.#unclear.filter((other) => other < rate)
        return
      case 'unclear':
        this.#unclear = [...this.#unclear, rate].toSorted((one, other) => one - other)
        return
      default:
        return finding satisfies never
    }
  }

  #beyond(rate: number): number | undefined {
    return rate >= this.#range.to ? undefined : Math.min(this.#range.to, 2 * rate)
  }

  #between(low: number, high: number): number | undefined {
    if (high / low - 1 <= this.#range.tolerance) return undefined
    // Four digits are more than any tolerance needs, and are read more easily.
    const middle = Number(Math.sqrt(low * high).toPrecision(4))
    return middle > low && middle < high ? middle : undefined
  }
}
