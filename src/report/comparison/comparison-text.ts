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

export const changeMarks: Readonly<Record<ChangeVerdict, string>> = {
  regression: '✘',
  improvement: '✔',
  'no-difference': '=',
  withheld: '▢',
}

export function comparisonHeadline({ verdict, changes }: Comparison): string {
  const count = (wanted: ChangeVerdict) => changes.filter((change) => change.verdict === wanted).length
  switch (verdict) {
    case 'regression':
      return `Regression: ${count('regression')} of ${plural(changes.length, 'figure')} ${count('regression') === 1 ? 'is' : 'are'} worse than in the base.`
    case 'improvement':
      return `No regression; ${count('improvement')} of ${plural(changes.length, 'figure')} ${count('improvement') === 1 ? 'is' : 'are'} better than in the base.`
    case 'no-difference':
      return 'No difference is claimed.'
    default:
      return 'Nothing can be told.'
  }
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

/** One row for each change; with `isShort`, only those columns that a terminal has room for. */
export function changeTable({ changes }: Comparison, isShort = false): Table {
  const parameters = [...new Set(changes.flatMap(({ params }) => Object.keys(params)))]
  const more = isShort ? [] : [{ label: 'run to run', isNumber: true }]
  return {
    columns: [
      { label: 'cell' },
      ...parameters.map((label) => ({ label })),
      { label: 'figure' },
      { label: 'base', isNumber: true },
      { label: 'candidate', isNumber: true },
      { label: 'change (95 %)', isNumber: true },
      ...more,
      { label: 'would find', isNumber: true },
      { label: 'verdict' },
    ],
    rows: changes.map((change) => [
      change.cellId,
      ...parameters.map((name) => describeParameter(change.params[name] ?? null)),
      change.statistic === null ? change.metric : `${change.metric} ${change.statistic}`,
      describeMetric(change.metric, change.base),
      describeMetric(change.metric, change.candidate),
      changeText(change),
      ...(isShort ? [] : [runToRunText(change)]),
      change.runToRun === null || change.detectable === null ? nothing : describeSize(change.detectable),
      `${changeMarks[change.verdict]} ${change.verdict}`,
    ]),
  }
}

function changeText({ change, ci95, runToRun }: Change): string {
  if (change === null) return nothing
  if (runToRun === null || ci95 === null) return describeShare(change)
  return `${describeShare(change)} (${describeInterval(ci95, describeShare)})`
}

function runToRunText({ runToRun, isRunToRunMeasured }: Change): string {
  if (runToRun === null) return nothing
  return `${describeSize(runToRun)}${isRunToRunMeasured ? '' : ' assumed'}`
}
