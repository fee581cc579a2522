/**
 * Distributions that a scenario can ask for, drawn from a seeded generator.
 *
 * @module
 */
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
      return () => min + random.below(max - min + 1)
    }
    case 'lognormal': {
      const { median, p99, max = Infinity } = distribution
      const sigma = Math.log(p99 / median) / z99
      return () => Math.min(max, Math.round(median * Math.exp(sigma * random.normal())))
    }
    case 'empirical': {
      const { values } = distribution
      return () => values[random.below(values.length)]!
    }
    default:
      return distribution satisfies never
  }
}

/** The expected value; for a lognormal with `max` the truncated mass counts as `max` (modelled by its clipped mean). */
export function meanOf(distribution: Distribution): number {
  switch (distribution.distribution) {
    case 'constant':
      return distribution.value
    case 'uniform':
      return (distribution.min + distribution.max) / 2
    case 'lognormal': {
      const sigma = Math.log(distribution.p99 / distribution.median) / z99
      const mean = distribution.median * Math.exp((sigma * sigma) / 2)
      return Math.min(mean, distribution.max ?? Infinity)
    }
    case 'empirical':
      return distribution.values.reduce((sum, value) => sum + value, 0) / distribution.values.length
    default:
      return distribution satisfies never
  }
}
