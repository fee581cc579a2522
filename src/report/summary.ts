/**
 * The report as Markdown that GitHub renders: verdicts, cells, links to the
 * pictures and how to do it again.
 *
 * @module
 */
import { operations } from '../measure/series.ts'
import type { Run } from '../run-store/run-format.ts'
import type { Chart } from './charts/chart.ts'
import { sweepAnswers } from './charts/sweep-answers.ts'
import { command } from './again.ts'
import { crossingSentences } from './crossings.ts'
import { exposureNote, exposureTable } from './exposure.ts'
import { cellNotes } from './cell-notes.ts'
import { asksEncrypt } from './figures.ts'
import { kmsTroubles } from './kms-outcomes.ts'
import { pictureBlocks } from './markdown-pictures.ts'
import { methodNotes } from './notes.ts'
import { cellLabel } from './parameters.ts'
import {
  cellTable,
  claimText,
  environmentLine,
  focusCell,
  headline,
  outcomeWord,
  question,
  scenarioTitle,
  verdictMarks,
  worstCells,
  type Table,
} from './overview.ts'
import { slowestTable, tailNote, tailSentences, tailsOf, tailTable } from './tail-causes.ts'
import { runToRunNote, runToRunTable } from './run-to-run.ts'
import { escapeMarkdown as escape, reasonMost, shortened } from './text.ts'

const rowsMax = 50
const slowestShown = 5
/** In characters. */

/** Links to pictures and to the report, which lie beside it; without `charts` it has no link, for places that have no files. */
export function renderMarkdown(run: Run, charts?: readonly Chart[]): string {
  const blocks = [
    `# ${escape(question(run))}`,
    `**${escape(headline(run))}** Verdict: ${outcomeWord(run).word}, exit code ${run.exitCode}.`,
    ...sweepAnswers(run).map(escape),
    ...run.reasons.slice(0, 12).map((reason) => `- ${escape(shortened(reason, reasonMost))}`),
    ...claimsBlocks(run),
    ...thresholdBlocks(run),
    ...cellBlocks(run),
    ...runToRunBlocks(run),
    ...exposureBlocks(run),
    ...tailBlocks(run),
    ...pictureBlocks(charts ?? []),
    '## Again',
    `\`${command(run)}\` with seed ${run.seed}. Scenario ${escape(scenarioTitle(run))}, run ${escape(run.id)}, ${escape(run.environment.startedAt)}.`,
    escape(environmentLine(run)),
    '## How it was measured',
    ...methodNotes(run).map(({ term, text }) => `- **${escape(term)}.** ${escape(text)}`),
    ...(charts === undefined
      ? []
      : ['All of it, with tables for every picture, is in [report.html](report.html).']),
  ]
  return `${blocks.join('\n\n')}\n`
}

function claimsBlocks(run: Run): string[] {
  if (run.claims.length === 0) return []
  const columns = ['verdict', 'claim', 'estimate', '95 % interval', 'claimed', 'bound holds', 'why'].map(
    (label) => ({ label }),
  )
  const rows = run.claims.slice(0, rowsMax).map((claim) => {
    const text = claimText(run, claim)
    const source = text.source === undefined ? '' : ` (${text.source})`
    return [
      `${verdictMarks[text.verdict]} ${text.verdict}`,
      `${text.id}: ${text.statement}${source}`,
      text.estimate,
      text.interval,
      text.bound,
      text.holdsUpTo,
      text.reason,
    ]
  })
  return [
    '## Claims',
    markdownTable({ columns, rows }),
    ...leftOut(run.claims.length, 'claims'),
    ...crossingSentences(run).map(escape),
  ]
}

function thresholdBlocks({ thresholds }: Run): string[] {
  if (thresholds.length === 0) return []
  const columns = ['result', 'threshold', 'cell', 'reason'].map((label) => ({ label }))
  const rows = thresholds
    .slice(0, rowsMax)
    .map(({ passed, expression, cellId, reason }) => [
      passed ? '✔ passed' : '✘ failed',
      expression,
      cellId,
      reason,
    ])
  return ['## Thresholds', markdownTable({ columns, rows }), ...leftOut(thresholds.length, 'thresholds')]
}

function cellBlocks(run: Run): string[] {
  if (run.cells.length === 0) return ['## Cells', 'No cell has been measured.']
  const cells = run.cells.length > rowsMax ? worstCells(run, rowsMax) : run.cells
  return [
    '## Cells',
    markdownTable(cellTable(run, cells)),
    `Times of put and get are service times. KMS calls are GenerateDataKey + Decrypt${cells.some(({ kms }) => asksEncrypt(kms)) ? ', and Encrypt where that is named' : ''}.`,
    ...kmsTroubles(cells).map(escape),
    ...cellNotes(run).map((note) => `- ${escape(note)}`),
    ...leftOut(run.cells.length, 'cells; shown are the worst'),
  ]
}

function runToRunBlocks(run: Run): string[] {
  const table = run.cells.length > rowsMax ? undefined : runToRunTable(run)
  return table === undefined ? [] : ['## From run to run', markdownTable(table), runToRunNote]
}

function exposureBlocks(run: Run): string[] {
  const cells = run.cells.length > rowsMax ? worstCells(run, rowsMax) : run.cells
  const exposure = exposureTable(run, cells)
  return exposure === undefined ? [] : ['## Exposure', markdownTable(exposure), exposureNote]
}

/** Of the cell that pictures of a single cell show. */
function tailBlocks(run: Run): string[] {
  const cell = focusCell(run)
  if (cell === undefined) return []
  const tables = operations.flatMap((operation) => {
    const tails = tailsOf(cell, operation)
    if (tails === undefined) return []
    return [
      `Records of a ${operation} by cause, ${escape(cellLabel(run, cell))}:`,
      markdownTable(tailTable(tails)),
    ]
  })
  if (tables.length === 0) return []
  const sentences = tailSentences(run).map((sentence) => `- ${escape(sentence)}`)
  const slowest = slowestTable(run, slowestShown)
  return [
    '## What makes slow records slow',
    sentences.join('\n'),
    ...tables,
    ...(slowest === undefined ? [] : ['The slowest sealed records:', markdownTable(slowest)]),
    tailNote,
  ]
}

function leftOut(count: number, what: string): string[] {
  return count > rowsMax
    ? [`${count - rowsMax} of ${count} are left out here: ${what}. The report has them all.`]
    : []
}

export function markdownTable({ columns, rows }: Table): string {
  const heading = columns.map(({ group, label }) =>
    group === undefined ? label : `${group.split(':')[0]} ${label}`,
  )
  const rule = `| ${columns.map(({ isNumber }) => (isNumber ? '--:' : ':--')).join(' | ')} |`
  return [line(heading), rule, ...rows.map(line)].join('\n')
}

function line(texts: readonly string[]): string {
  return `| ${texts.map((text) => escape(text).trim()).join(' | ')} |`
}
