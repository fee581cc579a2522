/**
 * One change from base to candidate: its size, its interval, and whether it is
 * more than chance, the machine and the tolerance explain.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Change, ChangeVerdict } from '../../run-store/comparison-format.ts'
import type { MetricReference } from '../../scenario/metric-expression.ts'
import { minimumDetectable, significanceLevel, type Precision } from '../../statistics/detectable.ts'
import { pValueOf, together, type Measured } from '../../statistics/repeated.ts'
import { answersOf, controlOf, type CellGroup, type RunGroup } from './compared-runs.ts'
import { assumedRunToRun } from './assumed-spread.ts'
import {
  intervalOfChange,
  isFigure,
  scaleOf,
  type Answers,
  type Design,
  type MeasuredChange,
} from './interval-of-change.ts'
import { describeShare } from '../../units/share.ts'
import { describeChange, describeSubject } from './words.ts'

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
  /** Undefined where nothing was measured. */
  readonly told: ToldChange | undefined
}

interface ToldChange extends MeasuredChange {
  /** What the negative control moved by in the direction of the change, relative and not negative; 0 where there is none. */
  readonly drift: number
  /** The change beyond what is tolerated and the machine explains, on the scale of the change; not positive within it. */
  readonly excess: Measured
  /** How large an increase must be to count, and how surely it is known, both on the scale of the change. */
  readonly increase: { readonly margin: number; readonly error: Precision }
  readonly control: MeasuredChange | undefined
}

/** Undefined where neither side has such a figure at all. */
export function judgeChange(asked: ChangeQuestion): DraftChange | undefined {
  const { question, cells, base, candidate, design, tolerance } = asked
  const answers = {
    base: answersOf(question, cells, base.runs),
    candidate: answersOf(question, cells, candidate.runs),
  }
  const isCounted = question.metric.kind === 'value' && isRepeatable(asked)
  const names = { base: 0, candidate: 0, ...nothingTold, ...namesOf(question, cells) }
  if (!hasAny(answers.base) && !hasAny(answers.candidate)) return undefined
  const measured = intervalOfChange(answers, design, isCounted ? 0 : assumedRunToRun(question.statistic))
  if (measured === undefined)
    return { change: untold(asked, names, answers, isCounted), isCounted, told: undefined }
  const told = beyond(measured, tolerance, design === 'independent' ? controlChange(asked) : undefined)
  const change: Change = {
    ...names,
    ...told.means,
    change: told.change,
    ci95: [...told.ci95],
    pValue: told.excess.estimate <= 0 ? 1 : pValueOf(told.excess, 0),
    control: told.control?.change ?? null,
    runToRun: isCounted ? null : told.runToRun,
    isRunToRunMeasured: told.isRunToRunMeasured,
    verdict: 'withheld',
    reason: '',
  }
  return { change, isCounted, told }
}

/** What the machine did meanwhile, where it surely did more than is tolerated; undefined where it did not. */
export function machineNote({ change, told }: DraftChange, tolerance: number): string | undefined {
  const control = told?.control
  if (control === undefined || !control.isRunToRunMeasured) return undefined
  const [low, high] = control.ci95
  if (Math.abs(control.change) <= tolerance || (low <= 0 && high >= 0)) return undefined
  const subject = `${describeSubject(change)} of cell ${change.cellId}`
  const moved = `plain records, in which nothing seals, changed by ${describeShare(control.change)} there`
  return control.change > 0
    ? `${subject}: the machine was slower: ${moved}, which is taken off`
    : `${subject}: the machine was faster: ${moved}, so that a regression up to that size may be hidden; compare in turns (--against)`
}

/** The verdict, once the p-value is corrected for being one of `tested`. */
export function settleChange(
  { change, told, isCounted }: DraftChange,
  pAdjusted: number | null,
  tolerance: number,
  tested: number,
): Change {
  if (told === undefined) return { ...change, pAdjusted }
  const { scale, drift, increase } = told
  const level = isCounted ? significanceLevel : significanceLevel / Math.max(1, tested)
  const settled = {
    ...change,
    pAdjusted,
    detectable: scale.toShare(increase.margin + minimumDetectable(increase.error, level)),
    verdict: settledVerdict(change, pAdjusted),
  }
  return { ...settled, reason: describeChange(settled, { tolerance, drift, isCounted }) }
}

function settledVerdict({ change, pValue }: Change, pAdjusted: number | null): ChangeVerdict {
  assert(change !== null && pValue !== null)
  if ((pAdjusted ?? pValue) > significanceLevel) return 'no-difference'
  return change > 0 ? 'regression' : 'improvement'
}

