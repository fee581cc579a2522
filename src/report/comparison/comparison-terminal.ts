/**
 * A comparison for a terminal.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import { plural } from '../figures.ts'
import { paint, wrap, type TerminalOptions } from '../terminal-text.ts'
import { textTable } from '../text-table.ts'
import { printable } from '../text.ts'
import { changeTable, comparisonHeadline, comparisonMethod } from './comparison-text.ts'

const rowsMax = 60
const reasonsMax = 10
const sgrOf = { regression: 31, improvement: 32, 'no-difference': 32, inconclusive: 33 } as const

/** Several lines, without a line break at the end. Of many changes those that stand out come first. */
export function renderComparison(comparison: Comparison, options: TerminalOptions): string {
  const { changes, verdict, reasons, warnings } = comparison
  const shown = changes.length <= rowsMax ? changes : mostNotable(comparison)
  const { columns, rows } = changeTable({ ...comparison, changes: shown }, { isShort: true })
  const left = changes.length - shown.length
  return [
    textTable(
      columns.map((column) => ({ ...column, label: printable(column.label) })),
      rows.map((row) => row.map(printable)),
      { isCompact: true },
    ),
    ...(left > 0 ? [`${plural(left, 'more figure')} without a change in comparison.json.`] : []),
    ...[...warnings, ...reasons.slice(0, reasonsMax)].map((text) => wrap(`! ${text}`, options.width)),
    wrap(comparisonMethod(comparison), options.width),
    paint(wrap(comparisonHeadline(comparison), options.width), sgrOf[verdict], options),
  ].join('\n\n')
}

function mostNotable({ changes }: Comparison): Comparison['changes'] {
  const rank = { regression: 0, improvement: 1, withheld: 2, 'no-difference': 3 } as const
  return changes.toSorted((one, other) => rank[one.verdict] - rank[other.verdict]).slice(0, rowsMax)
}
