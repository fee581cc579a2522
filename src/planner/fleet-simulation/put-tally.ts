/**
 * What becomes of the records that are put: how many came, waited or were lost.
 *
 * Calls that a cache serves at once are not drawn one by one. Their expected
 * number is summed up, and drawn once at the end.
 *
 * @module
 */
import type { Random } from '../../random.ts'
import type { CallSeries } from './call-series.ts'
import type { LoadCurve } from './load-curve.ts'
import { poisson } from './variates.ts'
import { WaitHistogram } from './wait-histogram.ts'

export class PutTally {
  readonly waits = new WaitHistogram()
  /** Records that were not stored. */
  lost = 0
  /** Calls that were drawn. */
  #calls = 0
  /** Calls that are expected beside. */
  #expected = 0
  readonly #load: LoadCurve
  readonly #untilS: number
  readonly #batch: number
  readonly #series: CallSeries

  constructor(load: LoadCurve, untilS: number, batch: number, series: CallSeries) {
    this.#load = load
    this.#untilS = untilS
    this.#batch = batch
    this.#series = series
  }

  /** `calls` that came at `time` at the latest; before 0 they do not count. */
  count(calls: number, time: number): void {
    if (time >= 0) this.#calls += calls
  }

  /** Calls of one cache in [from, to) that it served at once, but for `less` of them. */
  expect(from: number, to: number, less: number): void {
    if (to <= from) return
    this.#expected += this.#load.between(Math.max(0, from), Math.min(this.#untilS, to))
    if (less > 0 && from >= 0) this.#expected -= less
  }

  /** `records` that came at `since` waited until `time`. */
  waited(since: number, time: number, records: number): void {
    if (since >= 0) this.waits.add(time - since, records)
  }

  /** `records` that came evenly in [from, to) waited until `time`. */
  waitedEvenly(from: number, to: number, time: number, records: number): void {
    if (from >= 0) this.waits.addEven(time - to, time - from, records)
  }

  lose(records: number, time: number): void {
    if (time < 0) return
    this.lost += records
    this.#series.addLost(time, records)
  }

  /** All records. To be asked once. */
  records(random: Random): number {
    return (this.#calls + poisson(this.#expected, random)) * this.#batch
  }
}
