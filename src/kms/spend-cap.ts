/**
 * The most calls that a run may make to a KMS that costs money. Workers share
 * one counter, so that the cap holds for the run and not for each cell.
 *
 * @module
 */
import assert from 'node:assert/strict'

/** Plain data that workers share: the counter's memory, and the cap. */
export interface SharedSpend {
  readonly counter: SharedArrayBuffer
  readonly maxCalls: number
}

export function newSpend(maxCalls: number): SharedSpend {
  assert(Number.isInteger(maxCalls) && maxCalls >= 0 && maxCalls < 2 ** 31, 'a cap is a count of calls')
  return { counter: new SharedArrayBuffer(4), maxCalls }
}

export class SpendCap {
  readonly maxCalls: number
  readonly #counter: Int32Array
  readonly #onReached: () => void

  /** `onReached` is called for every call that was refused. */
  constructor({ counter, maxCalls }: SharedSpend, onReached: () => void) {
    this.maxCalls = maxCalls
    this.#counter = new Int32Array(counter)
    this.#onReached = onReached
  }

  /** Books one attempt, which AWS bills; false where it would pass the cap and must not be made. */
  take(): boolean {
    if (Atomics.add(this.#counter, 0, 1) < this.maxCalls) return true
    Atomics.sub(this.#counter, 0, 1)
    this.#onReached()
    return false
  }
}

/** Attempts made so far, by all workers. */
export function spent({ counter }: SharedSpend): number {
  return Atomics.load(new Int32Array(counter), 0)
}
