/**
 * The pauses that garbage collection made in this thread, on the scale of the
 * monotonic timer, so that they can be held against what was timed meanwhile.
 *
 * @module
 */
import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { monotonicNow } from '../clock/monotonic.ts'

/** In V8's words: a scavenge of the young generation, a mark-compact of the old one, a step of its marking, or callbacks of weak references. */
export type GcKind = 'minor' | 'major' | 'incremental' | 'weak-callbacks'

export interface GcPause {
  /** As `monotonicNow` of this thread. */
  readonly startNs: number
  readonly durationNs: number
  readonly kind: GcKind
}

export interface GcTotals {
  readonly count: number
  readonly totalNs: number
  readonly longestNs: number
}

/** Gives pauses to `onPause` until what it returns is called. */
export type GcSource = (onPause: (pause: GcPause) => void) => () => void

/** A thread that seals makes some hundred pauses a second; this is half a minute of them. */
const pausesKept = 8192

/** Two with Node 26: one until the pause is noted, one until observers are called. */
const turnsUntilTold = 4

export class GcLog {
  readonly #source: GcSource
  readonly #capacity: number
  readonly #ring: GcPause[] = []
  #count = 0
  #totalNs = 0
  #longestNs = 0
  #end: (() => void) | undefined

  constructor({ source = ownThread, capacity = pausesKept } = {}) {
    this.#source = source
    this.#capacity = capacity
  }

  /** Begins to listen. Node tells of a pause some turns of the event loop after it; see `settled`. */
  start(): void {
    this.#end ??= this.#source((pause) => this.#add(pause))
  }

  /** Waits until Node has told of the pauses so far. */
  async settled(): Promise<void> {
    for (let turns = 0; turns < turnsUntilTold; turns += 1) await turnOfEventLoop()
  }

  /** What Node has not told by now is lost. */
  stop(): void {
    this.#end?.()
    this.#end = undefined
  }

  /** All pauses since the first `start`, also those that are no longer kept. */
  get totals(): GcTotals {
    return { count: this.#count, totalNs: this.#totalNs, longestNs: this.#longestNs }
  }

  /** The newest pauses, oldest first. */
  get pauses(): readonly GcPause[] {
    const oldest = this.#count % this.#capacity
    return this.#count <= this.#capacity
      ? [...this.#ring]
      : [...this.#ring.slice(oldest), ...this.#ring.slice(0, oldest)]
  }

  #add(pause: GcPause): void {
    this.#ring[this.#count % this.#capacity] = pause
    this.#count += 1
    this.#totalNs += pause.durationNs
    this.#longestNs = Math.max(this.#longestNs, pause.durationNs)
  }
}

const kindOf: ReadonlyMap<unknown, GcKind> = new Map([
  [constants.NODE_PERFORMANCE_GC_MINOR, 'minor'],
  [constants.NODE_PERFORMANCE_GC_MAJOR, 'major'],
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL, 'incremental'],
  [constants.NODE_PERFORMANCE_GC_WEAKCB, 'weak-callbacks'],
])

function ownThread(onPause: (pause: GcPause) => void): () => void {
  const offsetNs = offsetOfPerformance()
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) onPause(pauseOf(entry, offsetNs))
  })
  observer.observe({ entryTypes: ['gc'] })
  return () => observer.disconnect()
}

/** From `performance.now` to the monotonic timer, in ns: of several readings the one that nothing came between. */
function offsetOfPerformance(): number {
  const readings = Array.from({ length: 16 }, () => {
    const before = monotonicNow()
    const milliseconds = performance.now()
    const after = monotonicNow()
    return { width: after - before, offset: (before + after) / 2 - milliseconds * 1e6 }
  })
  return readings.toSorted((one, other) => one.width - other.width)[0]!.offset
}

function pauseOf(entry: PerformanceEntry, offsetNs: number): GcPause {
  const { detail } = entry as { readonly detail?: { readonly kind?: unknown } }
  return {
    startNs: Math.round(entry.startTime * 1e6 + offsetNs),
    durationNs: Math.round(entry.duration * 1e6),
    // The other collector of the young generation that V8 has, minor mark-sweep, is minor too.
    kind: kindOf.get(detail?.kind) ?? 'minor',
  }
}
