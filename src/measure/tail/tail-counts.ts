/**
 * The slow records of one series by cause: exact counts in the buckets of the
 * series' histogram, so that any band of percentiles can be broken down
 * afterwards, and the slowest records themselves.
 *
 * Memory does not grow with the records: a cause has as many buckets as the
 * histogram at most, and a fixed number of records is kept.
 *
 * @module
 */
import type { Buckets } from '../../statistics/buckets.ts'
import { bucketValueOf } from '../histogram.ts'
import type { SlowRecord } from './slow-record.ts'
import { tailCauses, type Attribution, type TailCause } from './tail-cause.ts'

/** A record that is kept. */
export interface AttributedRecord {
  readonly ordinal: number
  /** On the scenario's clock. */
  readonly arrivedAt: number
  /** By the time of the series, in ns. */
  readonly ns: number
  readonly attribution: Attribution
}

const slowestKept = 20

export class TailCounts {
  readonly #counts = new Map<TailCause, Map<number, number>>()
  #slowest: AttributedRecord[] = []

  add({ ordinal, arrivedAt }: SlowRecord, ns: number, attribution: Attribution): void {
    const { cause } = attribution
    const counts = this.#counts.get(cause) ?? new Map<number, number>()
    this.#counts.set(cause, counts)
    const value = bucketValueOf(ns)
    counts.set(value, (counts.get(value) ?? 0) + 1)
    const last = this.#slowest.at(-1)
    if (this.#slowest.length === slowestKept && last !== undefined && ns <= last.ns) return
    this.#slowest = [...this.#slowest, { ordinal, arrivedAt, ns, attribution }]
      .toSorted((one, other) => other.ns - one.ns)
      .slice(0, slowestKept)
  }

  /** Slowest first. */
  get slowest(): readonly AttributedRecord[] {
    return this.#slowest
  }

  /** The slow records by cause; causes without any are left out. */
  get byCause(): ReadonlyMap<TailCause, Buckets> {
    const found = tailCauses.filter((cause) => this.#counts.has(cause))
    return new Map(found.map((cause) => [cause, bucketsOf(this.#counts.get(cause)!)]))
  }
}

function bucketsOf(counts: ReadonlyMap<number, number>): Buckets {
  const entries = [...counts].toSorted(([one], [other]) => one - other)
  return {
    values: Float64Array.from(entries, ([value]) => value),
    counts: Float64Array.from(entries, ([, count]) => count),
  }
}
