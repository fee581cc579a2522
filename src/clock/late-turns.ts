/**
 * The turns of the event loop that came late: whoever was due to wake had to
 * wait until the thread was done with something else.
 *
 * @module
 */
import { milliseconds } from '../units/units.ts'

/** As `monotonicNow` of this thread. */
export interface LateTurn {
  readonly startNs: number
  readonly durationNs: number
}

/** Less is the timer's own imprecision. */
const latenessMin = milliseconds(1)
const turnsKept = 1024

export class LateTurns {
  readonly #turns: LateTurn[] = []
  #endNs = 0

  /** The newest, oldest first; they do not overlap. */
  get turns(): readonly LateTurn[] {
    return this.#turns
  }

  /** Somebody was due at `dueNs` and woke at `wokeNs`. Several may have waited for the same turn. */
  add(dueNs: number, wokeNs: number): void {
    const startNs = Math.max(dueNs, this.#endNs)
    if (wokeNs - dueNs < latenessMin || startNs >= wokeNs) return
    this.#turns.push({ startNs, durationNs: wokeNs - startNs })
    this.#endNs = wokeNs
    if (this.#turns.length > turnsKept) this.#turns.shift()
  }
}
