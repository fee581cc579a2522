/**
 * One change from base to candidate: its size, its interval, and whether it is
 * more than chance, the machine and the tolerance explain.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Change, ChangeVerdict } from '../../run-store/comparison-format.ts'
import type { MetricReference } from '../../scenario/metric-expression.ts'
import { minimumDetectable, significanceLevel } from '../../statistics/detectable.ts'
import { meanOf, pValueOf, type Measured } from '../../statistics/repeated.ts'
import { answersOf, controlOf, type CellGroup, type RunGroup } from './compared-runs.ts'
import { assumedRunToRun, intervalOfChange, type Answers, type Design } from './interval-of-change.ts'
import { describeChange } from './words.ts'

export interface ChangeQuestion {
  readonly question: MetricReference
  readonly cells: CellGroup
  readonly base: RunGroup
  readonly candidate: RunGroup
  readonly design: Design
  readonly tolerance: number
}

/** A change whose verdict waits for the correction over all changes. */
export interface DraftChange {
  readonly change: Change
  /** What is counted has no chance in it, and is not corrected for. */
  readonly isCounted: boolean
  /** What the negative control moved by, relative; 0 where nothing needs to be controlled. */
  readonly drift: number
}

/** Undefined where neither side has such a figure at all. */
export function judgeChange(asked: ChangeQuestion): DraftChange | undefined {
  const { question, cells, base, candidate, design, tolerance } = asked
  const { metric } = question
  const answers = {
    base: answersOf(question, cells, base.runs),
    candidate: answersOf(question, cells, candidate.runs),
  }
  const isCounted = metric.kind === 'value' && isRepeatable(base)
  const names = { base: 0, candidate: 0, ...nothingTold, ...namesOf(question, cells) }
  if (!hasAny(answers.base) && !hasAny(answers.candidate)) return undefined
  const told = intervalOfChange(answers, design, isCounted ? 0 : assumedRunToRun)
  if (told === undefined) {
    return { change: untold(asked, names, answers), isCounted, drift: 0 }
  }
  const { measured, means, runToRun, isRunToRunMeasured } = told
  const drift = design === 'independent' ? driftOf(asked) : 0
  const margin = Math.max(tolerance, drift)
  const change: Change = {
    ...names,
    ...means,
    change: measured.estimate,
    ci95: [...told.ci95],
    pValue: beyond(measured, margin),
    runToRun: isCounted ? null : runToRun,
    isRunToRunMeasured,
    detectable: margin + minimumDetectable(measured),
    verdict: 'withheld',
    reason: '',
  }
  return { change, isCounted, drift }
}

/** The verdict, once the p-value is corrected. */
export function settleChange(
  { change, drift, isCounted }: DraftChange,
  pAdjusted: number | null,
  tolerance: number,
): Change {
  if (change.pValue === null || change.change === null) return { ...change, pAdjusted }
  const settled = { ...change, pAdjusted, verdict: settledVerdict(change, pAdjusted) }
  return { ...settled, reason: describeChange(settled, { tolerance, drift, isCounted }) }
}

function settledVerdict({ change, pValue }: Change, pAdjusted: number | null): ChangeVerdict {
  assert(change !== null && pValue !== null)
  if ((pAdjusted ?? pValue) > significanceLevel) return 'no-difference'
  return change > 0 ? 'regression' : 'improvement'
}

/** Whether counts are a pure function of scenario and seed: what waits for real time is counted by chance as well. */
function isRepeatable({ runs }: RunGroup): boolean {
  const { clock, load } = (runs[0]?.run.scenario ?? {}) as { clock?: string; load?: { arrivals?: string } }
  return clock !== 'real' && load?.arrivals !== 'closed'
}

/** Two-sided p-value of the hypothesis that the change is within `margin`. */
function beyond(measured: Measured, margin: number): number {
  const excess = Math.abs(measured.estimate) - margin
  return excess <= 0 ? 1 : pValueOf({ ...measured, estimate: excess }, 0)
}

/** Runs that did not take turns may have met another machine: what the control moved by cannot be told from the code. */
function driftOf({ question, cells, base, candidate }: ChangeQuestion): number {
  const control = controlOf(question)
  if (control === undefined) return 0
  const mean = ({ runs }: RunGroup) =>
    meanOf(answersOf(control, cells, runs).filter((value) => value !== undefined))
  const drift = Math.abs(mean(candidate) / mean(base) - 1)
  return Number.isFinite(drift) ? drift : 0
}

const nothingTold = {
  change: null,
  ci95: null,
  pValue: null,
  pAdjusted: null,
  runToRun: null,
  isRunToRunMeasured: false,
  detectable: null,
} as const

function namesOf({ metric, statistic }: MetricReference, { id, params }: CellGroup) {
  return {
    cellId: id,
    params: { ...params },
    metric: metric.name,
    statistic,
    dimension: metric.dimension,
  }
}

function hasAny(values: readonly (number | undefined)[]): boolean {
  return values.some((value) => value !== undefined)
}

type Named = Omit<Change, 'verdict' | 'reason'>

/** Why there is no interval: a side has no figure, no two runs of a round have one, or the base is 0. */
function untold({ base, candidate, design }: ChangeQuestion, change: Named, answers: Answers): Change {
  const { metric, cellId } = change
  const lacking = !hasAny(answers.base) ? base : !hasAny(answers.candidate) ? candidate : undefined
  const withheld = (why: string): Change => ({
    ...change,
    verdict: 'withheld',
    reason: `${metric} of cell ${cellId}: ${why}`,
  })
  if (lacking !== undefined)
    return withheld(`no valid run of ${lacking.name} has it, or enough samples of it`)
  const pairs = answers.base.filter(
    (value, index) => value !== undefined && answers.candidate[index] !== undefined,
  )
  if (design === 'paired' && pairs.length === 0) return withheld('in no round is it valid on both sides')
  const after = meanOf(answers.candidate.filter((value) => value !== undefined))
  if (after === 0)
    return { ...change, verdict: 'no-difference', reason: `${metric} of cell ${cellId}: 0 in both` }
  const reason = `${metric} of cell ${cellId}: it was 0, and is ${after}`
  return { ...change, candidate: after, verdict: 'regression', reason }
}
