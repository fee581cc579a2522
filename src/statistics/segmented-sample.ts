/**
 * A distribution cut into segments, laid out so that the quantiles and the mean
 * of any weighted choice of segments cost little: resampling asks for thousands.
 *
 * @module
 */
import { mergeBuckets, rankOf, totalCount, totalSum, type Buckets } from './buckets.ts'

/** More segments than this are joined with their neighbours first. */
const segmentsAtMost = 256

/** An arm as its segments in order, or laid out already. */
export type Segmented = readonly Buckets[] | SegmentedSample

export class SegmentedSample {
  /** What it was made of. */
  readonly parts: readonly Buckets[]
  /** All samples together. */
  readonly all: Buckets
  /** Samples in all segments. */
  readonly count: number
  /** The weights that take every segment once. */
  readonly everything: Float64Array
  readonly #segments: readonly Buckets[]
  readonly #values: Float64Array
  #table: Float64Array | undefined
  readonly #counts: Float64Array
  readonly #sums: Float64Array

  /** Joins every `joined` neighbours of `parts` into one segment and adds empty ones up to `segments`. */
  constructor(parts: readonly Buckets[], { segments = parts.length, joined = 1 } = {}) {
    this.parts = parts
    this.#segments = Array.from({ length: segments }, (_, index) =>
      mergeBuckets(parts.slice(index * joined, (index + 1) * joined)),
    )
    this.everything = new Float64Array(segments).fill(1)
    this.all = mergeBuckets(this.#segments)
    this.#values = this.all.values
    this.#counts = Float64Array.from(this.#segments, totalCount)
    this.#sums = Float64Array.from(this.#segments, totalSum)
    this.count = this.#counts.reduce((sum, count) => sum + count, 0)
  }

  /** Segments, empty ones among them. */
  get segments(): number {
    return this.everything.length
  }

  /** Row by value, column by segment: samples of the segment that are at most the value. Large, and not always asked for. */
  get #cumulative(): Float64Array {
    this.#table ??= cumulate(this.#values, this.#segments)
    return this.#table
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

/** Lays an arm out once, for all that is asked about it. */
export function sampleOf(segments: readonly Buckets[]): SegmentedSample {
  return ofLength(segments, segments.length)
}

/** Arms with the same number of segments each: one that was cut short keeps its own; those that it lacks count as empty. */
export function samplesOf(arms: readonly Segmented[]): SegmentedSample[] {
  const length = Math.max(...arms.map((arm) => partsOf(arm).length))
  return arms.map((arm) =>
    arm instanceof SegmentedSample && arm.parts.length === length ? arm : ofLength(partsOf(arm), length),
  )
}

function partsOf(arm: Segmented): readonly Buckets[] {
  return arm instanceof SegmentedSample ? arm.parts : arm
}

function ofLength(parts: readonly Buckets[], length: number): SegmentedSample {
  const joined = Math.ceil(length / segmentsAtMost) || 1
  return new SegmentedSample(parts, { segments: Math.ceil(length / joined), joined })
}

/** First what each segment has at each of its values, then row upon row. */
function cumulate(values: Float64Array, segments: readonly Buckets[]): Float64Array {
  const columns = segments.length
  const cumulative = new Float64Array(values.length * columns)
  segments.forEach((segment, column) => {
    let row = 0
    segment.values.forEach((value, bucket) => {
      while (values[row]! < value) row += 1
      cumulative[row * columns + column] = segment.counts[bucket]!
    })
  })
  for (let at = columns; at < cumulative.length; at += 1) cumulative[at]! += cumulative[at - columns]!
  return cumulative
}

function dot(weights: Float64Array, table: Float64Array, offset: number): number {
  let sum = 0
  for (let index = 0; index < weights.length; index += 1) sum += weights[index]! * table[offset + index]!
  return sum
}
