/**
 * Markdown for the step summary of GitHub Actions: the summary of a run
 * without links to files, which nobody can follow from there.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { describeInterval, describeMetric, nothing, plural } from '../figures.ts'
import { markdownTable, renderMarkdown } from '../summary.ts'
import { escapeMarkdown as escape } from '../text.ts'
import { parametersText } from './cell-names.ts'
import type { ExportFormat } from './export-format.ts'
import { changeName, describeRelative } from './findings.ts'

export const githubSummary: ExportFormat = {
  name: 'github-summary',
  summary: 'Markdown for $GITHUB_STEP_SUMMARY and for comments',
  fileName: 'summary.md',
  ofRun: (run) => renderMarkdown(run),
  ofComparison: comparisonMarkdown,
}

/** GitHub takes 1 MiB of a step, and 64 KiB of a comment. */
const rowsMax = 100

const worstFirst: readonly Change['verdict'][] = ['regression', 'withheld', 'improvement', 'no-difference']

const marks: Readonly<Record<Change['verdict'], string>> = {
  regression: '✘ regression',
  improvement: '✔ improvement',
  'no-difference': '○ no difference',
  withheld: '◆ withheld',
}

function comparisonMarkdown(comparison: Comparison): string {
  const { scenario, base, candidate, changes, verdict, exitCode, reasons, warnings } = comparison
  const sorted = changes.toSorted((one, other) => rank(one) - rank(other))
  const rows = sorted.slice(0, rowsMax).map(changeRow)
  const left = changes.length - rows.length
  const blocks = [
    `# ${escape(scenario)}: ${escape(candidate.name)} against ${escape(base.name)}`,
    `**Verdict: ${verdict}**, exit code ${exitCode}. ${escape(sidesSentence(comparison))}`,
    listText(reasons),
    markdownTable({ columns, rows }),
    left > 0 ? `${plural(left, 'change')} of ${changes.length} are left out here: the worst are shown.` : '',
    listText(warnings.map((warning) => `Warning: ${warning}`)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

function rank({ verdict }: Change): number {
  return worstFirst.indexOf(verdict)
}

function sidesSentence({ base, candidate, design, tolerance }: Comparison): string {
  const turns = design === 'paired' ? ', which took turns on one machine' : ''
  const runs = `${plural(candidate.runs.length, 'run')} against ${plural(base.runs.length, 'run')}${turns}`
  return `${runs}. Changes of less than ${Number((tolerance * 100).toPrecision(3))} % are tolerated.`
}

const columns = [
  { label: 'verdict' },
  { label: 'cell' },
  { label: 'metric' },
  { label: 'base', isNumber: true },
  { label: 'candidate', isNumber: true },
  { label: 'change (95 %)', isNumber: true },
  { label: 'why' },
]

function changeRow(change: Change): string[] {
  const { cellId, params, metric, base, candidate, ci95, verdict, reason } = change
  const parameters = parametersText(params)
  const relative = change.change === null ? nothing : describeRelative(change.change)
  return [
    marks[verdict],
    parameters === '' ? cellId : `${cellId} (${parameters})`,
    changeName(change),
    describeMetric(metric, base),
    describeMetric(metric, candidate),
    `${relative} (${describeInterval(ci95, describeRelative)})`,
    reason,
  ]
}

function listText(lines: readonly string[]): string {
  return lines.map((line) => `- ${escape(line)}`).join('\n')
}
