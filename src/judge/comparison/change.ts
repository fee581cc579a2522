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
import { intervalAt, meanOf, ofGroups, ofPairs, pValueOf, type Measured } from '../../statistics/repeated.ts'
import { answersOf, controlOf, type CellGroup, type RunGroup } from './compared-runs.ts'
import { describeChange } from './words.ts'

export type Design = 'paired' | 'independent'

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

/**
 * How far the medians of single runs of equal code lie apart, as a relative
 * standard deviation, where no repetition tells. On the conservative side of
 * what repeated runs show (`docs/method.md`, run-to-run).
 */
export const assumedRunToRun = 0.1

/** Undefined where neither side has such a figure at all. */
export function judgeChange(asked: ChangeQuestion): DraftChange | undefined {
  const { question, cells, base, candidate, design, tolerance } = asked
  const answers = {
    base: answersOf(question, cells, base.runs),
    candidate: answersOf(question, cells, candidate.runs),
  }
  const isCounted = question.metric.kind === 'value'
  const paired = pairsOf(answers, design)
  const common = { ...namesOf(question, cells), base: 0, candidate: 0, ...nothingTold }
  if (paired.base.length === 0 && paired.candidate.length === 0) return undefined
  if (paired.base.length === 0 || paired.candidate.length === 0) {
    const side = paired.base.length === 0 ? base : candidate
    const reason = `no valid run of ${side.name} has it, or enough samples for it`
    return { change: { ...common, verdict: 'withheld', reason }, isCounted, drift: 0 }
  }
  const means = { base: meanOf(paired.base), candidate: meanOf(paired.candidate) }
  if (means.base === 0) return { change: fromZero({ ...common, ...means }), isCounted, drift: 0 }
  const spread = spreadOf(paired, isCounted)
  const measured = relative(paired, design, spread.relativeSd, means.base)
  const drift = design === 'independent' ? driftOf(asked) : 0
  const change: Change = {
    ...common,
    ...means,
    change: measured.estimate,
    ci95: [...intervalAt(measured, 1 - significanceLevel)],
    pValue: beyond(measured, Math.max(tolerance, drift)),
    runToRun: isCounted ? null : spread.relativeSd,
    isRunToRunMeasured: spread.isMeasured,
    detectable: measured.standardError === 0 ? 0 : minimumDetectable(measured),
    verdict: 'withheld',
    reason: '',
  }
  return { change, isCounted, drift }
}

/** The verdict, once `pAdjusted` is known. */
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

interface Answers {
  readonly base: readonly (number | undefined)[]
  readonly candidate: readonly (number | undefined)[]
}

interface Figures {
  readonly base: readonly number[]
  readonly candidate: readonly number[]
}

function isFigure(value: number | undefined): value is number {
  return value !== undefined
}

/** A run whose partner has no answer is left out with it. */
function pairsOf({ base, candidate }: Answers, design: Design): Figures {
  if (design === 'independent') return { base: base.filter(isFigure), candidate: candidate.filter(isFigure) }
  const whole = base
    .map((_, index) => index)
    .filter((index) => isFigure(base[index]) && isFigure(candidate[index]))
  return { base: whole.map((index) => base[index]!), candidate: whole.map((index) => candidate[index]!) }
}

/** Fewer degrees of freedom tell next to nothing of a variance. */
const degreesNeeded = 2

interface Spread {
  readonly relativeSd: number
  readonly isMeasured: boolean
}

/** Relative standard deviation from run to run within the sides. */
function spreadOf({ base, candidate }: Figures, isCounted: boolean): Spread {
  const degrees = base.length + candidate.length - 2
  if (degrees >= degreesNeeded) {
    const { standardError } = ofGroups(shares(candidate, meanOf(candidate)), shares(base, meanOf(base)))
    return { relativeSd: standardError / Math.sqrt(1 / base.length + 1 / candidate.length), isMeasured: true }
  }
  return { relativeSd: isCounted ? 0 : assumedRunToRun, isMeasured: false }
}

function shares(values: readonly number[], of: number): number[] {
  return values.map((value) => value / of)
}

/** The change in shares of the base. */
function relative({ base, candidate }: Figures, design: Design, assumedSd: number, scale: number): Measured {
  const [treated, control] = [shares(candidate, scale), shares(base, scale)]
  if (design === 'paired' && base.length > degreesNeeded) return ofPairs(treated, control)
  if (base.length + candidate.length - 2 >= degreesNeeded) return ofGroups(treated, control)
  const estimate = meanOf(treated) - meanOf(control)
  const standardError = assumedSd * Math.sqrt(1 / base.length + 1 / candidate.length)
  return { estimate, standardError, degrees: Infinity }
}

/** Two-sided p-value of the hypothesis that the change is within `margin`. */
function beyond(measured: Measured, margin: number): number {
  const excess = Math.abs(measured.estimate) - margin
  return excess <= 0 ? 1 : pValueOf({ ...measured, estimate: excess }, 0)
}

/** Runs that did not take turns may have met another machine: what the control moved by, nobody can tell from the code. */
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
  return { cellId: id, params: { ...params }, metric: metric.name, statistic, dimension: metric.dimension }
}

/** From nothing no share can be had. */
function fromZero(change: Omit<Change, 'verdict' | 'reason'>): Change {
  const { metric, candidate, cellId } = change
  if (candidate === 0) return { ...change, verdict: 'no-difference', reason: `${metric} is 0 in both` }
  return {
    ...change,
    verdict: 'regression',
    reason: `${metric} was 0 in cell ${cellId}, and is ${candidate}`,
  }
}
