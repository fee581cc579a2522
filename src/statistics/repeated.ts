/**
 * Intervals from runs that were repeated in fresh processes. What a process
 * makes of the same code (addresses, compilation, the state of the machine)
 * differs from run to run by more than any interval from within one run can
 * know; so a whole run counts as one observation.
 *
 * Student's t of the mean and of the mean of pairs (Student 1908), and Welch's of
 * two groups (see NIST/SEMATECH e-Handbook 1.3.5.2-3).
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
 * Mean of `treated` minus mean of `control`, independent of each other, each
 * with a variance of its own (Welch, Biometrika 34, 1947, with Satterthwaite's
 * degrees of freedom). A single observation has the variance of the other group.
 *
 * @throws {RangeError} where there are fewer than three in all, or none of one.
 */
export function ofGroups(treated: readonly number[], control: readonly number[]): Measured {
  if (treated.length + control.length < 3 || treated.length === 0 || control.length === 0)
    throw new RangeError('two groups need three observations')
  const estimate = meanOf(treated) - meanOf(control)
  const [one, other] = [treated, control].map((group, index, groups) =>
    errorOf(group.length > 1 ? group : groups[1 - index]!, group.length),
  ) as [Precision, Precision]
  // Of one group alone there are no more degrees than it has.
  return { estimate, ...together(one, other, Math.min(treated.length, control.length) > 1) }
}

/** The error of the sum, or difference, of two estimates that are independent of each other. */
export function together(one: Precision, other: Precision, hasOwnErrors = true): Precision {
  const [a, b] = [one.standardError ** 2, other.standardError ** 2]
  const standardError = Math.sqrt(a + b)
  if (!hasOwnErrors || a + b === 0) return { standardError, degrees: Math.min(one.degrees, other.degrees) }
  return { standardError, degrees: (a + b) ** 2 / (a ** 2 / one.degrees + b ** 2 / other.degrees) }
}

/** Of the mean of `count` observations as spread as those of `group`. */
function errorOf(group: readonly number[], count: number): Precision {
  const degrees = group.length - 1
  return { standardError: Math.sqrt(sumOfSquares(group, meanOf(group)) / degrees / count), degrees }
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

/** Of numbers above 0; of equal ones exactly what they are. 0 where one of them is. */
export function geometricMeanOf(values: readonly number[]): number {
  if (values.includes(0)) return 0
  const first = values[0]!
  return first * Math.exp(meanOf(values.map((value) => Math.log(value / first))))
}

function sumOfSquares(values: readonly number[], around: number): number {
  return values.reduce((sum, value) => sum + (value - around) ** 2, 0)
}
