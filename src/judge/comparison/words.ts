/**
 * A change in words: how large, how sure, and why it is or is not a regression.
 *
 * @module
 */
import type { Change } from '../../run-store/comparison-format.ts'
import { metricNamed } from '../../scenario/metrics.ts'
import { describeShare, describeSize } from '../../units/share.ts'
import { describeValue } from '../words.ts'

export interface ChangeContext {
  readonly tolerance: number
  /** What the negative control moved by in the same direction, relative and not negative. */
  readonly drift: number
  readonly isCounted: boolean
}

/** `put.sealed.serviceTime p50`. */
export function describeSubject({ metric, statistic }: Pick<Change, 'metric' | 'statistic'>): string {
  return statistic === null ? metric : `${metric} ${statistic}`
}

/** One sentence for a change that has a p-value. */
export function describeChange(change: Change, context: ChangeContext): string {
  const { cellId, base, candidate, metric } = change
  const value = (figure: number) => describeValue(metricNamed(metric)!, figure)
  const subject = `${describeSubject(change)} of cell ${cellId}`
  const figures = `${value(base)} to ${value(candidate)}, ${describeShare(change.change!)}${intervalText(change, context)}`
  return `${subject}: ${figures}: ${because(change, context)}`
}

function intervalText({ ci95 }: Change, { isCounted }: ChangeContext): string {
  if (isCounted || ci95 === null) return ''
  return ` (95 % interval ${describeShare(ci95[0])} to ${describeShare(ci95[1])})`
}

function because(change: Change, { tolerance, drift, isCounted }: ChangeContext): string {
  const { verdict, pValue, detectable, isRunToRunMeasured } = change
  const margin = tolerated(tolerance, drift)
  if (verdict === 'regression') return `worse by more than ${margin}`
  if (verdict === 'improvement') return `better by more than ${margin}`
  if (isCounted) return `within ${margin}`
  if (pValue! <= 0.05) return 'would be a change by itself, but not among all that were looked at'
  const seen = `a change of ${describeSize(detectable!)} would be found four times out of five`
  return isRunToRunMeasured
    ? `no difference beyond ${margin}; ${seen}`
    : `no difference beyond ${margin}, as single runs of equal code may differ as much; ${seen}: repeat the runs to see less (run --repetitions 6)`
}

function tolerated(tolerance: number, drift: number): string {
  const share = `${describeSize(tolerance)} tolerated`
  return drift === 0
    ? share
    : `${share} and ${describeSize(drift)} by which the plain arm moved too, in which nothing seals`
}
