/**
 * Distributions that a scenario can ask for, drawn from a seeded generator.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Random } from '../random.ts'

/** A distribution of a non-negative quantity in its base unit (ns, B). */
export type Distribution =
  | { readonly distribution: 'constant'; readonly value: number }
  | { readonly distribution: 'uniform'; readonly min: number; readonly max: number }
  | {
      readonly distribution: 'lognormal'
      readonly median: number
      readonly p99: number
      readonly max?: number | undefined
    }
  | { readonly distribution: 'empirical'; readonly values: readonly number[] }

/** Draws one value, a whole number. */
export type Sampler = () => number

/** The 99th percentile of the standard normal distribution. */
const z99 = 2.3263478740408408

/**
 * Makes the sampler of `distribution`.
 *
 * Lognormal: `exp(ln(median) + sigma Z)` with `sigma = ln(p99 / median) / z99`; values above `max` become `max`.
 */
export function samplerOf(distribution: Distribution, random: Random): Sampler {
  switch (distribution.distribution) {
    case 'constant':
      return () => distribution.value
    case 'uniform': {
      const { min, max } = distribution
      assert(min <= max, `min ${min} must not be above max ${max}`)
      return () => min + random.below(max - min + 1)
    }
    case 'lognormal': {
      const { median, max = Infinity } = distribution
      const sigma = sigmaOf(distribution)
      return () => Math.min(max, Math.round(median * Math.exp(sigma * random.normal())))
    }
    case 'empirical': {
      const { values } = distribution
      assert(values.length > 0, 'an empirical distribution needs a value')
      return () => values[random.below(values.length)]!
    }
    default:
      return distribution satisfies never
  }
}

/** The expected value; for a lognormal with `max` that of the clipped values, before they are rounded. */
export function meanOf(distribution: Distribution): number {
  switch (distribution.distribution) {
    case 'constant':
      return distribution.value
    case 'uniform':
      return (distribution.min + distribution.max) / 2
    case 'lognormal':
      return clippedLognormalMean(distribution)
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length
    default:
      return distribution satisfies never
  }
}

type Lognormal = Extract<Distribution, { readonly distribution: 'lognormal' }>

function sigmaOf({ median, p99 }: Lognormal): number {
  assert(median > 0, `the median ${median} must be above 0`)
  assert(p99 >= median, `p99 ${p99} must not be below the median ${median}`)
  return Math.log(p99 / median) / z99
}

/**
 * E[min(X, max)] = E[X; X < max] + max P(X >= max), with z the place of `max` in standard deviations:
 * median e^(sigma^2 / 2) Phi(z - sigma) + max Phi(-z).
 */
function clippedLognormalMean(distribution: Lognormal): number {
  const { median, max = Infinity } = distribution
  const sigma = sigmaOf(distribution)
  if (sigma === 0) return Math.min(median, max)
  if (max === Infinity) return median * Math.exp((sigma * sigma) / 2)
  if (max <= 0) return max
  const z = Math.log(max / median) / sigma
  const below =
    sigma - z > 3
      ? // The same product with the exponentials joined: apart, one overflows where the other vanishes.
        max * normalDensity(z) * millsRatio(sigma - z)
      : median * Math.exp((sigma * sigma) / 2) * normalCumulative(z - sigma)
  return below + max * normalCumulative(-z)
}

function normalDensity(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)
}

/** G. Marsaglia, Evaluating the Normal Distribution, J. Stat. Softw. 11(4), 2004; beyond 3 by Mills' ratio. */
function normalCumulative(x: number): number {
  if (x < -3) return normalDensity(x) * millsRatio(-x)
  if (x > 3) return 1 - normalDensity(x) * millsRatio(x)
  let term = x
  let sum = x
  for (let odd = 3; Math.abs(term) > 1e-17; odd += 2) {
    term *= (x * x) / odd
    sum += term
  }
  return 0.5 + sum * normalDensity(x)
}

/** (1 - Phi(x)) / phi(x) for x >= 3, by Laplace's continued fraction: 1/(x + 1/(x + 2/(x + 3/ ...))). */
function millsRatio(x: number): number {
  let tail = x
  for (let step = 100; step >= 1; step -= 1) tail = x + step / tail
  return 1 / tail
}
