/**
 * What happens when, one thing after the other: the simulated time of the
 * record-by-record simulation.
 *
 * @module
 */
import TinyQueue from 'tinyqueue'

interface Event {
  readonly at: number
  /** Events of one moment happen in the order in which they were planned. */
  readonly order: number
  readonly act: () => void
}

export class EventQueue {
  /** In s; before 0 lies what the plan does not count. */
  now: number
  readonly #events = new TinyQueue<Event>([], (a, b) => a.at - b.at || a.order - b.order)
  #planned = 0

  constructor(beginsAt: number) {
    this.now = beginsAt
  }

  /** Has `act` happen at `time`, which has not passed. */
  at(time: number, act: () => void): void {
    this.#events.push({ at: time, order: this.#planned, act })
    this.#planned += 1
  }

  /** Lets happen what is due before `time`, in order, and puts the clock there. */
  runUntil(time: number): void {
    for (let next = this.#events.peek(); next !== undefined && next.at < time; next = this.#events.peek()) {
      this.#events.pop()
      this.now = next.at
      next.act()
    }
    this.now = time
  }
}
