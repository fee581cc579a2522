/**
 * What a measurement was able to see: the smallest effect that it would have
 * found, and how much longer it must be to find a smaller one.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { studentQuantile } from './special-functions.ts'

/** The share of tests that err where there is nothing to find, both sides together. */
export const significanceLevel = 0.05
/** The share of tests that find an effect of the size called detectable. */
export const power = 0.8

/** How far an estimate strays by chance. */
export interface Precision {
  /** Standard deviation of the estimate, in the unit of the estimate; not negative. */
  readonly standardError: number
  /** Degrees of freedom of `standardError`, at least 1, whole or not. */
  readonly degrees: number
}

/**
 * The minimum detectable effect, in the unit of `standardError`: the true
 * difference that a two-sided test at `level`, 5 % unless told otherwise, finds
 * in 80 % of measurements, (t_{1 - level/2} + t_{0.8}) SE (H. S. Bloom, Minimum
 * detectable effects, Evaluation Review 19, 1995).
 */
export function minimumDetectable(
  { standardError, degrees }: Precision,
  level: number = significanceLevel,
): number {
  return (studentQuantile(1 - level / 2, degrees) + studentQuantile(power, degrees)) * standardError
}

/**
 * How many times as long a measurement must be for `wanted` to become its
 * detectable effect, since a standard error falls with the square root of the
 * length. Below 1 where it is already longer than needed; infinite for no effect.
 */
export function lengthFactor(detectable: number, wanted: number): number {
  assert(detectable >= 0 && wanted >= 0, 'effects are sizes, and not negative')
  return wanted === 0 ? Infinity : (detectable / wanted) ** 2
}
