/**
 * Intervals from runs that were repeated in fresh processes. What a process
 * makes of the same code (addresses, compilation, the state of the machine)
 * differs from run to run by more than any interval from within one run can
 * know; so a whole run counts as one observation.
 *
 * Student's t of the mean, of the mean of pairs, and of two groups that share
 * their variance (Student 1908; see NIST/SEMATECH e-Handbook 1.3.5.2-3).
 *
 * @module
 */
import type { Interval } from './bootstrap.ts'
import type { Precision } from './detectable.ts'
import { studentCdf, studentQuantile } from './special-functions.ts'

/** An estimate with what is needed to ask anything of it. `degrees` is Infinity where the error is known or assumed. */
export interface Measured extends Precision {
  readonly estimate: number
}

/** @throws {RangeError} on fewer than two values. */
export function ofRepetitions(values: readonly number[]): Measured {
  if (values.length < 2) throw new RangeError('one observation has no variance')
  const estimate = meanOf(values)
  const degrees = values.length - 1
  const variance = sumOfSquares(values, estimate) / degrees
  return { estimate, standardError: Math.sqrt(variance / values.length), degrees }
}

/** Mean of `treated` minus mean of `control`, where each stands beside its partner. @throws {RangeError} on unequal lengths or fewer than two. */
export function ofPairs(treated: readonly number[], control: readonly number[]): Measured {
  if (treated.length !== control.length) throw new RangeError('every observation needs its partner')
  return ofRepetitions(treated.map((value, index) => value - control[index]!))
}

/**
 * Mean of `treated` minus mean of `control`, independent of each other, with
 * one variance pooled from both. One of them may be a single observation.
 *
 * @throws {RangeError} where there are fewer than three in all, or none of one.
 */
export function ofGroups(treated: readonly number[], control: readonly number[]): Measured {
  const degrees = treated.length + control.length - 2
  if (degrees < 1 || treated.length === 0 || control.length === 0)
    throw new RangeError('two groups need three observations')
  const squares = sumOfSquares(treated, meanOf(treated)) + sumOfSquares(control, meanOf(control))
  const standardError = Math.sqrt((squares / degrees) * (1 / treated.length + 1 / control.length))
  return { estimate: meanOf(treated) - meanOf(control), standardError, degrees }
}

/** The interval that covers the truth with probability `level`, in (0, 1). */
export function intervalAt({ estimate, standardError, degrees }: Measured, level: number): Interval {
  const reach = standardError === 0 ? 0 : standardError * studentQuantile((1 + level) / 2, degrees)
  return [estimate - reach, estimate + reach]
}

/** Two-sided p-value of the hypothesis that the truth is `value`. */
export function pValueOf({ estimate, standardError, degrees }: Measured, value: number): number {
  if (estimate === value) return 1
  if (standardError === 0) return 0
  return 2 * studentCdf(-Math.abs(estimate - value) / standardError, degrees)
}

/** NaN of nothing. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function sumOfSquares(values: readonly number[], around: number): number {
  return values.reduce((sum, value) => sum + (value - around) ** 2, 0)
}
