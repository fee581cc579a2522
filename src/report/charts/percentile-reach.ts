/**
 * How far up its curve a claimed bound holds with the whole interval along the
 * curve, which crosses the bound earlier than the estimate does.
 *
 * @module
 */
import type { ClaimResult } from '../../run-store/run-format.ts'
import { percentileBelow } from '../../units/percentile-below.ts'
import { describeReach } from '../overview.ts'
import { hasBand } from './percentile-intervals.ts'
import type { ShownCurve } from './shown-curves.ts'

/**
 * Of a bound from above (<, <=): `with its whole interval up to p99.81`: the last point of the curve that keeps the bound with its upper end, as
 * all before it do that have an interval. Undefined for a curve without a band, and where the estimate holds nowhere.
 */
export function wholeReach(
  { bound, holdsUpToPercentile: reach }: ClaimResult,
  curve: ShownCurve | undefined,
  whose: 'its' | 'their',
): string | undefined {
  if (reach === null || reach <= 0 || curve === undefined || !hasBand(curve)) return undefined
  const banded = curve.points.filter(({ high }) => high !== null)
  const failing = banded.findIndex(
    ({ high }) => !(bound.op === '<' ? high! < bound.value : high! <= bound.value),
  )
  const last = failing < 0 ? banded.at(-1) : banded[failing - 1]
  const percent = last === undefined ? 0 : Math.min(reach, percentileBelow(last.q))
  return `with ${whose} whole interval ${describeReach(percent)}${failing < 0 ? ', as far as there is one' : ''}`
}
