/**
 * Sums of many random times whose distribution is neither normal nor narrow:
 * jittered lives, refreshes that come early by chance.
 *
 * @module
 */
import { normalQuantile } from '../statistics/special-functions.ts'
import type { Moments } from './cache-arrivals.ts'
import { average } from './latency.ts'

/** Equally likely values of the sum of `count` independent ones. */
export type SumOf = (count: number) => Float64Array

const nodes = 96
/** Sums of more than this are normal, but for what is left of their skewness. */
const exactUpTo = 16

/** `values` are equally likely. */
export function sumsOf(values: readonly number[]): SumOf {
  const moments = momentsOf(values)
  const skewness = skewnessOf(values, moments)
  const single = condensed(Float64Array.from(values), moments)
  const exact: Float64Array[] = [new Float64Array([0]), single]
  return (count) => {
    const sum = { mean: count * moments.mean, variance: count * moments.variance }
    if (count > exactUpTo) return nearlyNormal(sum, skewness / Math.sqrt(count))
    while (exact.length <= count) {
      const terms = exact.length
      const pairs = pairSums(exact.at(-1)!, single)
      exact.push(condensed(pairs, { mean: terms * moments.mean, variance: terms * moments.variance }))
    }
    return exact[count]!
  }
}

export function momentsOf(values: readonly number[]): Moments {
  const mean = average(values)
  return { mean, variance: average(values.map((value) => (value - mean) ** 2)) }
}

/** Sums of each of `one` and each of `other`. */
export function pairSums(one: ArrayLike<number>, other: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(one.length * other.length)
  for (let row = 0; row < one.length; row += 1)
    for (let column = 0; column < other.length; column += 1)
      sums[row * other.length + column] = one[row]! + other[column]!
  return sums
}

/** Fewer values that stand for as many each, with the mean and variance of all. Sorts `values`. */
export function condensed(values: Float64Array, { mean, variance }: Moments, count = nodes): Float64Array {
  values.sort()
  const parts = Math.min(count, values.length)
  const means = Float64Array.from({ length: parts }, (_, part) => {
    const from = Math.floor((part * values.length) / parts)
    const to = Math.floor(((part + 1) * values.length) / parts)
    return values.subarray(from, to).reduce((sum, value) => sum + value, 0) / (to - from)
  })
  const { mean: middle, variance: narrowed } = momentsOf([...means])
  const widening = narrowed > 0 ? Math.sqrt(variance / narrowed) : 0
  return means.map((value) => mean + (value - middle) * widening)
}

function skewnessOf(values: readonly number[], { mean, variance }: Moments): number {
  return variance === 0 ? 0 : average(values.map((value) => (value - mean) ** 3)) / variance ** 1.5
}

let normalNodes: readonly number[] | undefined

/** The first term of Cornish and Fisher's expansion. */
function nearlyNormal({ mean, variance }: Moments, skewness: number): Float64Array {
  normalNodes ??= Array.from({ length: nodes }, (_, index) => normalQuantile((index + 0.5) / nodes))
  const spread = Math.sqrt(variance)
  return Float64Array.from(normalNodes, (z) => mean + spread * (z + ((z * z - 1) * skewness) / 6))
}
