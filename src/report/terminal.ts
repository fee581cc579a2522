/**
 * The result of a run for a terminal: the verdict of each claim and the table
 * of cells, in as many columns as there is room for.
 *
 * @module
 */
import type { CellResult, ClaimResult, ClaimVerdict, Run } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { fairnessNotes } from './fairness.ts'
import { crossingSentences } from './crossings.ts'
import {
  asksEncrypt,
  describeAmount,
  describeCalls,
  describeCount,
  describeEstimate,
  describeValue,
  nothing,
  plural,
} from './figures.ts'
import { kmsTroubles } from './kms-outcomes.ts'
import {
  claimText,
  describeExpected,
  describeStored,
  describeValidity,
  headline,
  question,
  sweptParameters,
  verdictMarks,
  wasMeasured,
  worstCells,
} from './overview.ts'
import { textTable } from './text-table.ts'
import { printable } from './text.ts'
import { textColumns } from './text-width.ts'

export interface TerminalOptions {
  readonly color: boolean
  /** In columns. */
  readonly width: number
}

const intervalLabel = 'overhead p50 (95 %)'
const cellsMax = 30
const cellsShown = 20
const claimsMax = 20
const reasonsMax = 10

const sgrOf: Readonly<Record<ClaimVerdict, number>> = {
  holds: 32,
  refuted: 31,
  inconclusive: 33,
  invalid: 35,
}

/** Several lines, without a line break at the end. */
export function renderSummary(run: Run, options: TerminalOptions): string {
  const blocks = [
    paint(wrap(question(run), options.width), 1, options),
    ...(run.cells.length === 0 ? ['No cell has been measured.'] : [cellsTable(run, options)]),
    ...(run.cells.length > cellsMax
      ? [
          wrap(
            `Shown are the worst ${cellsShown} of ${run.cells.length} cells; ${run.cells.length - cellsShown} are left out. The report has them all.`,
            options.width,
          ),
        ]
      : []),
    ...fairnessNotes(run).map((note) => wrap(note, options.width)),
    ...claimBlocks(run, options),
    ...crossingSentences(run).map((sentence) => wrap(sentence, options.width)),
    ...reasonBlock(run, options),
    wrap(headline(run), options.width),
  ]
  return blocks.join('\n\n')
}

function paint(text: string, sgr: number, { color }: TerminalOptions): string {
  return color ? `\u001B[${sgr}m${text}\u001B[0m` : text
}

interface TerminalColumn {
  readonly label: string
  readonly isNumber: boolean
  /** The larger, the sooner it goes where there is no room. */
  readonly rank: number
  readonly text: (cell: CellResult) => string
}

function columnsOf(run: Run): readonly TerminalColumn[] {
  const parameters = sweptParameters(run).map((name) => ({
    label: name.split('.').join('\n'),
    isNumber: false,
    rank: 1,
    text: (cell: CellResult) => (name in cell.params ? describeValue(cell.params[name]) : nothing),
  }))
  const operations = (['put', 'get'] as const).filter((name) =>
    run.cells.some((cell) => wasMeasured(cell[name])),
  )
  const latencies = operations.flatMap((name): TerminalColumn[] => {
    const figure = (
      rank: number,
      label: string,
      describe: (result: CellResult['put']) => string,
    ): TerminalColumn => ({
      label: `${name}\n${label}`,
      isNumber: true,
      rank,
      text: (cell) => (wasMeasured(cell[name]) ? describe(cell[name]) : nothing),
    })
    return [
      figure(8, 'plain p50', ({ plain }) => describeDuration(plain.serviceTime.p50)),
      figure(6, 'sealed p50', ({ sealed }) => describeDuration(sealed.serviceTime.p50)),
      figure(name === 'put' ? 4 : 7, 'sealed p99', ({ sealed }) => describeDuration(sealed.serviceTime.p99)),
      figure(9, intervalLabel, ({ overhead }) => describeEstimate(overhead.p50)),
      figure(0, 'overhead', ({ overhead }) => describeDuration(overhead.p50.estimateNs)),
    ]
  })
  const calls = run.cells.some(({ kms }) => asksEncrypt(kms)) ? 'gen. + decr. + encr.' : 'gen. + decr.'
  return [
    { label: 'cell', isNumber: false, rank: 0, text: ({ id }) => id },
    ...parameters,
    ...latencies,
    {
      label: `KMS calls\n${calls}`,
      isNumber: true,
      rank: 2,
      text: ({ kms }) => describeCalls(kms.calls),
    },
    { label: `expected\n${calls}`, isNumber: true, rank: 3, text: describeExpected },
    { label: 'USD\n30 d', isNumber: true, rank: 5, text: ({ kms }) => describeAmount(kms.usdPer30Days) },
    { label: 'stored\nB/rec.', isNumber: true, rank: 5, text: describeStored },
    { label: 'one key\nopens', isNumber: true, rank: 5, text: ({ exposure }) => describeReach(exposure) },
    { label: 'validity', isNumber: false, rank: 0, text: ({ validity }) => validity.verdict },
  ]
}

