/**
 * What a report says before any picture, as plain text: verdicts, cells and
 * how to get them again. The page, the Markdown summary and the terminal
 * differ only in how they set it.
 *
 * @module
 */
import type { CellResult, ClaimResult, ClaimVerdict, OperationResult, Run } from '../run-store/run-format.ts'
import { isBroken, isFinished } from '../run-store/run-facts.ts'
import { describeDuration } from '../units/quantity.ts'
import {
  asksEncrypt,
  describeCalls,
  describeCount,
  describeEstimate,
  describeInterval,
  describeMetric,
  describePercentile,
  describeAmount,
  nothing,
  plural,
} from './figures.ts'
import { resumption } from './again.ts'
import { factorText } from './money-note.ts'
import { plantedNote } from './planted.ts'
import { cellLabel, describeParameter, parameterText, sweptParameters } from './parameters.ts'
import { resolutionLabel, resolutionText } from './resolution.ts'
import { shortened } from './text.ts'

export interface Column {
  readonly label: string
  /** Heading over neighbouring columns of the same group. */
  readonly group?: string
  readonly isNumber?: boolean
}

export interface Table {
  readonly columns: readonly Column[]
  readonly rows: readonly (readonly string[])[]
}

/** The same without what stands below one label. */
export function withoutColumn({ columns, rows }: Table, name: string): Table {
  const isKept = (_: unknown, at: number): boolean => columns[at]!.label !== name
  return { columns: columns.filter(isKept), rows: rows.map((row) => row.filter(isKept)) }
}

/** A claim in words. */
export interface ClaimText {
  readonly id: string
  readonly statement: string
  readonly source: string | undefined
  readonly verdict: ClaimVerdict
  /** `p50 of put.overhead per record`. */
  readonly subject: string
  readonly cell: string
  readonly estimate: string
  readonly interval: string
  readonly bound: string
  readonly holdsUpTo: string
  readonly reason: string
}

/** Of texts that people wrote, in characters: longer ones would bury what they are about. */
const questionMost = 300
const statementMost = 400

/** A verdict's mark, so that it is told by shape and word, never by colour alone. */
export const verdictMarks: Readonly<Record<ClaimVerdict, string>> = {
  holds: '✔',
  refuted: '✘',
  inconclusive: '◆',
  invalid: '■',
}

export function claimText(run: Run, claim: ClaimResult): ClaimText {
  const describe = (value: number) => describeMetric(claim.metric, value)
  const cell = run.cells.find(({ id }) => id === claim.cellId)
  const statistic = claim.statistic === null ? '' : `${claim.statistic} of `
  return {
    id: claim.id,
    statement: shortened(claim.statement, statementMost),
    source: claim.source && shortened(claim.source, statementMost),
    verdict: claim.verdict,
    subject: `${statistic}${claim.metric}${claim.unit === null ? '' : ` per ${claim.unit}`}`,
    cell: cell === undefined ? claim.cellId : cellLabel(run, cell),
    estimate: claim.estimate === null ? 'nothing measured' : describe(claim.estimate),
    interval: intervalText(claim, describe, cell),
    bound: claim.bound.text,
    holdsUpTo: claim.holdsUpToPercentile === null ? nothing : describeReach(claim.holdsUpToPercentile),
    reason: shortened(claim.reason, statementMost),
  }
}

function intervalText(
  { metric, estimate, ci95 }: ClaimResult,
  describe: (value: number) => string,
  cell: CellResult | undefined,
): string {
  if (estimate === null) return nothing
  if (ci95 === null || ci95[0] !== ci95[1]) return describeInterval(ci95, describe)
  if (!metric.startsWith('kms.usd')) return 'none needed, it is counted'
  const factor = cell === undefined ? undefined : factorText([cell])
  return `none: modelled from counted calls${factor === undefined ? '' : `, ${factor}`}`
}

export function describeReach(percent: number): string {
  if (percent <= 0) return 'nowhere'
  return percent >= 100 ? 'everywhere measured' : `up to ${describePercentile(percent)}`
}

