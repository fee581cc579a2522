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
    this.#values = distinctValues(all)
    this.#counts = Float64Array.from(all, totalCount)
    this.#sums = Float64Array.from(all, totalSum)
    this.#cumulative = cumulate(this.#values, all)
    this.count = this.#counts.reduce((sum, count) => sum + count, 0)
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
    if (count === 0) return Number.NaN
    const wanted = rankOf(q, count)
    let low = 0
    let high = this.#values.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if (dot(weights, this.#cumulative, middle * weights.length) >= wanted) high = middle
      else low = middle + 1
    }
    return this.#values[low]!
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
