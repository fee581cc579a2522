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

/** The distribution of all samples of `list` together. */
export function mergeBuckets(list: readonly Buckets[]): Buckets {
  const [first, ...rest] = list
  if (first === undefined) return emptyBuckets
  if (rest.length === 0) return first
  const values = distinctValues(list)
  const counts = new Float64Array(values.length)
  for (const buckets of list) {
    let index = 0
    buckets.values.forEach((value, bucket) => {
      while (values[index]! < value) index += 1
      counts[index]! += buckets.counts[bucket]!
    })
  }
  return { values, counts }
}

/** Every value that occurs in `list`, ascending, once. */
export function distinctValues(list: readonly Buckets[]): Float64Array {
  return Float64Array.from(new Set(list.flatMap(({ values }) => [...values]))).toSorted()
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
