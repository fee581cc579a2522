/**
 * Calls of clients that wait for each answer before they call again: a closed
 * loop, whose load falls as the system slows down.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { nanoseconds, type Nanoseconds } from '../../units/units.ts'
import type { ArrivalFactory, ArrivalProcess } from './arrival-process.ts'

/** Every client calls at time 0, then `thinkTime` after each completion, strictly before `duration`. */
export const closedArrivals: ArrivalFactory<'closed'> = (load) => new ClosedLoop(load)

class ClosedLoop implements ArrivalProcess {
  readonly expectedCalls = undefined
  readonly span: Nanoseconds
  readonly #thinkTime: number
  readonly #duration: number
  /** Clients that will call, as a binary heap: the earliest first, equal times by client. */
  readonly #waiting: Upcoming[]
  readonly #inFlight = new Set<number>()
  #latest = 0

  constructor({ clients, thinkTime, duration }: { clients: number; thinkTime: number; duration: number }) {
    this.#thinkTime = thinkTime
    this.#duration = duration
    this.span = nanoseconds(duration)
    this.#waiting = Array.from({ length: clients }, (_, client) => ({ time: 0, client }))
  }

  peek(): Nanoseconds | undefined {
    const first = this.#waiting[0]
    return first === undefined ? undefined : nanoseconds(first.time)
  }

  take(): number {
    const { time, client } = removeFirst(this.#waiting)
    this.#latest = time
    this.#inFlight.add(client)
    return client
  }

  completed(client: number, at: Nanoseconds): void {
    assert(this.#inFlight.delete(client), `client ${client} has no call in flight`)
    // Completions may be told out of order, arrivals may not.
    const time = Math.max(at + this.#thinkTime, this.#latest)
    if (time < this.#duration) insert(this.#waiting, { time, client })
  }

  get finished(): boolean {
    return this.#waiting.length === 0 && this.#inFlight.size === 0
  }
}

interface Upcoming {
  readonly time: number
  readonly client: number
}

function isBefore(left: Upcoming, right: Upcoming): boolean {
  return left.time === right.time ? left.client < right.client : left.time < right.time
}

function insert(heap: Upcoming[], added: Upcoming): void {
  let hole = heap.length
  heap.push(added)
  while (hole > 0) {
    const parent = (hole - 1) >>> 1
    const above = heap[parent]!
    if (!isBefore(added, above)) break
    heap[hole] = above
    hole = parent
  }
  heap[hole] = added
}

function removeFirst(heap: Upcoming[]): Upcoming {
  const first = heap[0]
  const last = heap.pop()
  assert(first !== undefined && last !== undefined, 'no client is about to call')
  if (heap.length === 0) return first
  let hole = 0
  for (;;) {
    const left = 2 * hole + 1
    if (left >= heap.length) break
    const right = left + 1
    const child = right < heap.length && isBefore(heap[right]!, heap[left]!) ? right : left
    if (!isBefore(heap[child]!, last)) break
    heap[hole] = heap[child]!
    hole = child
  }
  heap[hole] = last
  return first
}
