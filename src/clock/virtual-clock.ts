/**
 * Simulated time: it stands still until the driver moves it, so cache ages,
 * rotation and KMS latency are exact and equal in every run.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { DrivenClock } from './clock.ts'

interface Sleeper {
  readonly wakesAt: Nanoseconds
  readonly order: number
  readonly wake: () => void
}

export class VirtualClock implements DrivenClock {
  readonly kind = 'virtual'
  #now = nanoseconds(0)
  #slept = 0
  /** A binary heap; the earliest sleeper first, equals in the order in which they fell asleep. */
  readonly #sleepers: Sleeper[] = []

  now(): Nanoseconds {
    return this.#now
  }

  sleep(duration: Nanoseconds): Promise<void> {
    assert(duration >= 0, 'time does not run backwards')
    const wakesAt = nanoseconds(this.#now + duration)
    return new Promise((wake) => {
      this.#slept += 1
      push(this.#sleepers, { wakesAt, order: this.#slept, wake })
    })
  }

  nextWake(): Nanoseconds | undefined {
    return this.#sleepers[0]?.wakesAt
  }

  mustWait(time: Nanoseconds): boolean {
    const first = this.#sleepers[0]
    return first !== undefined && first.wakesAt <= time
  }

  reach(time: Nanoseconds): void {
    if (time > this.#now) this.#now = time
  }

  /**
   * Wakes the sleepers one by one. After each, a turn of the event loop lets
   * everything that it set in motion run until it sleeps again.
   */
  async waitUntil(time: Nanoseconds): Promise<void> {
    while (this.mustWait(time)) {
      const sleeper = pop(this.#sleepers)
      this.reach(sleeper.wakesAt)
      sleeper.wake()
      await turnOfEventLoop()
    }
    this.reach(time)
  }
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.wakesAt < b.wakesAt || (a.wakesAt === b.wakesAt && a.order < b.order)
}

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let index = heap.push(sleeper) - 1
  while (index > 0) {
    const parent = (index - 1) >> 1
    if (!isBefore(sleeper, heap[parent]!)) break
    heap[index] = heap[parent]!
    index = parent
  }
  heap[index] = sleeper
}

function pop(heap: Sleeper[]): Sleeper {
  const first = heap[0]!
  const moved = heap.pop()!
  if (heap.length === 0) return first
  let index = 0
  for (;;) {
    let child = 2 * index + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child += 1
    if (!isBefore(heap[child]!, moved)) break
    heap[index] = heap[child]!
    index = child
  }
  heap[index] = moved
  return first
}
