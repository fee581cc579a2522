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
  let joined = list
  while (joined.length > 1) {
    const before = joined
    joined = Array.from({ length: Math.ceil(before.length / 2) }, (_, pair) => {
      const [one, other] = [before[2 * pair]!, before[2 * pair + 1]]
      return other === undefined ? one : mergedTwo(one, other)
    })
  }
  return joined[0] ?? emptyBuckets
}

/** Every value that occurs in `list`, ascending, once. */
export function distinctValues(list: readonly Buckets[]): Float64Array {
  return mergeBuckets(list).values
}

function mergedTwo(one: Buckets, other: Buckets): Buckets {
  const most = one.values.length + other.values.length
  const [values, counts] = [new Float64Array(most), new Float64Array(most)]
  let [i, j, length] = [0, 0, 0]
  while (i < one.values.length || j < other.values.length) {
    const left = i < one.values.length ? one.values[i]! : Infinity
    const right = j < other.values.length ? other.values[j]! : Infinity
    values[length] = Math.min(left, right)
    if (left <= right) counts[length]! += one.counts[i++]!
    if (right <= left) counts[length]! += other.counts[j++]!
    length += 1
  }
  return { values: values.slice(0, length), counts: counts.slice(0, length) }
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
export function quantile({ values, counts }: Buckets, q: number): number {
  const wanted = rankOf(q, totalCount({ values, counts }))
  let cumulative = 0
  for (let bucket = 0; bucket < values.length; bucket += 1) {
    cumulative += counts[bucket]!
    if (cumulative >= wanted) return values[bucket]!
  }
  return values.at(-1) ?? Number.NaN
}

/** The rank, from 1, of the sample that is the `q` quantile of `count`. */
export function rankOf(q: number, count: number): number {
  // 0.07 * 100 is 7.000000000000001 in doubles, and must not become the 8th sample.
  return Math.max(1, Math.ceil(q * count * (1 - 1e-14)))
}

/** Share of the samples that are at most `x`; NaN where there are no samples. */
export function fractionAtMost({ values, counts }: Buckets, x: number): number {
  let total = 0
  let below = 0
  values.forEach((value, bucket) => {
    total += counts[bucket]!
    if (value <= x) below += counts[bucket]!
  })
  return below / total
}
