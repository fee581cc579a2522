/**
 * The cells of a run as a table for a terminal, in as many columns as there is
 * room for: what tells cells apart goes before what is alike in all of them.
 *
 * @module
 */
import type { CellResult, OperationResult, Run } from '../run-store/run-format.ts'
import { describeDuration } from '../units/quantity.ts'
import {
  asksEncrypt,
  describeAmount,
  describeCalls,
  describeCount,
  describeEstimate,
  nothing,
  plural,
} from './figures.ts'
import { brokenLines } from './line-breaks.ts'
import { describeExpected, describeStored, wasMeasured, worstCells } from './overview.ts'
import { parameterText, sweptParameters } from './parameters.ts'
import { resolutionText } from './resolution.ts'
import { wrap } from './terminal-text.ts'
import { textTable } from './text-table.ts'
import { printable } from './text.ts'
import { textColumns } from './text-width.ts'

/** Of more cells only the worst are shown. */
export const cellsMax = 30
export const cellsShown = 20

interface TerminalColumn {
  /** May have several lines. */
  readonly label: string
  readonly isNumber: boolean
  /** 0 always stays; of the others the smallest come first. */
  readonly rank: number
  readonly text: (cell: CellResult) => string
  /** Worth its place even where it is alike in every cell: what a leak opens is no less for that. */
  readonly staysAlike?: boolean
  /** Its text breaks into lines of so many columns. */
  readonly breaksAt?: number
}

/** A column with its texts, as they will stand. */
interface FilledColumn extends Pick<TerminalColumn, 'label' | 'isNumber' | 'rank'> {
  /** One for each cell. */
  readonly texts: readonly string[]
  /** With its rule and blanks, in columns of the terminal. */
  readonly width: number
}

const intervalLabel = 'overhead p50 (95 %)'
const shortResolutionLabel = 'A/A, detectable,\neffective rec.'
/** What is alike in every cell ranks behind all that is not. */
const alikeRank = 100
/** Share of the width that the values of one parameter may take. */
const parameterShare = 0.4
const parameterMin = 20

/** The cells that the table shows. */
export function shownCells(run: Run): readonly CellResult[] {
  return run.cells.length > cellsMax ? worstCells(run, cellsShown) : run.cells
}

/** As lines, at most `width` columns wide where that is possible, and a sentence on what has no room. */
export function cellsTable(run: Run, width: number): string {
  const cells = shownCells(run)
  const all = columnsOf(run, width).map((column) => filled(column, cells))
  const columns = fitting(all, width)
  const rows = cells.map((_, index) => columns.map(({ texts }) => texts[index]!))
  return [textTable(columns, rows, { isCompact: true }), ...leftOutText(all, columns, width)].join('\n')
}

/** `put plain p50, sealed p99; get overhead; USD 30 d`. */
function columnNames(columns: readonly FilledColumn[]): string {
  const short = columns.map(({ label }) => label.replace(shortResolutionLabel, 'A/A'))
  const groups = Map.groupBy(short, (label) => (/^(put|get)\n/.test(label) ? label.slice(0, 3) : label))
  return [...groups.values()]
    .map((labels) =>
      labels
        .map((label, index) => label.slice(index === 0 ? 0 : label.indexOf('\n') + 1).replaceAll('\n', ' '))
        .join(', '),
    )
    .join('; ')
}

/** An overhead with its interval is no other column than the bare one. */
function leftOutText(all: readonly FilledColumn[], shown: readonly FilledColumn[], width: number): string[] {
  const figureIn = ({ label }: FilledColumn) => label.replace(intervalLabel, 'overhead')
  const figures = new Set(shown.map(figureIn))
  const left = all.filter((column) => !figures.has(figureIn(column)) && !column.label.endsWith(intervalLabel))
  if (left.length === 0) return []
  return [
    wrap(
      `${plural(left.length, 'column')} left out: ${columnNames(left)}; all fit into ${totalOf(withIntervals(all))} columns; the report has them.`,
      width,
    ),
  ]
}

