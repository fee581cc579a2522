/**
 * What a comparison says, as plain text: the table, the headline and the notes
 * that page, Markdown and terminal share.
 *
 * @module
 */
import type { Change, ChangeVerdict, Comparison } from '../../run-store/comparison-format.ts'
import { describeShare, describeSize } from '../../units/share.ts'
import { describeInterval, describeMetric, nothing, plural } from '../figures.ts'
import type { Table } from '../overview.ts'
import { describeParameter } from '../parameters.ts'
import { describeAmount, describeAmounts } from './amount-of-change.ts'
import { changeMarks, outcomeOf, verdictWords, type ChangeOutcome } from './change-outcome.ts'

/** What the columns of the table mean, by their labels; those that say it themselves are left out. */
export const columnMeanings: Readonly<Record<string, string>> = {
  'plain arm':
    'what the plain arm, in which nothing seals, changed by at the same place: so much lies with the machine, not with the code',
  'run to run':
    'how far runs of equal code lie apart (relative standard deviation), measured from the repetitions or assumed',
  'would find':
    'the smallest increase that a comparison like this one finds four times out of five; smaller ones may be missed',
  verdict:
    '= lies within what is tolerated with its whole interval, or is counted; ? was not found, and cannot be ruled out either: its interval reaches beyond what is tolerated',
}

/** So many times what is tolerated is far more than that. */
const muchMore = 5

/** Whether finding nothing says next to nothing, as only far larger increases than those that are tolerated would have been found. */
export function missesMuch({ verdict, changes, tolerance }: Comparison): boolean {
  const largest = largestMissed(changes)
  return verdict === 'no-difference' && largest !== undefined && largest > muchMore * tolerance
}

export function comparisonHeadline(comparison: Comparison): string {
  const { verdict, changes } = comparison
  const count = (wanted: ChangeVerdict) => changes.filter((change) => change.verdict === wanted).length
  switch (verdict) {
    case 'regression':
      return `Regression: ${count('regression')} of ${plural(changes.length, 'figure')} ${count('regression') === 1 ? 'is' : 'are'} worse than in the base.`
    case 'improvement':
      return `No regression; ${count('improvement')} of ${plural(changes.length, 'figure')} ${count('improvement') === 1 ? 'is' : 'are'} better than in the base.`
    case 'no-difference': {
      const largest = largestMissed(changes)
      if (largest === undefined) return 'No difference was found.'
      return missesMuch(comparison)
        ? `Cannot tell: only increases of a median above ${describeSize(largest)} would have been found. More runs find smaller ones (--repetitions 6).`
        : `No difference was found; increases of a median below ${describeSize(largest)} may be missed.`
    }
    default:
      return 'Nothing can be told.'
  }
}

/** The increase that a comparison might have missed at the medians, relative; undefined where none was compared. */
function largestMissed(changes: readonly Change[]): number | undefined {
  const medians = changes.filter(({ statistic, runToRun }) => statistic === 'p50' && runToRun !== null)
  return medians.length === 0 ? undefined : Math.max(...medians.map(({ detectable }) => detectable ?? 0))
}

/** `put sealed p50`; metrics that are no service time by their whole name. */
export function figureName({ metric, statistic }: Pick<Change, 'metric' | 'statistic'>): string {
  const short = metric.replace(/^(put|get)\.(\w+)\.serviceTime$/, '$1 $2')
  return statistic === null ? short : `${short} ${statistic}`
}

/** How it was compared, in one or two sentences. */
export function comparisonMethod(comparison: Comparison): string {
  const { base, candidate, design, tolerance, changes, rerunCells } = comparison
  const runs = `${plural(base.runs.length, 'run')} of the base (${base.name}), ${plural(candidate.runs.length, 'run')} of the candidate (${candidate.name})`
  const how = design === 'paired' ? 'in turns on one machine' : 'independent of each other'
  const tested = changes.filter(({ runToRun }) => runToRun !== null).length
  const isAssumed = changes.some(
    ({ runToRun, isRunToRunMeasured }) => runToRun !== null && !isRunToRunMeasured,
  )
  return [
    `${runs}, ${how}; each run is one observation.`,
    `Intervals are 95 %; verdicts are corrected for ${plural(tested, 'latency', 'latencies')} (Holm) and tolerate ${describeSize(tolerance)}.`,
    describeSides(changes),
    ...(isAssumed
      ? ['How far runs of equal code lie apart is assumed, not measured: repeat the runs (--repetitions 6).']
      : []),
    ...(rerunCells.length > 0
      ? [
          `${rerunCells.join(', ')} looked like a regression and ${rerunCells.length === 1 ? 'was' : 'were'} run again.`,
        ]
      : []),
  ].join(' ')
}

