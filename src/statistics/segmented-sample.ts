/**
 * A distribution cut into segments, laid out so that the quantiles and the mean
 * of any weighted choice of segments cost little: resampling asks for thousands.
 *
 * @module
 */
import { distinctValues, mergeBuckets, rankOf, totalCount, totalSum, type Buckets } from './buckets.ts'

export class SegmentedSample {
  /** Samples in all segments. */
  readonly count: number
  /** The weights that take every segment once. */
  readonly everything: Float64Array
  readonly #values: Float64Array
  /** Row by value, column by segment: samples of the segment that are at most the value. */
  readonly #cumulative: Float64Array
  readonly #counts: Float64Array
  readonly #sums: Float64Array

  /** Joins every `joined` neighbours of `parts` into one segment and adds empty ones up to `segments`. */
  constructor(parts: readonly Buckets[], { segments = parts.length, joined = 1 } = {}) {
    const all = Array.from({ length: segments }, (_, index) =>
      mergeBuckets(parts.slice(index * joined, (index + 1) * joined)),
    )
    this.everything = new Float64Array(segments).fill(1)
    this.#values = distinctValues(all)
    this.#counts = Float64Array.from(all, totalCount)
    this.#sums = Float64Array.from(all, totalSum)
    this.#cumulative = cumulate(this.#values, all)
    this.count = this.#counts.reduce((sum, count) => sum + count, 0)
  }

  /** Segments, empty ones among them. */
  get segments(): number {
    return this.everything.length
  }

  /** Samples in the choice. `weights` says how often each segment is taken. */
  countOf(weights: Float64Array): number {
    return dot(weights, this.#counts, 0)
  }

  /** NaN where the choice holds no samples. */
  meanOf(weights: Float64Array): number {
    return dot(weights, this.#sums, 0) / this.countOf(weights)
  }

  /** As `quantile` of buckets, over the choice. NaN where it holds no samples. */
  quantileOf(weights: Float64Array, q: number): number {
    const count = this.countOf(weights)
    return count === 0 ? Number.NaN : this.#values[this.#rowOf(weights, rankOf(q, count))]!
  }

  /**
   * The quantile without the grain of the buckets: between a value and the one
   * below it in proportion to the samples, so that it follows `weights` and `q`
   * without steps. NaN where the choice holds no samples.
   */
  smoothQuantileOf(weights: Float64Array, q: number): number {
    const count = this.countOf(weights)
    if (count === 0) return Number.NaN
    const wanted = q * count
    const row = this.#rowOf(weights, wanted)
    if (row === 0) return this.#values[0]!
    const below = dot(weights, this.#cumulative, (row - 1) * weights.length)
    const reached = dot(weights, this.#cumulative, row * weights.length)
    const share = Math.min(1, Math.max(0, (wanted - below) / (reached - below)))
    return this.#values[row - 1]! + share * (this.#values[row]! - this.#values[row - 1]!)
  }

  /**
   * Of each segment, what it has below the `q` quantile of all samples beyond
   * the share that all have, in samples; those at the quantile count half.
   */
  excessBelow(q: number): Float64Array {
    const { segments } = this
    const row = this.#rowOf(this.everything, rankOf(q, this.count))
    const below = Float64Array.from(this.#counts, (_, segment) => {
      const before = row === 0 ? 0 : this.#cumulative[(row - 1) * segments + segment]!
      return (before + this.#cumulative[row * segments + segment]!) / 2
    })
    const share = below.reduce((sum, count) => sum + count, 0) / this.count
    return below.map((count, segment) => count - share * this.#counts[segment]!)
  }

  /** Variance of one sample, over all of them. */
  get variance(): number {
    const mean = this.meanOf(this.everything)
    let sum = 0
    let before = 0
    this.#values.forEach((value, row) => {
      const reached = dot(this.everything, this.#cumulative, row * this.segments)
      sum += (reached - before) * (value - mean) ** 2
      before = reached
    })
    return sum / this.count
  }

  /** The first row whose cumulative count reaches `wanted`, or the last. */
  #rowOf(weights: Float64Array, wanted: number): number {
    let low = 0
    let high = this.#values.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (dot(weights, this.#cumulative, middle * weights.length) >= wanted) high = middle
      else low = middle + 1
    }
    return low
  }
}

function cumulate(values: Float64Array, segments: readonly Buckets[]): Float64Array {
  const cumulative = new Float64Array(values.length * segments.length)
  segments.forEach((segment, column) => {
    let bucket = 0
    let total = 0
    for (let row = 0; row < values.length; row += 1) {
      if (segment.values[bucket] === values[row]) {
        total += segment.counts[bucket]!
        bucket += 1
      }
      cumulative[row * segments.length + column] = total
    }
  })
  return cumulative
}

function dot(weights: Float64Array, table: Float64Array, offset: number): number {
  let sum = 0
  for (let index = 0; index < weights.length; index += 1) sum += weights[index]! * table[offset + index]!
  return sum
}
