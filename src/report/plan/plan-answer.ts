/**
 * What a plan answers as a whole: how far its cells lie apart, what its first
 * cell says, what to choose, and whether its checks agree.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { nothing, plural } from '../figures.ts'
import { changeAnswer } from './change-answer.ts'
import { cellAnswers, type Answer } from './cell-answer.ts'
import {
  cellName,
  describeChange,
  describeMoney,
  describeNumber,
  describeOf,
  describePart,
  describeRate,
  describeSeconds,
} from './plan-figures.ts'
import { changedFigures, isTurned, judged, type WhatIfFigure } from './what-if-figures.ts'

const changesMax = 5

/** Of the whole plan: of its first cell, and before that how far its cells lie apart and what has to change. */
export function planAnswers(plan: Plan): readonly Answer[] {
  const [first] = plan.cells
  const change = changeAnswer(plan)
  return [
    ...constraintsAnswer(plan),
    ...(plan.cells.length > 1 ? [sweepAnswer(plan)] : []),
    ...change.filter(({ standing }) => standing === 'bad'),
    ...(first === undefined ? [] : cellAnswers(plan, first)),
    ...change.filter(({ standing }) => standing !== 'bad'),
    ...whatIfAnswer(plan),
    ...verificationAnswer(plan),
  ]
}

function sweepAnswer({ cells }: Plan): Answer {
  const rates = extremes(cells, ({ analysis }) => analysis.callsPerSecond)
  const money = extremes(cells, ({ bill }) => bill.encryptionUsd)
  const hit = cells.filter(({ analysis }) => analysis.quota.headroom < 0).length
  const losing = cells.filter(({ simulation }) => (simulation?.lost.mean ?? 0) > 0).length
  const simulated = cells.filter(({ simulation }) => simulation !== null).length
  const lossText =
    simulated === 0
      ? ''
      : ` Simulated: records are lost in ${losing === 0 ? 'none' : losing} of ${plural(simulated, 'cell')}.`
  return {
    topic: 'Sweep',
    figure: plural(cells.length, 'cell'),
    standing: hit + losing > 0 ? 'bad' : 'good',
    text:
      `Theory: calls ${spanText(rates, describeRate)}; ` +
      `in ${hit === 0 ? 'none' : hit} of them the busiest second is above the quota. Modelled: encryption costs ${spanText(money, describeMoney)} ` +
      `in 30 days.${lossText} What follows is of ${cellName(cells[0]!)}.`,
  }
}

function extremes(cells: readonly PlanCell[], valueOf: (cell: PlanCell) => number) {
  const sorted = cells
    .map((cell) => ({ id: cell.id, value: valueOf(cell) }))
    .toSorted((one, other) => one.value - other.value)
  return { least: sorted[0]!, most: sorted.at(-1)! }
}

/** `from 1 /s (c01) to 3 /s (c02)` */
function spanText({ least, most }: ReturnType<typeof extremes>, describe: (value: number) => string): string {
  const [low, high] = [describe(least.value), describe(most.value)]
  return low === high ? `${low} in all of them` : `from ${low} (${least.id}) to ${high} (${most.id})`
}

/** First, where something is asked for: whether the plan keeps it, and what to set. */
function constraintsAnswer({ choices, verdict, cells }: Plan): Answer[] {
  const { maxLost } = verdict
  if (choices === null && maxLost === null) return []
  const { kept: isKept, broken } = verdict
  const kept = `The plan keeps what is asked for${cells.length > 1 ? ' in every cell' : ''}.`
  const first = broken.slice(0, changesMax).join(' ')
  const more = broken.length - changesMax
  return [
    {
      topic: isKept ? 'Constraints, kept' : 'Constraints, BROKEN',
      standing: isKept ? 'good' : 'bad',
      figure: choices?.headline ?? (isKept ? 'nothing more is lost than allowed' : 'too much is lost'),
      text: [
        isKept ? kept : `${first}${more > 0 ? ` So do ${more} more.` : ''}`,
        ...(choices === null ? [] : [choices.answer, searchText(choices)]),
        ...(maxLost === null ? [] : [`By the simulation, on average, ${allowedText(maxLost)} may be lost.`]),
      ].join(' '),
    },
  ]
}

