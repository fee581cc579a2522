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
import { meanOf, pValueOf, together, type Measured } from '../../statistics/repeated.ts'
import { answersOf, controlOf, type CellGroup, type RunGroup } from './compared-runs.ts'
import { assumedRunToRun } from './assumed-spread.ts'
import { intervalOfChange, type Answers, type Design, type MeasuredChange } from './interval-of-change.ts'
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
  /** Undefined where nothing was measured. */
  readonly told: ToldChange | undefined
}

interface ToldChange extends MeasuredChange {
  /** What the negative control moved by in the direction of the change, relative and not negative; 0 where there is none. */
  readonly drift: number
  /** The change beyond what is tolerated and the machine explains, on the scale of the change; not positive within it. */
  readonly excess: Measured
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
  const told = {
    ...measured,
    ...beyond(measured, tolerance, design === 'independent' ? driftOf(asked) : undefined),
  }
  const change: Change = {
    ...names,
    ...told.means,
    change: told.change,
    ci95: [...told.ci95],
    pValue: told.excess.estimate <= 0 ? 1 : pValueOf(told.excess, 0),
    runToRun: isCounted ? null : told.runToRun,
    isRunToRunMeasured: told.isRunToRunMeasured,
    verdict: 'withheld',
    reason: '',
  }
  return { change, isCounted, told }
}

/** The verdict, once the p-value is corrected for being one of `tested`. */
export function settleChange(
  { change, told, isCounted }: DraftChange,
  pAdjusted: number | null,
  tolerance: number,
  tested: number,
): Change {
  if (told === undefined) return { ...change, pAdjusted }
  const { scale, drift, excess } = told
  const level = isCounted ? significanceLevel : significanceLevel / Math.max(1, tested)
  const margin = scale.ofShare(tolerance) + scale.ofShare(drift)
  const settled = {
    ...change,
    pAdjusted,
    detectable: scale.toShare(margin + minimumDetectable(excess, level)),
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
  { measured, scale }: MeasuredChange,
  tolerance: number,
  control: MeasuredChange | undefined,
): Pick<ToldChange, 'drift' | 'excess'> {
  const direction = measured.estimate < 0 ? -1 : 1
  const moved = direction * (control?.change ?? 0)
  const drift = Math.max(0, moved)
  const estimate = Math.abs(measured.estimate) - scale.ofShare(tolerance) - scale.ofShare(drift)
  // What is taken off for the machine is itself known by its runs alone; single runs have their spread assumed whole.
  const isUnsure = drift > 0 && control!.isRunToRunMeasured && measured.standardError > 0
  const error = isUnsure ? together(measured, control!.measured) : measured
  return { drift, excess: { ...error, estimate } }
}

/** Runs that did not take turns may have met another machine: what the control moved by cannot be told from the code. */
function driftOf({ question, cells, base, candidate }: ChangeQuestion): MeasuredChange | undefined {
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
function untold(
  { base, candidate, design }: ChangeQuestion,
  change: Named,
  answers: Answers,
  isCounted: boolean,
): Change {
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
  if (!isCounted) return withheld(`it was 0, and is ${after}: chance counts it, and no share of 0 can be had`)
  const reason = `${metric} of cell ${cellId}: it was 0, and is ${after}`
  return { ...change, candidate: after, verdict: 'regression', reason }
}
