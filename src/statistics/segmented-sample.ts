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
  /** By value: samples of all segments that are at most the value. */
  readonly #totals: Float64Array
  #table: Float64Array | undefined
  /** Where the last search ended, and what its choice has up to that row and up to the one before. */
  #row = 0
  #upTo = 0
  #before = 0
  #choices: readonly Float64Array[] = []
  #choiceCounts = new Float64Array(0)
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
    let reached = 0
    this.#totals = this.all.counts.map((count) => (reached += count))
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
    if (count === 0) return Number.NaN
    this.#find(weights, rankOf(q, count), count)
    return this.#values[this.#row]!
  }

  /**
   * The quantile without the grain of the buckets: between a value and the one
   * below it in proportion to the samples, so that it follows `weights` and `q`
   * without steps. NaN where the choice holds no samples.
   */
  smoothQuantileOf(weights: Float64Array, q: number): number {
    return this.#smoothQuantile(weights, q, this.countOf(weights))
  }

  /** `smoothQuantileOf` each of `choices`, which cost less together, and less again when the next quantile is asked of them. */
  smoothQuantilesOf(choices: readonly Float64Array[], q: number): Float64Array {
    if (this.#choices !== choices) {
      this.#choices = choices
      this.#choiceCounts = Float64Array.from(choices, (weights) => this.countOf(weights))
    }
    const found = new Float64Array(choices.length)
    for (let choice = 0; choice < choices.length; choice += 1)
      found[choice] = this.#smoothQuantile(choices[choice]!, q, this.#choiceCounts[choice]!)
    return found
  }

  #smoothQuantile(weights: Float64Array, q: number, count: number): number {
    if (count === 0) return Number.NaN
    const wanted = q * count
    this.#find(weights, wanted, count)
    const row = this.#row
    if (row === 0) return this.#values[0]!
    const share = Math.min(1, Math.max(0, (wanted - this.#before) / (this.#upTo - this.#before)))
    return this.#values[row - 1]! + share * (this.#values[row]! - this.#values[row - 1]!)
  }

  /**
   * Of each segment, what it has below the `q` quantile of all samples beyond
   * the share that all have, in samples; those at the quantile count half.
   */
  excessBelow(q: number): Float64Array {
    const { segments } = this
    this.#find(this.everything, rankOf(q, this.count), this.count)
    const row = this.#row
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

  /**
   * Finds the first row whose cumulative count reaches `wanted`, or the last, and notes what the choice of `count`
   * samples has up to it and up to the row before. Each look at a row costs a product over all segments, so looks begin
   * where the last search ended, as the next is often for almost the same, and go on to where the samples of all
   * segments say that the row should be.
   */
  #find(weights: Float64Array, wanted: number, count: number): void {
    const all = this.#totals
    const last = all.length - 1
    const perSample = this.count / count
    let low = 0
    let high = last
    let row = this.#row
    this.#before = 0
    let isReached = false
    while (low < high || !isReached) {
      const cumulative = dot(weights, this.#cumulative, row * weights.length)
      if (cumulative >= wanted || row === last) {
        high = row
        isReached = true
        this.#upTo = cumulative
      } else {
        low = row + 1
        this.#before = cumulative
      }
      const expected = all[row]! + (wanted - cumulative) * perSample
      row = nearestAtLeast(all, expected, row, low, isReached ? Math.max(low, high - 1) : high)
    }
    this.#row = high
  }
}

/** The first of the rows `low` to `high` of an ascending `table` that is at least `wanted`, or `high`; sought from near `start` on. */
function nearestAtLeast(
  table: Float64Array,
  wanted: number,
  start: number,
  low: number,
  high: number,
): number {
  let first = low
  let last = high
  let middle = Math.min(high, Math.max(low, start))
  for (let step = 1; first < last; step *= 2) {
    if (table[middle]! >= wanted) {
      last = middle
      middle = Math.max(first, middle - step)
    } else {
      first = middle + 1
      middle = Math.min(last, middle + step)
    }
    if (step > last - first) middle = (first + last) >> 1
  }
  return last
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