/** More than rounding hides, relative. */
const apart = 0.001

/** What stands for the runs of a side. Earlier versions stored arithmetic means beside a change of geometric ones. */
function describeSides(changes: readonly Change[]): string {
  const isOlder = changes.some(
    ({ base, candidate, change }) =>
      change !== null && Math.abs((candidate - base) / Math.abs(base) - change) > apart * Math.max(1, change),
  )
  return isOlder
    ? 'Base and candidate are arithmetic means over runs, and a change is that of the geometric ones: what the two columns give is another figure.'
    : 'Base and candidate are geometric means over runs (arithmetic where one is 0), and a change is candidate against base.'
}

export interface ChangeTableOptions {
  /** For a terminal: without what its notes say, and with marks for words that are the usual ones. */
  readonly isShort?: boolean
  /** With changes as amounts too. */
  readonly hasAmounts?: boolean
}

/** One row for each change. */
export function changeTable(
  { changes, tolerance }: Pick<Comparison, 'changes' | 'tolerance'>,
  { isShort = false, hasAmounts = false }: ChangeTableOptions = {},
): Table {
  const parameters = [...new Set(changes.flatMap(({ params }) => Object.keys(params)))]
  const hasCells = !isShort || new Set(changes.map(({ cellId }) => cellId)).size > 1
  const hasControl = !isShort && changes.some(({ control }) => control !== null)
  const columns: readonly ChangeColumn[] = [
    ...(hasCells ? [{ label: 'cell', text: ({ cellId }: Change) => cellId }] : []),
    ...parameters.map((label) => ({
      label,
      text: ({ params }: Change) => describeParameter(Object.hasOwn(params, label) ? params[label] : null),
    })),
    { label: 'figure', text: figureName },
    { label: 'base', isNumber: true, text: (change) => sideText(change, change.base) },
    {
      label: 'candidate',
      isNumber: true,
      text: (change) => sideText(change, change.candidate),
    },
    { label: 'change (95 %)', isNumber: true, text: changeText },
    ...(hasAmounts ? [{ label: 'as an amount (95 %)', isNumber: true, text: amountText }] : []),
    ...(hasControl ? [{ label: 'plain arm', isNumber: true, text: controlText }] : []),
    ...(isShort ? [] : [{ label: 'run to run', isNumber: true, text: runToRunText }]),
    { label: 'would find', isNumber: true, text: detectableText },
    { label: 'verdict', text: (change) => verdictText(outcomeOf(change, tolerance), isShort) },
  ]
  return {
    columns: columns.map(({ label, isNumber = false }) => ({ label, isNumber })),
    rows: changes.map((change) => columns.map(({ text }) => text(change))),
  }
}

interface ChangeColumn {
  readonly label: string
  readonly isNumber?: boolean
  readonly text: (change: Change) => string
}

/** A side that has no figure is no zero. */
function sideText({ metric, verdict }: Change, value: number): string {
  return verdict === 'withheld' && value === 0 ? nothing : describeMetric(metric, value)
}

function verdictText(outcome: ChangeOutcome, isShort: boolean): string {
  return isShort && outcome === 'no-difference'
    ? changeMarks[outcome]
    : `${changeMarks[outcome]} ${verdictWords[outcome]}`
}

function detectableText({ runToRun, detectable }: Change): string {
  return runToRun === null || detectable === null ? nothing : describeShare(detectable)
}

function controlText({ control }: Change): string {
  return control === null ? nothing : describeShare(control)
}

function changeText({ change, ci95, runToRun }: Change): string {
  if (change === null) return nothing
  if (runToRun === null || ci95 === null) return describeShare(change)
  return `${describeShare(change)} (${describeInterval(ci95, describeShare)})`
}

/** What is counted has no interval. */
function amountText({ metric, base, change, ci95, runToRun }: Change): string {
  if (change === null) return nothing
  if (runToRun !== null && ci95 !== null) return describeAmounts({ metric, base, change, ci95 })
  return describeAmount({ metric, base, change })
}

function runToRunText({ runToRun, isRunToRunMeasured }: Change): string {
  if (runToRun === null) return nothing
  return `${describeSize(runToRun)}${isRunToRunMeasured ? '' : ' assumed'}`
}
