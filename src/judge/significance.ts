/**
 * What an interval says as a test: how unlikely its estimate would be if the
 * truth were the bound, what is left of that when many bounds are tested, and
 * how much more would decide it.
 *
 * @module
 */
import { lengthFactor, minimumDetectable, significanceLevel } from '../statistics/detectable.ts'
import { holm } from '../statistics/holm.ts'
import { studentCdf, studentQuantile } from '../statistics/special-functions.ts'
import type { Evidence } from './evidence.ts'

/**
 * The two-sided p-value of the hypothesis that the truth is `value`, by the side
 * of the interval that looks towards it: at most the error of the interval where
 * that leaves `value` out. Undefined where there is no interval, or none that
 * comes from samples.
 */
export function pValueAgainst(evidence: Evidence, value: number): number | undefined {
  const { estimate, ci95, precision, level = significanceLevel } = evidence
  if (ci95 === null || precision == null) return undefined
  if (estimate === value) return 1
  const reach = value < estimate ? estimate - ci95[0] : ci95[1] - estimate
  if (reach <= 0) return 0
  const t = (studentQuantile(1 - level / 2, precision.degrees) * (value - estimate)) / reach
  return Math.min(1, 2 * studentCdf(-Math.abs(t), precision.degrees))
}

/** p-values of one family, adjusted; undefined ones were not tested and do not count. */
export function adjusted(pValues: readonly (number | undefined)[]): (number | undefined)[] {
  return holm(pValues.map((p) => p ?? Number.NaN)).map((p) => (Number.isNaN(p) ? undefined : p))
}

/**
 * `a run about 3 times as long would decide it`: in 80 of 100 cases, should the
 * estimate be right. `tests` is how many claims are tested together. Undefined
 * where there is no telling.
 */
export function whatDecides(evidence: Evidence, value: number, tests = 1): string | undefined {
  const { estimate, precision, level = significanceLevel, isOfRuns = false } = evidence
  if (precision == null) return undefined
  const detectable = minimumDetectable(precision, level / tests)
  const factor = lengthFactor(detectable, Math.abs(estimate - value))
  const times = timesText(factor)
  return isOfRuns
    ? `${times} times as many repetitions would decide it`
    : `a run ${times} times as long would decide it`
}

/** `a run about 3 times as long would have one`: an interval. */
export function whatGivesInterval({ shortBy = Infinity }: Evidence): string {
  return `a run ${timesText(shortBy)} times as long would have one`
}

function timesText(factor: number): string {
  return factor > timesMost ? `more than ${timesMost}` : `about ${Number(factor.toPrecision(2))}`
}

/** Beyond this nobody waits, and the estimate of the factor is worth nothing. */
const timesMost = 100