function allowedText({ value, unit }: NonNullable<Plan['verdict']['maxLost']>): string {
  return unit === 'records'
    ? `at most ${plural(value, 'record')}`
    : `at most ${describePart(value)} of the records`
}

function searchText({ satisfying, lookedAt, constraints }: NonNullable<Plan['choices']>): string {
  return `By theory and modelled prices ${satisfying} of ${plural(lookedAt, 'setting')} ${satisfying === 1 ? 'satisfies' : 'satisfy'} what is asked for (${constraintText(constraints)}), other deployments included.`
}

function constraintText(constraints: NonNullable<Plan['choices']>['constraints']): string {
  const limits = [
    limit('at most', constraints.maxUsd, describeMoney),
    limit('p99 added at most', constraints.maxP99AddedS, describeSeconds),
    limit('used without asking KMS for at most', constraints.maxExposureS, describeSeconds),
    limit('records that one key opens at most', constraints.maxRecordsPerKey, describeNumber),
    limit('headroom at least', constraints.minQuotaHeadroom, describePart),
  ].filter((text) => text !== nothing)
  return limits.length === 0 ? 'nothing' : limits.join(', ')
}

function limit(words: string, value: number | null, describe: (value: number) => string): string {
  return value === null ? nothing : `${words} ${describe(value)}`
}

/** The other fleet: first by the verdicts that change, then by the other figures that differ. */
function whatIfAnswer({ whatIf }: Plan): Answer[] {
  if (whatIf === null) return []
  const changed = changedFigures(whatIf)
  const turned = changed.filter(isTurned)
  const texts = changed.slice(0, Math.max(changesMax, turned.length)).map(changeText)
  const more = changed.length - texts.length
  return [
    {
      topic: 'What if',
      standing: turned.some(({ isGood }) => isGood!.base) ? 'bad' : turned.length > 0 ? 'good' : 'neutral',
      figure: whatIfFigure(changed),
      text:
        changed.length === 0
          ? `With ${whatIf.name} nothing changes (theory and modelled money).`
          : `With ${whatIf.name} (theory and modelled money, simulated where it says so): ${texts.join('; ')}${more > 0 ? `; ${more} more below` : ''}.`,
    },
  ]
}

/** What people lose comes before what they are short of. */
function whatIfFigure(changed: readonly WhatIfFigure[]): string {
  const most = changed.findLast(isTurned) ?? changed.find(({ dimension }) => dimension === 'money')
  if (most === undefined)
    return changed.length === 0 ? 'nothing changes' : `${plural(changed.length, 'figure')} differ`
  const { figure, dimension, base, other } = most
  const describe = describeOf(dimension)
  return `${dimension === 'money' ? '' : `${figure}: `}${describe(base)} to ${describe(other)}`
}

function changeText(changed: WhatIfFigure): string {
  const { figure, dimension, change } = changed
  const relative = change === null ? '' : ` (${describeChange(change, dimension)})`
  return `${figure} ${judged(changed, 'base')} to ${judged(changed, 'other')}${relative}`
}

function verificationAnswer({ verification }: Plan): Answer[] {
  if (verification === null) return []
  const { checks, verdict } = verification
  const failed = checks.filter(({ agrees }) => !agrees)
  const names = failed.slice(0, 3).map(({ figure, one, other }) => `${figure} (${one}, ${other})`)
  const widest = Math.max(0, ...checks.map(({ sigmas }) => Math.abs(sigmas)))
  return [
    {
      topic: 'Verification',
      standing: verdict === 'agrees' ? 'good' : 'bad',
      figure: verdict === 'agrees' ? 'all agree' : `${failed.length} of ${checks.length} disagree`,
      text:
        verdict === 'agrees'
          ? `All ${plural(checks.length, 'check')} agree; the widest difference is ${describeNumber(widest)} sigmas.`
          : `${failed.length} of ${plural(checks.length, 'check')} DISAGREE: ${names.join('; ')}${failed.length > 3 ? ' and more' : ''}. Do not rely on this plan.`,
    },
  ]
}
