/**
 * The result of a run for a terminal: the answer, each claim with a small
 * forest plot, and the table of cells, in as many columns as there is room for.
 *
 * @module
 */
import type { Run } from '../run-store/run-format.ts'
import { cellNotes } from './cell-notes.ts'
import { sweepAnswers } from './charts/sweep-answers.ts'
import { crossingSentences } from './crossings.ts'
import { plural } from './figures.ts'
import { kmsTroubles } from './kms-outcomes.ts'
import { describeValidity, headline, question } from './overview.ts'
import { tailSentences } from './tail-causes.ts'
import { claimBlocks } from './terminal-claims.ts'
import { cellsMax, cellsShown, cellsTable, shownCells } from './terminal-table.ts'
import { paint, wrap, type TerminalOptions } from './terminal-text.ts'

const reasonsMax = 10
/** What does not fit on one screen says its answer again at the end, where a person looks. */
const screenLines = 40

/** Several lines, without a line break at the end. `details` are pictures that stand before the answer is said again. */
export function renderSummary(run: Run, options: TerminalOptions, details = ''): string {
  const answer = wrap(headline(run), options.width)
  const text = [
    paint(wrap(question(run), options.width), 1, options),
    [answer, ...reasonLines(run, options)].join('\n'),
    ...claimBlocks(run, options),
    ...[...sweepAnswers(run), ...crossingSentences(run)].map((sentence) => wrap(sentence, options.width)),
    ...(run.cells.length === 0 ? ['No cell has been measured.'] : [cellsBlock(run, options)]),
    ...leftOutBlock(run, options),
    ...noteBlock(run, options),
    ...(details === '' ? [] : [details]),
  ].join('\n\n')
  return text.split('\n').length > screenLines ? `${text}\n\n${answer}` : text
}

function leftOutBlock({ cells }: Run, { width }: TerminalOptions): string[] {
  if (cells.length <= cellsMax) return []
  const left = cells.length - cellsShown
  return [
    wrap(
      `Shown are the worst ${cellsShown} of ${cells.length} cells; ${left} are left out. The report has them all.`,
      width,
    ),
  ]
}

function noteBlock(run: Run, { width }: TerminalOptions): string[] {
  const lines = [...cellNotes(run), ...tailSentences(run)].map((sentence) => wrap(sentence, width))
  return lines.length > 0 ? [lines.join('\n')] : []
}

function cellsBlock(run: Run, options: TerminalOptions): string {
  const broken = shownCells(run)
    .filter(({ validity }) => validity.verdict !== 'valid')
    .map((cell) => wrap(`${cell.id} is ${describeValidity(cell)}`, options.width))
  return [cellsTable(run, options.width), ...broken].join('\n')
}

/** What else the run says against itself: failed thresholds, cells that are not valid, KMS calls that theory does not explain. */
function reasonLines(run: Run, options: TerminalOptions): string[] {
  const others = run.reasons.filter((reason) => !reason.startsWith('claim '))
  const all = [...others, ...kmsTroubles(run.cells)]
  const shown = all.slice(0, reasonsMax).map((reason) => wrap(`! ${reason}`, options.width))
  const left = all.length - shown.length
  return left > 0 ? [...shown, `! and ${plural(left, 'more reason')}, in the report`] : shown
}
