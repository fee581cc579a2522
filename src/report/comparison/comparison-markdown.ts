/**
 * A comparison as Markdown: what a merge request is to be told.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import { commandLine } from '../shell-words.ts'
import { markdownTable } from '../summary.ts'
import { escapeMarkdown as escape, reasonMost, shortened } from '../text.ts'
import { changeTable, comparisonHeadline, comparisonMethod } from './comparison-text.ts'

const rowsMax = 200

export function renderComparisonMarkdown(comparison: Comparison): string {
  const { scenario, changes, warnings, reasons, exitCode, told } = comparison
  const left = changes.length - rowsMax
  const blocks = [
    `## sealbench: ${escape(scenario)}`,
    `**${escape(comparisonHeadline(comparison))}** Exit code ${exitCode}.`,
    ...[...warnings, ...reasons].map((text) => `- ${escape(shortened(text, reasonMost))}`),
    markdownTable(changeTable({ ...comparison, changes: changes.slice(0, rowsMax) })),
    ...(left > 0 ? [`${left} more figures stand in comparison.json.`] : []),
    escape(comparisonMethod(comparison)),
    // Its words need no escaping in a span of code.
    ...(told === undefined ? [] : [`Again: \`${commandLine(told)}\``]),
  ]
  return `${blocks.join('\n\n')}\n`
}
