/**
 * Turns calls away that find too many others in flight, as a producer does
 * whose buffer is full. A call that is turned away is counted and never
 * delayed: what is offered late is what coordinated omission is made of.
 *
 * A call is in flight from its intended arrival until it is complete, whether
 * it waits for the server, is served, or waits for KMS.
 *
 * @module
 */
export class InFlightLimit {
  readonly #max: number
  /** When the calls that are begun and complete at a later time are complete, ascending. */
  readonly #completions: number[] = []

  /** `max` is the most calls in flight, at least 1. */
  constructor(max: number) {
    this.#max = max
  }

  /**
   * Whether a call that arrives at `time` finds room, where `pending` calls have
   * no known end. Times in ns of the scenario's clock, ascending from call to call.
   */
  admits(time: number, pending: number): boolean {
    const stillThere = this.#completions.findIndex((completion) => completion > time)
    this.#completions.splice(0, stillThere < 0 ? this.#completions.length : stillThere)
    return pending + this.#completions.length < this.#max
  }

  /** A call that was admitted is, or will be, complete at `time`. */
  completes(time: number): void {
    let place = this.#completions.length
    while (place > 0 && this.#completions[place - 1]! > time) place -= 1
    this.#completions.splice(place, 0, time)
  }
}
