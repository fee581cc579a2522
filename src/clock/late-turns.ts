/**
 * How late those who slept or waited on the real clock got their turn of the
 * event loop: the thread was busy with something else when they were due.
 *
 * @module
 */

/** From when somebody was due until he woke, as `monotonicNow` of this thread. */
export interface LateTurn {
  readonly startNs: number
  readonly durationNs: number
}

const turnsKept = 1024

export class LateTurns {
  readonly #turns: LateTurn[] = []

  /** The newest, in the order in which they ended. */
  get turns(): readonly LateTurn[] {
    return this.#turns
  }

  /** Somebody was due at `dueNs` and woke at `wokeNs`, however little later. */
  add(dueNs: number, wokeNs: number): void {
    this.#turns.push({ startNs: dueNs, durationNs: wokeNs - dueNs })
    if (this.#turns.length > turnsKept) this.#turns.shift()
  }
}