/** Records that the leak of what is cached would open: key material, or the branch key that it comes from. */
function describeReach(exposure: CellResult['exposure']): string {
  const use = exposure?.branchKey ?? exposure?.keyMaterial
  return use == null ? nothing : describeCount(use.recordsMax)
}

function cellsTable(run: Run, options: TerminalOptions): string {
  const cells = run.cells.length > cellsMax ? worstCells(run, cellsShown) : run.cells
  const columns = fitting(columnsOf(run), cells, options.width)
  const rows = cells.map((cell) => columns.map(({ text }) => printable(text(cell))))
  const table = textTable(columns, rows, { isCompact: true })
  const broken = cells
    .filter(({ validity }) => validity.verdict !== 'valid')
    .map((cell) => wrap(`${cell.id} is ${describeValidity(cell)}`, options.width))
  return [table, ...broken].join('\n')
}

/** Leaves out the least important columns until the rest fits; the interval replaces the bare overhead where it fits. */
function fitting(
  columns: readonly TerminalColumn[],
  cells: readonly CellResult[],
  width: number,
): readonly TerminalColumn[] {
  const widthOf = ({ label, text }: TerminalColumn) =>
    Math.max(
      ...label.split('\n').map(textColumns),
      ...cells.map((cell) => textColumns(printable(text(cell)))),
    ) + 3
  const total = (list: readonly TerminalColumn[]) => list.reduce((sum, column) => sum + widthOf(column), 1)
  const full = columns.filter(({ label }) => !label.endsWith('\noverhead'))
  const brief = columns.filter(({ label }) => !label.endsWith(intervalLabel))
  if (total(full) <= width) return full
  let kept = brief
  while (total(kept) > width) {
    const worst = Math.max(...kept.map(({ rank }) => rank))
    if (worst === 0) break
    const last = kept.findLastIndex(({ rank }) => rank === worst)
    kept = kept.filter((_, index) => index !== last)
  }
  return kept
}

function claimBlocks(run: Run, options: TerminalOptions): string[] {
  const order: Readonly<Record<ClaimVerdict, number>> = { refuted: 0, invalid: 1, inconclusive: 2, holds: 3 }
  const claims =
    run.claims.length <= claimsMax
      ? run.claims
      : run.claims.toSorted((one, other) => order[one.verdict] - order[other.verdict]).slice(0, claimsMax)
  const blocks = claims.map((claim) => claimBlock(run, claim, options))
  const left = run.claims.length - claims.length
  return left > 0 ? [...blocks, `${plural(left, 'more claim')} in the report.`] : blocks
}

function claimBlock(run: Run, claim: ClaimResult, options: TerminalOptions): string {
  const { id, statement, verdict, subject, cell, bound } = claimText(run, claim)
  const word = paint(`${verdictMarks[verdict]} ${verdict}`, sgrOf[verdict], options)
  return [
    `${word}  ${printable(id)}: ${printable(statement)}`,
    wrap(`${claim.reason} (claimed ${bound} of ${subject} in ${cell})`, options.width, '  '),
  ].join('\n')
}

/** What else the run says against itself: failed thresholds, cells that are not valid, KMS calls that theory does not explain. */
function reasonBlock(run: Run, options: TerminalOptions): string[] {
  const others = run.reasons.filter((reason) => !reason.startsWith('claim '))
  const all = [...others, ...kmsTroubles(run.cells)]
  const shown = all.slice(0, reasonsMax).map((reason) => wrap(`! ${reason}`, options.width))
  const left = all.length - shown.length
  const lines = left > 0 ? [...shown, `! and ${plural(left, 'more reason')}, in the report`] : shown
  return lines.length > 0 ? [lines.join('\n')] : []
}

function wrap(text: string, width: number, indent = ''): string {
  const lines: string[] = []
  let line = indent
  for (const word of printable(text).split(' ').filter(Boolean)) {
    const isFirst = line === indent
    if (!isFirst && textColumns(line) + 1 + textColumns(word) > width) {
      lines.push(line)
      line = indent + word
    } else line += isFirst ? word : ` ${word}`
  }
  return [...lines, line].join('\n')
}
