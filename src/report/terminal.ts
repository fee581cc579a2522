/**
 * The result of a run for a terminal: the verdict of each claim and the table
 * of cells, in as many columns as there is room for.
 *
 * @module
 */
import type { ClaimResult, ClaimVerdict, Run } from '../run-store/run-format.ts'
import { cellNotes } from './cell-notes.ts'
import { crossingSentences } from './crossings.ts'
import { plural } from './figures.ts'
import { kmsTroubles } from './kms-outcomes.ts'
import { claimText, describeValidity, headline, question, verdictMarks } from './overview.ts'
import { tailSentences } from './tail-causes.ts'
import { cellsMax, cellsShown, cellsTable, shownCells } from './terminal-table.ts'
import { paint, wrap, type TerminalOptions } from './terminal-text.ts'
import { printable } from './text.ts'

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
    ...(run.cells.length === 0 ? ['No cell has been measured.'] : [cellsBlock(run, options)]),
    ...(run.cells.length > cellsMax
      ? [
          wrap(
            `Shown are the worst ${cellsShown} of ${run.cells.length} cells; ${run.cells.length - cellsShown} are left out. The report has them all.`,
            options.width,
          ),
        ]
      : []),
    ...cellNotes(run).map((note) => wrap(note, options.width)),
    ...tailBlock(run, options),
    ...claimBlocks(run, options),
    ...crossingSentences(run).map((sentence) => wrap(sentence, options.width)),
    ...reasonBlock(run, options),
    wrap(headline(run), options.width),
  ]
  return blocks.join('\n\n')
}

function cellsBlock(run: Run, options: TerminalOptions): string {
  const broken = shownCells(run)
    .filter(({ validity }) => validity.verdict !== 'valid')
    .map((cell) => wrap(`${cell.id} is ${describeValidity(cell)}`, options.width))
  return [cellsTable(run, options.width), ...broken].join('\n')
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

function tailBlock(run: Run, { width }: TerminalOptions): string[] {
  const lines = tailSentences(run).map((sentence) => wrap(sentence, width))
  return lines.length > 0 ? [lines.join('\n')] : []
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
