/**
 * The relative change between two groups of runs, with an interval that covers
 * the next run: each run is one observation. What is compared are logarithms,
 * so that the interval of a ratio holds however large it is.
 *
 * @module
 */
import { significanceLevel } from '../../statistics/detectable.ts'
import type { Interval } from '../../statistics/bootstrap.ts'
import {
  geometricMeanOf,
  intervalAt,
  meanOf,
  ofGroups,
  ofPairs,
  type Measured,
} from '../../statistics/repeated.ts'

/** `paired`: observation k of one side was made beside observation k of the other. */
export type Design = 'paired' | 'independent'

/** One figure of each run, undefined where a run does not have it. */
export interface Answers {
  readonly base: readonly (number | undefined)[]
  readonly candidate: readonly (number | undefined)[]
}

export interface MeasuredChange {
  /** Of both sides, over the runs that count; {@link MeasuredChange.change} is how far they lie apart. */
  readonly means: { readonly base: number; readonly candidate: number }
  /** On the scale of {@link MeasuredChange.scale}. */
  readonly measured: Measured
  readonly scale: Scale
  /** In shares of the base, whatever sign that has. */
  readonly change: number
  readonly ci95: Interval
  /** Relative standard deviation from run to run, both sides together. */
  readonly runToRun: number
  /** Whether repetitions tell it, or it is assumed. */
  readonly isRunToRunMeasured: boolean
}

/** Where a change is measured: 0 is no change, and equal steps are equal ratios unless there are zeros. */
export interface Scale {
  /** A change in shares of the base, such as 0.1, on the scale. */
  readonly ofShare: (share: number) => number
  readonly toShare: (step: number) => number
  /** What stands for the figures of one side: means on this scale differ by the change. */
  readonly meanOf: (figures: readonly number[]) => number
}

const logarithms: Scale = { ofShare: Math.log1p, toShare: Math.expm1, meanOf: geometricMeanOf }
const shares: Scale = { ofShare: (share) => share, toShare: (step) => step, meanOf }

/** For figures of both sides: a 0 has no logarithm. */
export function scaleOf(figures: readonly number[]): Scale {
  return figures.every((value) => value > 0) ? logarithms : shares
}

/** Fewer degrees of freedom tell next to nothing of a variance. */
const degreesNeeded = 2

/**
 * Undefined where a side has no figure, or the base is 0. `assumed` is the
 * relative spread of single runs, where there are too few to tell.
 */
export function intervalOfChange(
  answers: Answers,
  design: Design,
  assumed: number,
): MeasuredChange | undefined {
  const { base, candidate } = countedOf(answers, design)
  const scale = scaleOf([...base, ...candidate])
  const means = { base: scale.meanOf(base), candidate: scale.meanOf(candidate) }
  if (base.length === 0 || candidate.length === 0 || means.base === 0) return undefined
  const on = (values: readonly number[]) =>
    values.map((value) => (scale === logarithms ? Math.log(value) : value / Math.abs(means.base)))
  const { measured, isRunToRunMeasured } = measure(on(candidate), on(base), design, assumed)
  const perRun = Math.sqrt(1 / base.length + 1 / candidate.length)
  const spread = isRunToRunMeasured ? ofGroups(on(candidate), on(base)).standardError : measured.standardError
  const [low, high] = intervalAt(measured, 1 - significanceLevel)
  return {
    means,
    measured,
    scale,
    change: scale.toShare(measured.estimate),
    ci95: [scale.toShare(low), scale.toShare(high)],
    runToRun: spread / perRun,
    isRunToRunMeasured,
  }
}

/** A run whose partner has no figure is left out with it. */
function countedOf({ base, candidate }: Answers, design: Design) {
  if (design === 'independent') return { base: base.filter(isFigure), candidate: candidate.filter(isFigure) }
  const whole = [...base.keys()].filter((index) => isFigure(base[index]) && isFigure(candidate[index]))
  return { base: whole.map((index) => base[index]!), candidate: whole.map((index) => candidate[index]!) }
}

export function isFigure(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value)
}

function measure(
  candidate: readonly number[],
  base: readonly number[],
  design: Design,
  assumed: number,
): Pick<MeasuredChange, 'measured' | 'isRunToRunMeasured'> {
  const runs = candidate.length + base.length
  if (design === 'paired' && base.length > degreesNeeded)
    return { measured: ofPairs(candidate, base), isRunToRunMeasured: true }
  const measured =
    runs - 2 >= degreesNeeded
      ? ofGroups(candidate, base)
      : { estimate: meanOf(candidate) - meanOf(base), standardError: 0, degrees: Infinity }
  const least = assumed * Math.sqrt(1 / candidate.length + 1 / base.length)
  // A single run may have met another hour than the group that it is held against: it is believed no more than any.
  const isAlone = Math.min(candidate.length, base.length) < 2
  if ((runs - 2 >= degreesNeeded && !isAlone) || measured.standardError > least)
    return { measured, isRunToRunMeasured: true }
  return { measured: { ...measured, standardError: least, degrees: Infinity }, isRunToRunMeasured: false }
}
