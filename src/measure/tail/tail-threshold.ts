/**
 * From where on a time is worth a look: a threshold that moves with the times,
 * so that a few in a hundred are beyond it, and with them all of the tail.
 *
 * @module
 */

/** Records after which the threshold is looked at again. */
const windowRecords = 256
/** The share of a window beyond it below which it falls, and the share of all records above which it rises. */
const shareMin = 0.03
const shareMax = 0.06
/** Of the first window. */
const shareWanted = 0.05
/** By how much it falls or rises at a time. */
const step = 1.1

export class TailThreshold {
  #nanoseconds = 0
  readonly #first: number[] = []
  #beyondInWindow = 0
  #inWindow = 0
  #beyondBefore = 0
  #before = 0

  /** In ns; 0 until the first window is full. */
  get nanoseconds(): number {
    return this.#nanoseconds
  }

  /** Takes the time of a record, in ns. */
  isBeyond(time: number): boolean {
    if (this.#first.length < windowRecords) return this.#begin(time)
    const isBeyond = time >= this.#nanoseconds
    if (isBeyond) this.#beyondInWindow += 1
    this.#inWindow += 1
    if (this.#inWindow === windowRecords) this.#closeWindow()
    return isBeyond
  }

  /** Nothing is known yet, so all are. */
  #begin(time: number): boolean {
    this.#first.push(time)
    if (this.#first.length === windowRecords) {
      const wanted = Math.ceil(windowRecords * shareWanted)
      this.#nanoseconds = this.#first.toSorted((one, other) => one - other).at(-wanted)!
    }
    return true
  }

  /** It falls at once and rises by all records so far, so that it comes down after a slow phase and hardly goes up in one. */
  #closeWindow(): void {
    this.#beyondBefore += this.#beyondInWindow
    this.#before += windowRecords
    if (this.#beyondInWindow < windowRecords * shareMin) this.#nanoseconds /= step
    else if (this.#beyondBefore > this.#before * shareMax) this.#nanoseconds *= step
    this.#beyondInWindow = 0
    this.#inWindow = 0
  }
}
