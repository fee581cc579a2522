/**
 * The calls that one cache of a fleet sees, as a rate that changes piece by
 * piece: how many are expected in a stretch of time, and when the next comes.
 *
 * A Poisson process is memoryless in its cumulative rate: the next call comes
 * where that has grown by an exponential draw, whatever happened before.
 *
 * @module
 */
import type { LoadSegment } from '../plan-model.ts'

export class LoadCurve {
  /** The highest there is, in calls per second. */
  readonly rateMax: number
  readonly #starts: Float64Array
  readonly #from: Float64Array
  readonly #slopes: Float64Array
  /** Expected calls up to the beginning of each segment. */
  readonly #before: Float64Array
  /** Infinity where the last segment goes on for ever. */
  readonly #periodS: number
  readonly #perPeriod: number
  /** Where it never changes; else NaN. */
  readonly #rate: number

  /** `share` of the calls of `segments`, of which there is at least one. */
  constructor(segments: readonly LoadSegment[], share: number) {
    const used = segments.slice(0, 1 + segments.findIndex(({ lengthS }) => lengthS === Infinity) || undefined)
    this.rateMax = share * Math.max(...used.flatMap(({ from, to }) => [from, to]))
    this.#starts = new Float64Array(used.length)
    this.#before = new Float64Array(used.length)
    this.#from = Float64Array.from(used, ({ from }) => from * share)
    this.#slopes = Float64Array.from(used, ({ from, to, lengthS }) =>
      lengthS === Infinity ? 0 : ((to - from) * share) / lengthS,
    )
    let start = 0
    let before = 0
    for (const [index, { lengthS, from, to }] of used.entries()) {
      this.#starts[index] = start
      this.#before[index] = before
      start += lengthS
      before += lengthS === Infinity ? Infinity : ((from + to) / 2) * share * lengthS
    }
    this.#periodS = start
    this.#perPeriod = before
    const rate = used[0]!.from
    this.#rate = used.every(({ from, to }) => from === rate && to === rate) ? rate * share : Number.NaN
  }

  /** Calls per second at `time`. Before 0 a load without a period is what it is at 0. */
  rateAt(time: number): number {
    if (!Number.isNaN(this.#rate)) return this.#rate
    const phase = this.#phaseOf(time)
    const at = segmentAt(this.#starts, phase)
    return this.#from[at]! + this.#slopes[at]! * (phase - this.#starts[at]!)
  }

  /** Calls expected in [from, to), times in s; 0 where `to` is not after `from`. */
  between(from: number, to: number): number {
    if (to <= from) return 0
    if (!Number.isNaN(this.#rate)) return this.#rate * (to - from)
    return Math.max(0, this.#until(to) - this.#until(from))
  }

  /** When `calls` more are expected than at `time`; Infinity where they never are. */
  after(time: number, calls: number): number {
    if (!Number.isNaN(this.#rate)) return this.#rate > 0 ? time + calls / this.#rate : Infinity
    return Math.max(time, this.#timeOf(this.#until(time) + calls))
  }

  #phaseOf(time: number): number {
    if (this.#periodS === Infinity) return Math.max(0, time)
    return time - Math.floor(time / this.#periodS) * this.#periodS
  }

  /** Expected from 0 to `time`; negative before. */
  #until(time: number): number {
    if (this.#periodS === Infinity && time < 0) return this.#from[0]! * time
    const phase = this.#phaseOf(time)
    const at = segmentAt(this.#starts, phase)
    const into = phase - this.#starts[at]!
    const inside = this.#before[at]! + (this.#from[at]! + (this.#slopes[at]! * into) / 2) * into
    if (this.#periodS === Infinity) return inside
    return Math.floor(time / this.#periodS) * this.#perPeriod + inside
  }

  #timeOf(calls: number): number {
    if (this.#perPeriod === 0) return Infinity
    if (this.#periodS === Infinity && calls < 0) return calls / this.#from[0]!
    const periods = this.#periodS === Infinity ? 0 : Math.floor(calls / this.#perPeriod)
    const left = periods === 0 ? calls : calls - periods * this.#perPeriod
    const at = segmentAt(this.#before, left)
    const from = this.#from[at]!
    const slope = this.#slopes[at]!
    const rest = left - this.#before[at]!
    // The root of from x + slope x^2 / 2 = rest, in the form that does not cancel.
    const root = from + Math.sqrt(Math.max(0, from * from + 2 * slope * rest))
    const into = rest === 0 ? 0 : (2 * rest) / root
    return (periods === 0 ? 0 : periods * this.#periodS) + this.#starts[at]! + into
  }
}

/** The last segment that begins at or before `place`. */
function segmentAt(begins: Float64Array, place: number): number {
  let low = 0
  let high = begins.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (begins[middle]! <= place) low = middle
    else high = middle - 1
  }
  return low
}
