/**
 * The claims of a run for a terminal: the answer first, each claim on a line
 * with a small forest plot, and reasons where one does not hold.
 *
 * @module
 */
import type { CellResult, ClaimResult, ClaimVerdict, Run } from '../run-store/run-format.ts'
import { noiseOf } from './charts/claims.ts'
import { describeInterval, describeMetric, plural } from './figures.ts'
import { claimText, verdictMarks } from './overview.ts'
import { cellLabel } from './parameters.ts'
import { forestLegend, forestLine, forestMarks } from './terminal-charts/forest-line.ts'
import { paint, wrap, type TerminalOptions } from './terminal-text.ts'
import { printable } from './text.ts'
import { textColumns } from './text-width.ts'

const claimsMax = 20
const plotColumns = { narrow: 24, wide: 36 } as const
const wideFrom = 120

export const verdictSgr: Readonly<Record<ClaimVerdict, number>> = {
  holds: 32,
  refuted: 31,
  inconclusive: 33,
  invalid: 35,
}

/** What is claimed and what came of it; of many claims those that do not hold come first. */
export function claimBlocks(run: Run, options: TerminalOptions): string[] {
  if (run.claims.length === 0) return []
  const claims = shownClaims(run)
  const left = run.claims.length - claims.length
  const lines = claims.map((claim) => claimLines(run, claim, options))
  const hasPlot = claims.some(isDrawable)
  return [
    [...headingOf(run, claims, options), ...lines, ...(hasPlot ? [legend(options)] : [])].join('\n'),
    ...(left > 0 ? [`${plural(left, 'more claim')} in the report.`] : []),
  ]
}

function shownClaims({ claims }: Run): readonly ClaimResult[] {
  if (claims.length <= claimsMax) return claims
  const order: Readonly<Record<ClaimVerdict, number>> = { refuted: 0, invalid: 1, inconclusive: 2, holds: 3 }
  return claims.toSorted((one, other) => order[one.verdict] - order[other.verdict]).slice(0, claimsMax)
}

/** The cell, where all claims speak of the same. */
function headingOf(run: Run, claims: readonly ClaimResult[], { width }: TerminalOptions): string[] {
  const cell = sharedCell(run, claims)
  return cell === undefined || run.cells.length === 1 ? [] : [wrap(`In ${cellLabel(run, cell)}:`, width)]
}

function sharedCell({ cells }: Run, claims: readonly ClaimResult[]): CellResult | undefined {
  const ids = new Set(claims.map(({ cellId }) => cellId))
  return ids.size === 1 ? cells.find(({ id }) => ids.has(id)) : undefined
}

function claimLines(run: Run, claim: ClaimResult, options: TerminalOptions): string {
  const { id, statement, verdict, subject, cell, bound, reason: why } = claimText(run, claim)
  const word = `${verdictMarks[verdict]} ${verdict}`
  const said = `${printable(id)}: ${printable(statement)}`
  const where = sharedCell(run, shownClaims(run)) === undefined ? `${claim.cellId}: ` : ''
  const room = options.width - textColumns(word) - 2
  const [first = '', ...others] = wrap(where + said, Math.max(room, 20)).split('\n')
  const title = [
    `${paint(word, verdictSgr[verdict], options)}  ${first}`,
    ...others.map((line) => `  ${line}`),
  ].join('\n')
  const reason =
    verdict === 'holds'
      ? []
      : [wrap(`${why} (claimed ${bound} of ${subject} in ${cell})`, options.width, '  ')]
  return [title, ...plotLines(run, claim, options), ...reason].join('\n')
}

/** The plot and, beside it or broken below it, the figures. */
function plotLines(run: Run, claim: ClaimResult, options: TerminalOptions): string[] {
  if (claim.estimate === null) return []
  const { width } = options
  const columns = width >= wideFrom ? plotColumns.wide : plotColumns.narrow
  const forest = {
    estimate: claim.estimate,
    ci95: claim.ci95,
    bound: claim.bound,
    noise: noiseOf(run, claim),
    mark: forestMarks[claim.verdict],
  }
  const indent = ' '.repeat(columns + 4)
  const figures = wrap(figuresOf(run, claim), width, width > columns + 30 ? indent : '  ')
  if (width <= columns + 30) return [figures]
  return [
    `  ${paint(forestLine(forest, columns), verdictSgr[claim.verdict], options)}${figures.slice(columns + 2)}`,
  ]
}

/** `p50 7.12 us (7.02 to 7.23 us), claimed <= 0.2 ms, holds up to p99.89`. */
function figuresOf(run: Run, claim: ClaimResult): string {
  const { estimate, holdsUpTo, bound } = claimText(run, claim)
  const isExact = claim.ci95 !== null && claim.ci95[0] === claim.ci95[1]
  const interval = isExact
    ? ''
    : ` (${describeInterval(claim.ci95, (value) => describeMetric(claim.metric, value))})`
  const unit = claim.unit === 'call' ? ' per call' : ''
  const reach = claim.holdsUpToPercentile === null ? '' : `, holds ${holdsUpTo}`
  return `${claim.statistic === null ? '' : `${claim.statistic} `}${estimate}${interval}${unit}, claimed ${bound}${reach}`
}

function isDrawable({ estimate, bound }: ClaimResult): boolean {
  return estimate !== null && bound.value > 0
}

function legend(options: TerminalOptions): string {
  return paint(wrap(forestLegend, options.width, '  '), 2, options)
}
