/**
 * A comparison for a terminal.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { plural } from '../figures.ts'
import { paint, wrap, type TerminalOptions } from '../terminal-text.ts'
import { fittedTable, isOneTable, naturalWidth } from '../fitted-table.ts'
import { reasonMost, shortened } from '../text.ts'
import { withoutColumn, type Table } from '../overview.ts'
import { changeAxis, changeLegend, changeLine } from '../terminal-charts/change-line.ts'
import { changeMarks, changeOutcomes, outcomeOf, verdictWords } from './change-outcome.ts'
import { changeTable, comparisonHeadline, comparisonMethod, missesMuch } from './comparison-text.ts'

const rowsMax = 60
const marksLegend = changeOutcomes
  .map((outcome) => `${changeMarks[outcome]} ${verdictWords[outcome]}`)
  .join(', ')
/** Below this width a verdict is told by its mark, and each change stands in one line where that is possible. */
const wideFrom = 100
/** From this width on changes are drawn, in as many columns as there are more. */
const plotFrom = 136
const plotLeast = 21
const plotMost = 41
const reasonsMax = 10
/** Columns that are no parameters. */
const usual: ReadonlySet<string> = new Set([
  'cell',
  'figure',
  'base',
  'candidate',
  'change (95 %)',
  'would find',
  'verdict',
])
const sgrOf = { regression: 31, improvement: 32, 'no-difference': 32, inconclusive: 33 } as const

/** Several lines, without a line break at the end. Of many changes those that stand out come first. */
export function renderComparison(comparison: Comparison, options: TerminalOptions): string {
  const { changes, verdict, reasons, warnings } = comparison
  const shown = changes.length <= rowsMax ? changes : mostNotable(comparison)
  const short = changeTable({ ...comparison, changes: shown }, { isShort: true })
  const table = options.width < wideFrom ? narrowed(short) : short
  const axis = changeAxis(shown)
  const columns = plotColumns(options.width)
  const drawn =
    axis === undefined || columns === undefined
      ? table
      : withColumn(table, axis.label, (row) =>
          changeLine(shown[row]!, outcomeOf(shown[row]!, comparison.tolerance), axis.most, columns),
        )
  const isDrawn = drawn !== table && isOneTable(drawn, options.width)
  const fitting = isDrawn ? drawn : essential(table, options.width)
  const left = changes.length - shown.length
  return [
    fittedTable(fitting, options.width, keysOf(fitting)),
    ...(isDrawn ? [wrap(changeLegend, options.width)] : leftOutText(short, fitting, options.width)),
    ...(table === short ? [] : [wrap(marksLegend, options.width)]),
    ...(left > 0 ? [`${plural(left, 'more figure')} without a change in comparison.json.`] : []),
    ...[...warnings, ...reasons.slice(0, reasonsMax)].map((text) =>
      wrap(`! ${shortened(text, reasonMost)}`, options.width),
    ),
    wrap(comparisonMethod(comparison), options.width),
    paint(
      wrap(comparisonHeadline(comparison), options.width),
      sgrOf[missesMuch(comparison) ? 'inconclusive' : verdict],
      options,
    ),
  ].join('\n\n')
}

/** For the picture of a change; undefined where the table has no room for one. */
function plotColumns(width: number): number | undefined {
  return width < plotFrom ? undefined : Math.min(plotMost, width - plotFrom + plotLeast)
}

/** Without as many columns as must go for one table, those first that say least; figure, change and verdict stay. */
function essential(table: Table, width: number): Table {
  const parameters = table.columns.flatMap(({ label }) => (usual.has(label) ? [] : [label]))
  let fitting = table
  for (const label of ['would find', ...parameters, 'base', 'candidate']) {
    if (isOneTable(fitting, width)) break
    fitting = withoutColumn(fitting, label)
  }
  return fitting
}

function leftOutText(all: Table, shown: Table, width: number): string[] {
  const left = all.columns.filter(({ label }) => shown.columns.every((column) => column.label !== label))
  if (left.length === 0) return []
  const names = left.map(({ label }) => label).join(', ')
  return [
    wrap(
      `${plural(left.length, 'column')} left out: ${names}; all fit into ${naturalWidth(all)} columns; the page has them.`,
      width,
    ),
  ]
}

/** What tells a row apart, should the table have to go on below itself. */
function keysOf({ columns }: Table): number {
  return columns.findIndex(({ label }) => label === 'figure') + 1
}

/** Verdicts by their marks alone. */
function narrowed(table: Table): Table {
  const { columns, rows } = withoutColumn(table, 'would find')
  return { columns, rows: rows.map((row) => [...row.slice(0, -1), row.at(-1)!.split(' ')[0]!]) }
}

/** Before the verdict, which is read last. */
function withColumn({ columns, rows }: Table, label: string, textOf: (row: number) => string): Table {
  return {
    columns: columns.toSpliced(-1, 0, { label, isNumber: true }),
    rows: rows.map((row, at) => row.toSpliced(-1, 0, textOf(at))),
  }
}

function mostNotable({ changes, tolerance }: Comparison): Comparison['changes'] {
  const rankOf = (change: Change) => changeOutcomes.indexOf(outcomeOf(change, tolerance))
  return changes.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, rowsMax)
}
