/**
 * KMS latency as the oracle needs it: moments, and equally likely values to
 * average over.
 *
 * @module
 */
import type { Distribution } from '../statistics/distributions.ts'
import { normalQuantile } from '../statistics/special-functions.ts'

/** In seconds. */
export interface Latency {
  readonly mean: number
  readonly variance: number
  /** Equally likely, ascending. */
  readonly values: readonly number[]
}

const nodes = 256
/** For quantiles up to p99.9: 16 of them lie beyond it. */
const tailNodes = 2 ** 14
const z99 = normalQuantile(0.99)

/** Worked out once for each object that says how it is distributed, as a search asks some hundred times. */
const known = new WeakMap<Distribution, Latency>()
const knownTails = new WeakMap<Distribution, Latency>()

export function latencyOf(distribution: Distribution): Latency {
  return remembered(known, distribution, nodes)
}

/** The same with so many values that they tell p99.9 too. */
export function latencyWithTailOf(distribution: Distribution): Latency {
  return remembered(knownTails, distribution, tailNodes)
}

function remembered(by: WeakMap<Distribution, Latency>, distribution: Distribution, count: number): Latency {
  const before = by.get(distribution)
  if (before !== undefined) return before
  const latency = workOut(distribution, count)
  by.set(distribution, latency)
  return latency
}

function workOut(distribution: Distribution, count: number): Latency {
  const values = valuesOf(distribution, count)
    .map((value) => value / 1e9)
    .toSorted((a, b) => a - b)
  const mean = average(values)
  return { mean, variance: average(values.map((value) => (value - mean) ** 2)), values }
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function valuesOf(distribution: Distribution, count: number): readonly number[] {
  const shares = Array.from({ length: count }, (_, index) => (index + 0.5) / count)
  switch (distribution.distribution) {
    case 'constant':
      return [distribution.value]
    case 'uniform':
      return shares.map((share) => distribution.min + share * (distribution.max - distribution.min))
    case 'lognormal': {
      const { median, p99, max = Infinity } = distribution
      const sigma = Math.log(p99 / median) / z99
      return shares.map((share) => Math.min(max, median * Math.exp(sigma * normalQuantile(share))))
    }
    case 'empirical':
      return distribution.values
    default:
      return distribution satisfies never
  }
}
