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
  /** Was woken before its time; it goes when it comes to the front. */
  isAwake: boolean
}

export class VirtualClock implements DrivenClock {
  readonly kind = 'virtual'
  #now = nanoseconds(0)
  #slept = 0
  #held = 0
  /** A binary heap; the earliest sleeper first, equals in the order in which they fell asleep. */
  readonly #sleepers: Sleeper[] = []

  now(): Nanoseconds {
    return this.#now
  }

  sleep(duration: Nanoseconds, signal?: AbortSignal): Promise<void> {
    assert(duration >= 0, 'time does not run backwards')
    const wakesAt = nanoseconds(this.#now + duration)
    this.#slept += 1
    const { promise, resolve: wake } = Promise.withResolvers<void>()
    const sleeper: Sleeper = { wakesAt, order: this.#slept, wake, isAwake: false }
    push(this.#sleepers, sleeper)
    return signal === undefined ? promise : this.#endedBy(signal, sleeper, promise)
  }

  hold(): void {
    this.#held += 1
  }

  release(): void {
    this.#held -= 1
  }

  async settled(): Promise<void> {
    while (this.#held > 0) await turnOfEventLoop()
  }

  nextWake(): Nanoseconds | undefined {
    return this.#first()?.wakesAt
  }

  mustWait(time: Nanoseconds): boolean {
    return this.#held > 0 || this.#isAnyoneDue(time)
  }

  reach(time: Nanoseconds): void {
    assert(!this.mustWait(time), 'the clock passes by neither sleepers nor work')
    this.#moveTo(time)
  }

  /**
   * Wakes the sleepers one by one. After each, a turn of the event loop lets
   * everything that it set in motion run until it sleeps again.
   */
  async waitUntil(time: Nanoseconds): Promise<void> {
    await this.settled()
    while (this.#isAnyoneDue(time)) {
      const sleeper = pop(this.#sleepers)
      this.#moveTo(sleeper.wakesAt)
      sleeper.wake()
      await turnOfEventLoop()
      await this.settled()
    }
    this.#moveTo(time)
  }

  #isAnyoneDue(time: Nanoseconds): boolean {
    const first = this.#first()
    return first !== undefined && first.wakesAt <= time
  }

  #first(): Sleeper | undefined {
    while (this.#sleepers[0]?.isAwake === true) pop(this.#sleepers)
    return this.#sleepers[0]
  }

  #moveTo(time: Nanoseconds): void {
    if (time > this.#now) this.#now = time
  }

  async #endedBy(signal: AbortSignal, sleeper: Sleeper, slept: Promise<void>): Promise<void> {
    const wakeNow = (): void => {
      sleeper.isAwake = true
      sleeper.wake()
    }
    if (signal.aborted) wakeNow()
    else signal.addEventListener('abort', wakeNow, { once: true })
    await slept
    signal.removeEventListener('abort', wakeNow)
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