/** Whether counts are a pure function of scenario and seed: what waits for real time is counted by chance as well. */
function isRepeatable({ cells: { params }, base, candidate }: ChangeQuestion): boolean {
  const settings = [base, candidate].flatMap(({ runs }) =>
    runs.map(({ run: { scenario, seed } }) => ({
      clock: params['clock'] ?? scenario['clock'],
      arrivals:
        params['load.arrivals'] ?? (scenario['load'] as { readonly arrivals?: string } | undefined)?.arrivals,
      seed: params['seed'] ?? seed,
    })),
  )
  const seeds = new Set(settings.map(({ seed }) => seed))
  return seeds.size <= 1 && settings.every(({ clock, arrivals }) => clock !== 'real' && arrivals !== 'closed')
}

/** How far the change goes beyond what is tolerated and what the machine explains in the same direction. */
function beyond(
  measured: MeasuredChange,
  tolerance: number,
  control: MeasuredChange | undefined,
): ToldChange {
  const { estimate } = measured.measured
  const towards = (direction: number) => {
    const drift = Math.max(0, direction * (control?.change ?? 0))
    // What is taken off for the machine is itself known by its runs alone; single runs have their spread assumed whole.
    const isUnsure = drift > 0 && control!.isRunToRunMeasured && measured.measured.standardError > 0
    const error: Precision = isUnsure ? together(measured.measured, control!.measured) : measured.measured
    return { drift, margin: measured.scale.ofShare(tolerance) + measured.scale.ofShare(drift), error }
  }
  const { drift, margin, error } = towards(estimate < 0 ? -1 : 1)
  const excess = { ...error, estimate: Math.abs(estimate) - margin }
  return { ...measured, drift, excess, increase: towards(1), control }
}

/** Runs that did not take turns may have met another machine: what the control moved by cannot be told from the code. */
function controlChange({ question, cells, base, candidate }: ChangeQuestion): MeasuredChange | undefined {
  const control = controlOf(question)
  if (control === undefined) return undefined
  const answers = {
    base: answersOf(control, cells, base.runs),
    candidate: answersOf(control, cells, candidate.runs),
  }
  return intervalOfChange(answers, 'independent', assumedRunToRun(control.statistic))
}

const nothingTold = {
  change: null,
  ci95: null,
  pValue: null,
  pAdjusted: null,
  runToRun: null,
  isRunToRunMeasured: false,
  control: null,
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

/** Of each side, 0 where it has no figure. */
function meansOfAny({ base, candidate }: Answers): { readonly base: number; readonly candidate: number } {
  const sides = { base: base.filter(isFigure), candidate: candidate.filter(isFigure) }
  const { meanOf } = scaleOf([...sides.base, ...sides.candidate])
  const meanOfAny = (figures: readonly number[]) => (figures.length === 0 ? 0 : meanOf(figures))
  return { base: meanOfAny(sides.base), candidate: meanOfAny(sides.candidate) }
}

type Named = Omit<Change, 'verdict' | 'reason'>

/** Why there is no interval: a side has no figure, no two runs of a round have one, or the base is 0. */
function untold(
  { base, candidate, design }: ChangeQuestion,
  change: Named,
  answers: Answers,
  isCounted: boolean,
): Change {
  const { metric, cellId } = change
  const means = meansOfAny(answers)
  const lacking = !hasAny(answers.base) ? base : !hasAny(answers.candidate) ? candidate : undefined
  const withheld = (why: string): Change => ({
    ...change,
    ...means,
    verdict: 'withheld',
    reason: `${metric} of cell ${cellId}: ${why}`,
  })
  if (lacking !== undefined)
    return withheld(`no valid run of ${lacking.name} has it, or enough samples of it`)
  const pairs = answers.base.filter(
    (value, index) => value !== undefined && answers.candidate[index] !== undefined,
  )
  if (design === 'paired' && pairs.length === 0) return withheld('in no round is it valid on both sides')
  const after = means.candidate
  if (after === 0)
    return { ...change, verdict: 'no-difference', reason: `${metric} of cell ${cellId}: 0 in both` }
  if (!isCounted) return withheld(`it was 0, and is ${after}: chance counts it, and no share of 0 can be had`)
  const reason = `${metric} of cell ${cellId}: it was 0, and is ${after}`
  return { ...change, candidate: after, verdict: 'regression', reason }
}
