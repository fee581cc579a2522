/**
 * The relative change between two groups of runs, with an interval that covers
 * the next run: each run is one observation.
 *
 * @module
 */
import { significanceLevel } from '../../statistics/detectable.ts'
import type { Interval } from '../../statistics/bootstrap.ts'
import { intervalAt, meanOf, ofGroups, ofPairs, type Measured } from '../../statistics/repeated.ts'

/** `paired`: observation k of one side was made beside observation k of the other. */
export type Design = 'paired' | 'independent'

/** One figure of each run, undefined where a run does not have it. */
export interface Answers {
  readonly base: readonly (number | undefined)[]
  readonly candidate: readonly (number | undefined)[]
}

export interface MeasuredChange {
  /** Of both sides, over the runs that count. */
  readonly means: { readonly base: number; readonly candidate: number }
  /** In shares of the base. */
  readonly measured: Measured
  readonly ci95: Interval
  /** Relative standard deviation from run to run. */
  readonly runToRun: number
  /** Whether repetitions tell it, or it is assumed. */
  readonly isRunToRunMeasured: boolean
}

/**
 * How far the medians of single runs of equal code lie apart, as a relative
 * standard deviation, where no repetition tells. On the conservative side of
 * what repeated runs show (`docs/method.md`).
 */
export const assumedRunToRun = 0.1

/** Fewer degrees of freedom tell next to nothing of a variance. */
const degreesNeeded = 2

/**
 * Undefined where a side has no figure, or the base is 0. `assumed` is the
 * spread of single runs, which are otherwise not to be judged.
 */
export function intervalOfChange(
  answers: Answers,
  design: Design,
  assumed: number = assumedRunToRun,
): MeasuredChange | undefined {
  const { base, candidate } = countedOf(answers, design)
  const means = { base: meanOf(base), candidate: meanOf(candidate) }
  if (base.length === 0 || candidate.length === 0 || means.base === 0) return undefined
  const isRunToRunMeasured = base.length + candidate.length - 2 >= degreesNeeded
  const perRun = Math.sqrt(1 / base.length + 1 / candidate.length)
  const pooled = isRunToRunMeasured
    ? ofGroups(shares(candidate, means.candidate), shares(base, means.base)).standardError
    : assumed * perRun
  const measured = measure(shares(candidate, means.base), shares(base, means.base), design, pooled)
  return {
    means,
    measured,
    ci95: intervalAt(measured, 1 - significanceLevel),
    runToRun: pooled / perRun,
    isRunToRunMeasured,
  }
}

/** A run whose partner has no figure is left out with it. */
function countedOf({ base, candidate }: Answers, design: Design) {
  if (design === 'independent') return { base: base.filter(isFigure), candidate: candidate.filter(isFigure) }
  const whole = [...base.keys()].filter((index) => isFigure(base[index]) && isFigure(candidate[index]))
  return { base: whole.map((index) => base[index]!), candidate: whole.map((index) => candidate[index]!) }
}

function isFigure(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}

function measure(
  candidate: readonly number[],
  base: readonly number[],
  design: Design,
  assumedError: number,
): Measured {
  if (design === 'paired' && base.length > degreesNeeded) return ofPairs(candidate, base)
  if (base.length + candidate.length - 2 >= degreesNeeded) return ofGroups(candidate, base)
  return { estimate: meanOf(candidate) - meanOf(base), standardError: assumedError, degrees: Infinity }
}

function shares(values: readonly number[], of: number): number[] {
  return values.map((value) => value / of)
}