/** One sentence on all claims, one on a run that is not whole, and one on faults that are planted. */
export function headline(run: Run): string {
  const sentences = [claimsSentence(run), ...chosenSentence(run)]
  const done = `${run.cells.filter(isFinished).length} of ${plural(run.cellsPlanned, 'cell')}`
  if (run.status === 'interrupted')
    sentences.push(`The run was interrupted after ${done}; this is what was measured.`)
  if (run.status === 'running') {
    const onward = resumption(run)
    sentences.push(
      `The run has not finished: ${done} so far.${onward === undefined ? '' : ` \`${onward}\` goes on from here.`}`,
    )
  }
  const invalid = run.cells.filter(isBroken).length
  if (invalid > 0) sentences.push(`${plural(invalid, 'cell is', 'cells are')} not valid.`)
  const planted = plantedNote(run)
  return [...(planted === undefined ? [] : [planted]), ...sentences].join(' ')
}

/** Where the command line chose some of the cells. */
function chosenSentence({ told }: Run): string[] {
  if (told?.cells === undefined) return []
  const { ids, of } = told.cells
  return [
    `${describeCount(ids.length)} of the ${plural(of, 'cell')} of the sweep ${ids.length === 1 ? 'was' : 'were'} run.`,
  ]
}

function claimsSentence({ claims }: Run): string {
  if (claims.length === 0) return 'This scenario makes no claims.'
  const parts = (['refuted', 'invalid', 'inconclusive', 'holds'] as const)
    .map((verdict) => ({ verdict, count: claims.filter((claim) => claim.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
  const [only] = parts
  if (parts.length === 1 && only !== undefined) {
    const subject =
      claims.length === 1 ? 'The claim' : claims.length === 2 ? 'Both claims' : `All ${claims.length} claims`
    const verb = claims.length === 1 ? 'is' : 'are'
    return only.verdict === 'holds'
      ? `${subject} ${claims.length === 1 ? 'holds' : 'hold'}.`
      : `${subject} ${verb} ${only.verdict}.`
  }
  const words = parts.map(({ verdict, count }) =>
    verdict === 'holds'
      ? `${count} ${count === 1 ? 'holds' : 'hold'}`
      : `${count} ${count === 1 ? 'is' : 'are'} ${verdict}`,
  )
  return `Of ${claims.length} claims, ${words.slice(0, -1).join(', ')} and ${words.at(-1)}.`
}

/** The run in one mark and word. One that claims nothing can still have failed. */
export function outcomeWord(run: Run): OutcomeWord {
  const { verdict, cells, thresholds } = run
  if (verdict !== 'none') return { mark: verdictMarks[verdict], word: verdict, kind: verdict }
  if (cells.some(isBroken)) return { mark: verdictMarks.invalid, word: 'not valid', kind: 'invalid' }
  if (thresholds.some(({ passed }) => !passed))
    return { mark: verdictMarks.refuted, word: 'threshold failed', kind: 'refuted' }
  return run.status === 'interrupted'
    ? { mark: '◌', word: 'interrupted', kind: 'none' }
    : { mark: '·', word: 'no claims', kind: 'none' }
}

export interface OutcomeWord {
  readonly mark: string
  readonly word: string
  readonly kind: Run['verdict']
}

export function scenarioName(run: Run): string {
  return describeParameter(run.scenario['name'] ?? 'unnamed')
}

/** The name as a heading; as a key, `scenarioName` has it whole. */
export function scenarioTitle(run: Run): string {
  return shortened(scenarioName(run), questionMost)
}

export function question(run: Run): string {
  const text = run.scenario['question']
  return typeof text === 'string' && text.trim() !== '' ? shortened(text, questionMost) : scenarioTitle(run)
}

/** The machine in one line. */
export function environmentLine({ environment }: Run): string {
  const memory = `${Math.round(environment.memoryBytes / 2 ** 30)} GiB`
  return [
    `${environment.cpuModel}, ${plural(environment.cores, 'core')}, ${memory}`,
    environment.platform,
    `Node ${environment.node.replace(/^v/, '')}`,
    `OpenSSL ${environment.openssl}`,
    `sealbench ${environment.sealbench}`,
  ].join(' · ')
}

/** What a cell has in each column of the table of cells. */
export function cellTable(run: Run, cells: readonly CellResult[] = run.cells): Table {
  const parameters = sweptParameters(run)
  const groups = (['put', 'get'] as const).filter((name) => run.cells.some((cell) => wasMeasured(cell[name])))
  const calls = `KMS calls: generate + decrypt${cells.some(({ kms }) => asksEncrypt(kms)) ? ' + encrypt' : ''}`
  return {
    columns: [
      { label: 'cell' },
      ...parameters.map((label) => ({ label })),
      { label: 'records', isNumber: true },
      ...groups
        .map((name) => `${name}: service time`)
        .flatMap((group) => [
          { group, label: 'plain p50', isNumber: true },
          { group, label: 'sealed p50', isNumber: true },
          { group, label: 'sealed p99', isNumber: true },
          { group, label: 'overhead p50 (95 %)', isNumber: true },
          { group, label: resolutionLabel, isNumber: true },
        ]),
      { group: calls, label: 'counted', isNumber: true },
      { group: calls, label: 'expected', isNumber: true },
      { label: 'USD / 30 d (modelled)', isNumber: true },
      { label: 'stored beside content (B/record)', isNumber: true },
      { label: 'validity' },
    ],
    rows: cells.map((cell) => [
      cell.id,
      ...parameters.map((name) => parameterText(run, cell, name)),
      describeCount(cell.records),
      ...groups.flatMap((name) => operationFigures(cell[name])),
      describeCalls(cell.kms.calls),
      describeExpected(cell),
      describeAmount(cell.kms.usdPer30Days),
      describeStored(cell),
      describeValidity(cell),
    ]),
  }
}

function operationFigures(operation: OperationResult): string[] {
  if (!wasMeasured(operation)) return [nothing, nothing, nothing, nothing, nothing]
  const { plain, sealed, overhead } = operation
  return [
    describeDuration(plain.serviceTime.p50),
    describeDuration(sealed.serviceTime.p50),
    describeDuration(sealed.serviceTime.p99),
    describeEstimate(overhead.p50),
    resolutionText(operation),
  ]
}

export function describeExpected({ kms }: CellResult): string {
  if (kms.expectedCalls === null) return 'no theory'
  return `${describeCalls(kms.expectedCalls)}${kms.oracle.verdict === 'disagrees' ? ' (disagrees)' : ''}`
}

/** Bytes that a record takes beside its payload and partition key. */
export function describeStored({ storedBytes, bytes, records }: CellResult): string {
  return records === 0 ? nothing : describeCount(Math.round((storedBytes - bytes) / records))
}

export function describeValidity({ validity: { verdict, reasons } }: CellResult): string {
  return reasons.length === 0 ? verdict : `${verdict}: ${reasons.join('; ')}`
}

export function wasMeasured(operation: OperationResult): boolean {
  return operation.sealed.serviceTime.count > 0
}

/** The cell that pictures of a single cell show: the first that a claim speaks of and that is valid. */
export function focusCell(run: Run): CellResult | undefined {
  const claimed = run.claims.map(({ cellId }) => run.cells.find(({ id }) => id === cellId))
  return (
    claimed.find(isUsable) ??
    run.cells.find(isUsable) ??
    run.cells.find(({ put }) => wasMeasured(put)) ??
    run.cells[0]
  )
}

function isUsable(cell: CellResult | undefined): cell is CellResult {
  return cell?.validity.verdict === 'valid' && wasMeasured(cell.put)
}

/** Broken cells first, then those with the largest overhead. */
export function worstCells(run: Run, limit: number): readonly CellResult[] {
  return run.cells.toSorted((one, other) => Math.sign(badness(other) - badness(one)) || 0).slice(0, limit)
}

function badness({ validity, put }: CellResult): number {
  return validity.verdict === 'valid' ? put.overhead.p50.estimateNs : Infinity
}
