/**
 * A distribution as ascending values with counts: what a decoded histogram
 * becomes, and what all statistics here work on.
 *
 * @module
 */

/** `values` ascending and distinct (negative ones allowed), `counts` positive, equal lengths. */
export interface Buckets {
  readonly values: Float64Array
  readonly counts: Float64Array
}

export const emptyBuckets: Buckets = { values: new Float64Array(0), counts: new Float64Array(0) }

/**
 * The distribution of all samples of `list` together. Neighbours are joined until
 * one is left: each value so moves as often as the list can be halved.
 */
export function mergeBuckets(list: readonly Buckets[]): Buckets {
  const [only] = list
  if (list.length < 2) return only ?? emptyBuckets
  let from = laidOut(list)
  let into = emptyRuns(from.values.length)
  while (from.ends.length > 1) {
    joinNeighbours(from, into)
    ;[from, into] = [into, from]
  }
  const length = from.ends[0]!
  return { values: from.values.slice(0, length), counts: from.counts.slice(0, length) }
}

/** Distributions one after the other in the same arrays: each ends where `ends` says and the next begins. */
interface Runs extends Buckets {
  readonly ends: number[]
}

function emptyRuns(length: number): Runs {
  return { values: new Float64Array(length), counts: new Float64Array(length), ends: [] }
}

function laidOut(list: readonly Buckets[]): Runs {
  const runs = emptyRuns(list.reduce((sum, { values }) => sum + values.length, 0))
  let begin = 0
  for (const { values, counts } of list) {
    runs.values.set(values, begin)
    runs.counts.set(counts, begin)
    begin += values.length
    runs.ends.push(begin)
  }
  return runs
}

/** Makes `into` hold the first two runs of `from` as one, then the next two, and a last one without a partner. */
function joinNeighbours(from: Runs, into: Runs): void {
  into.ends.length = 0
  let begin = 0
  let length = 0
  for (let run = 0; run < from.ends.length; run += 2) {
    const middle = from.ends[run]!
    const end = from.ends[run + 1] ?? middle
    length = joinTwo(from, { begin, middle, end }, into, length)
    into.ends.push(length)
    begin = end
  }
}

interface Neighbours {
  readonly begin: number
  readonly middle: number
  readonly end: number
}

/** Writes from `length` on, and returns where it ended. */
function joinTwo(from: Runs, { begin, middle, end }: Neighbours, into: Buckets, length: number): number {
  let [one, other, at] = [begin, middle, length]
  while (one < middle && other < end) {
    const [left, right] = [from.values[one]!, from.values[other]!]
    into.values[at] = left < right ? left : right
    into.counts[at] =
      left < right
        ? from.counts[one]!
        : right < left
          ? from.counts[other]!
          : from.counts[one]! + from.counts[other]!
    if (left <= right) one += 1
    if (right <= left) other += 1
    at += 1
  }
  const [rest, restEnd] = one < middle ? [one, middle] : [other, end]
  into.values.set(from.values.subarray(rest, restEnd), at)
  into.counts.set(from.counts.subarray(rest, restEnd), at)
  return at + restEnd - rest
}

/** How many samples there are. */
export function totalCount({ counts }: Buckets): number {
  let total = 0
  for (const count of counts) total += count
  return total
}

/** Sum of all samples. */
export function totalSum({ values, counts }: Buckets): number {
  let total = 0
  for (let bucket = 0; bucket < values.length; bucket += 1) total += values[bucket]! * counts[bucket]!
  return total
}

/** NaN where there are no samples. */
export function mean(buckets: Buckets): number {
  return totalSum(buckets) / totalCount(buckets)
}

/** NaN where there are no samples. */
export function min({ values }: Buckets): number {
  return values[0] ?? Number.NaN
}

/** NaN where there are no samples. */
export function max({ values }: Buckets): number {
  return values.at(-1) ?? Number.NaN
}

/**
 * The smallest value whose cumulative count reaches `q` times the number of
 * samples (the convention of HdrHistogram; never interpolated). `q` in [0, 1];
 * 0 gives the minimum. NaN where there are no samples.
 */
export function quantile(buckets: Buckets, q: number): number {
  return quantiles(buckets, [q])[0]!
}

/** `quantile` of each of `qs`, which ascend, in one pass. */
export function quantiles(buckets: Buckets, qs: readonly number[]): number[] {
  const { values, counts } = buckets
  const total = totalCount(buckets)
  let bucket = 0
  let cumulative = counts[0] ?? 0
  return qs.map((q) => {
    const wanted = rankOf(q, total)
    while (cumulative < wanted && bucket < values.length - 1) cumulative += counts[++bucket]!
    return values[bucket] ?? Number.NaN
  })
}

/** The rank, from 1, of the sample that is the `q` quantile of `count`. */
export function rankOf(q: number, count: number): number {
  // 0.07 * 100 is 7.000000000000001 in doubles, and must not become the 8th sample.
  return Math.max(1, Math.ceil(q * count * (1 - 1e-14)))
}
