/**
 * Makes sealing and opening slower by a known amount of real work, so that it
 * can be proved that figures and gates see a regression of that size.
 *
 * @module
 */
import { monotonicNow } from '../clock/monotonic.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { Content, Opener } from './opener.ts'
import type { Place, PutCall, PutReceipt, PutRecord, Sealer } from './sealer.ts'
import type { StoredRecord } from './shard-log.ts'

/** Spends `slowdown` of the thread's time, on average, before each record is sealed; it is measured as the record's own. */
export class SlowedSealer implements Sealer {
  readonly #sealer: Sealer
  readonly #slowdown: Nanoseconds

  constructor(sealer: Sealer, slowdown: Nanoseconds) {
    this.#sealer = sealer
    this.#slowdown = slowdown
  }

  store(record: PutRecord, call: PutCall, place: Place): PutReceipt | Promise<PutReceipt> {
    spin(this.#slowdown)
    return this.#sealer.store(record, call, place)
  }

  dispose(): void {
    this.#sealer.dispose()
  }
}

/** Spends `slowdown` of the thread's time, on average, before each record is opened; it is measured as the record's own. */
export class SlowedOpener implements Opener {
  readonly #opener: Opener
  readonly #slowdown: Nanoseconds

  constructor(opener: Opener, slowdown: Nanoseconds) {
    this.#opener = opener
    this.#slowdown = slowdown
  }

  get cachedKeys(): number {
    return this.#opener.cachedKeys
  }

  open(stored: StoredRecord, shard: number, keyId: string, stopwatch: Stopwatch): Content | Promise<Content> {
    spin(this.#slowdown)
    return this.#opener.open(stored, shard, keyId, stopwatch)
  }

  dispose(): void {
    this.#opener.dispose()
  }
}

/**
 * Works on nothing: a timer of the event loop could not be so short, and would
 * give the thread away. On average it takes `duration`, as what the timer itself
 * takes is made up for: one reading in halves before the first and after the
 * last moment, and half of one that the last is late. Below that it cannot go.
 */
function spin(duration: Nanoseconds): void {
  const startedAt = monotonicNow()
  const enough = duration - 1.5 * readingNs()
  while (monotonicNow() - startedAt < enough);
}

const readings = 1000
const rounds = 11
let known: number | undefined

/** What one reading of the timer takes: the least of several rounds, as nothing makes it faster than it is. */
function readingNs(): number {
  if (known !== undefined) return known
  const times = Array.from({ length: rounds }, () => {
    const startedAt = monotonicNow()
    for (let count = 1; count < readings; count += 1) monotonicNow()
    return (monotonicNow() - startedAt) / readings
  })
  known = Math.min(...times)
  return known
}
