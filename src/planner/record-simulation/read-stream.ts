/**
 * One stream as its consumers see it: which records they find when, polled or
 * pushed, at the tip or far behind it.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import type { Consumer } from './consumer.ts'
import type { EventQueue } from './event-queue.ts'

interface Unread {
  /** From when on it can be found, in s. */
  readonly from: number
  readonly edk: number
}

export class ReadStream {
  readonly consumers: Consumer[] = []
  readonly #model: PlanModel
  readonly #queue: EventQueue
  readonly #pollInterval: number
  #unread: Unread[] = []
  /** EDKs that KMS could not be asked for, whose records wait for the next poll. */
  #failed: { readonly consumer: Consumer; readonly edk: number }[] = []
  #nextPoll = Infinity

  constructor(model: PlanModel, queue: EventQueue) {
    this.#model = model
    this.#queue = queue
    this.#pollInterval = model.fleet.reader.pollIntervalNs / 1e9
  }

  /** A record under `edk` is stored, at this moment. */
  readonly stored = (edk: number): void => {
    if (this.consumers.length === 0) return
    const { now } = this.#queue
    const from = this.#foundFrom(now)
    if (from === undefined) return
    if (!this.#model.isFanOutEnhanced) {
      this.#unread.push({ from, edk })
      this.#pollAfter(from)
    } else if (from === now) this.#push(edk)
    else this.#queue.at(from, () => this.#push(edk))
  }

  readonly failed = (consumer: Consumer, edk: number): void => {
    const { now } = this.#queue
    if (this.#model.isFanOutEnhanced) {
      this.#queue.at(now + this.#pollInterval, () => consumer.findAgain(edk))
      return
    }
    this.#failed.push({ consumer, edk })
    this.#pollAfter(now)
  }

  /** Who is `backlogS` behind at 0 and reads `speed` times as fast is at `speed * t - backlogS` until that is the tip. */
  #foundFrom(storedAt: number): number | undefined {
    const { catchUp } = this.#model
    if (catchUp === null) return storedAt
    const ahead = storedAt + catchUp.backlogS
    return ahead < 0 ? undefined : Math.max(storedAt, ahead / catchUp.speed)
  }

  #push(edk: number): void {
    for (const consumer of this.consumers) consumer.find(edk)
  }

  /** A record that is there at the very moment of a poll is found by the next. */
  #pollAfter(time: number): void {
    const interval = this.#pollInterval
    let poll = Math.floor(time / interval) + 1
    if (poll * interval <= time) poll += 1
    const at = poll * interval
    if (at >= this.#nextPoll) return
    this.#nextPoll = at
    this.#queue.at(at, () => this.#poll(at))
  }

  #poll(at: number): void {
    if (at !== this.#nextPoll) return
    this.#nextPoll = Infinity
    for (const { consumer, edk } of this.#failed.splice(0)) consumer.findAgain(edk)
    const later = this.#unread.findIndex(({ from }) => from >= at)
    const found = later < 0 ? this.#unread : this.#unread.slice(0, later)
    this.#unread = later < 0 ? [] : this.#unread.slice(later)
    for (const consumer of this.consumers) for (const { edk } of found) consumer.find(edk)
    const [next] = this.#unread
    if (next !== undefined) this.#pollAfter(next.from)
    if (this.#failed.length > 0) this.#pollAfter(at)
  }
}