function columnsOf(run: Run, width: number): readonly TerminalColumn[] {
  const breaksAt = Math.max(parameterMin, Math.floor(parameterShare * width))
  const parameters = sweptParameters(run).map((name) => ({
    label: name.split('.').map(printable).join('\n'),
    isNumber: false,
    rank: 1,
    text: (cell: CellResult) => parameterText(run, cell, name),
    breaksAt,
  }))
  const operations = (['put', 'get'] as const).filter((name) =>
    run.cells.some((cell) => wasMeasured(cell[name])),
  )
  const calls = run.cells.some(({ kms }) => asksEncrypt(kms)) ? 'gen. + decr. + encr.' : 'gen. + decr.'
  return [
    { label: 'cell', isNumber: false, rank: 0, text: ({ id }) => id },
    ...parameters,
    ...operations.flatMap((name, index) => latencyColumns(name, index === 0)),
    number(`KMS calls\n${calls}`, 2, ({ kms }) => describeCalls(kms.calls)),
    number(`expected\n${calls}`, 7, describeExpected),
    number('USD\n30 d', 1.5, ({ kms }) => describeAmount(kms.usdPer30Days)),
    number('stored\nB/rec.', 6, describeStored),
    {
      ...number(reachLabel(run), 3, ({ exposure }) => describeReach(exposure)),
      staysAlike: true,
    },
    { label: 'validity', isNumber: false, rank: 0, text: ({ validity }) => validity.verdict },
  ]
}

/** The overhead of the first operation always stays. */
function latencyColumns(name: 'put' | 'get', isFirst: boolean): readonly TerminalColumn[] {
  const figure = (rank: number, label: string, describe: (result: OperationResult) => string) =>
    number(`${name}\n${label}`, rank, (cell) => (wasMeasured(cell[name]) ? describe(cell[name]) : nothing))
  return [
    figure(11, 'plain p50', ({ plain }) => describeDuration(plain.serviceTime.p50)),
    figure(9, 'sealed p50', ({ sealed }) => describeDuration(sealed.serviceTime.p50)),
    figure(isFirst ? 8 : 10, 'sealed p99', ({ sealed }) => describeDuration(sealed.serviceTime.p99)),
    figure(isFirst ? 0 : 5, 'overhead', ({ overhead }) => describeDuration(overhead.p50.estimateNs)),
    figure(12, intervalLabel, ({ overhead }) => describeEstimate(overhead.p50)),
    figure(13, shortResolutionLabel, resolutionText),
  ]
}

function number(label: string, rank: number, text: TerminalColumn['text']): TerminalColumn {
  return { label, isNumber: true, rank, text }
}

/** What the leak is of: key material is what KMS gives as a data key, and lasts for many records. */
function reachLabel({ cells }: Run): string {
  const isBranch = cells.some(({ exposure }) => exposure?.branchKey != null)
  return isBranch ? 'one KMS\nor branch\nkey opens' : 'one KMS\ndata key\nopens'
}

/** Records that the leak of what is cached would open: key material, or the branch key that it comes from. */
function describeReach(exposure: CellResult['exposure']): string {
  const use = exposure?.branchKey ?? exposure?.keyMaterial
  return use == null ? nothing : describeCount(use.recordsMax)
}

function filled(
  { label, isNumber, rank, text, staysAlike = false, breaksAt = Infinity }: TerminalColumn,
  cells: readonly CellResult[],
): FilledColumn {
  const texts = cells.map((cell) => brokenLines(printable(text(cell)), breaksAt, textColumns).join('\n'))
  const isAlike = cells.length > 1 && new Set(texts).size === 1
  return {
    label,
    isNumber,
    rank: rank > 0 && isAlike && !staysAlike ? rank + alikeRank : rank,
    texts,
    width: Math.max(...[label, ...texts].flatMap((lines) => lines.split('\n').map(textColumns))) + 3,
  }
}

/** All columns with intervals where they fit, or all but what a cell resolves; else, by rank, each for which there is still room, and the bare overhead. */
function fitting(columns: readonly FilledColumn[], width: number): readonly FilledColumn[] {
  const full = withIntervals(columns)
  if (totalOf(full) <= width) return full
  const plainer = full.filter(({ label }) => !label.endsWith(shortResolutionLabel))
  if (totalOf(plainer) <= width) return plainer
  const kept = new Set(columns.filter(({ rank }) => rank === 0))
  const others = columns.filter(({ label, rank }) => rank > 0 && !label.endsWith(intervalLabel))
  for (const column of others.toSorted((one, other) => one.rank - other.rank))
    if (totalOf([...kept, column]) <= width) kept.add(column)
  return columns.filter((column) => kept.has(column))
}

function withIntervals(columns: readonly FilledColumn[]): readonly FilledColumn[] {
  return columns.filter(({ label }) => !label.endsWith('\noverhead'))
}

function totalOf(columns: readonly FilledColumn[]): number {
  return columns.reduce((sum, column) => sum + column.width, 1)
}
