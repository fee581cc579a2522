/**
 * What a run or a comparison says about its candidate, finding by finding:
 * what a test report and the annotations of a pull request have in common.
 *
 * @module
 */
import type { Change, ChangeVerdict, Comparison } from '../../run-store/comparison-format.ts'
import type {
  CellResult,
  ClaimResult,
  ClaimVerdict,
  Run,
  ThresholdResult,
} from '../../run-store/run-format.ts'
import { describeShare } from '../../units/share.ts'
import { describeCalls, describeInterval, describeMetric } from '../figures.ts'
import { claimText, describeExpected, describeValidity, environmentLine, headline } from '../overview.ts'
import { cellLabel } from '../parameters.ts'
import { parametersText } from './cell-names.ts'

/** `error`: it cannot be told, for a reason that speaks against the run. `skipped`: it cannot be told, and nothing is wrong. */
export type Outcome = 'passed' | 'failed' | 'error' | 'skipped'

export interface Finding {
  readonly about: 'run' | 'cells' | 'oracle' | 'claims' | 'thresholds' | 'changes'
  /** Of the claim, threshold or change; unique with its cell. */
  readonly name: string
  readonly cell: string
  readonly outcome: Outcome
  /** A verdict in one word, such as `refuted`. */
  readonly verdict: string
  /** Why; says what would have to be otherwise. */
  readonly reason: string
  /** Figures in words: what was measured and what it was held against. */
  readonly details: readonly string[]
}

export function findingsOfRun(run: Run): readonly Finding[] {
  return [
    ofRun(run),
    ...run.cells.map((cell) => ofCell(run, cell)),
    ...run.cells.filter(({ kms }) => kms.oracle.verdict === 'disagrees').map((cell) => ofOracle(run, cell)),
    ...run.claims.map((claim) => ofClaim(run, claim)),
    ...run.thresholds.map((threshold) => ofThreshold(run, threshold)),
  ]
}

/** Never none: a report without findings reads as one where nothing is wrong. */
export function findingsOfComparison(comparison: Comparison): readonly Finding[] {
  const { changes, verdict } = comparison
  const findings = [...changes.map(ofChange), ...distrusted(comparison)]
  if (findings.length > 0) return findings
  const reason = 'nothing was compared'
  return [
    { about: 'changes', name: 'comparison', cell: 'all', outcome: 'skipped', verdict, reason, details: [] },
  ]
}

/** What speaks against the candidate besides regressions: cells of it that are missing or cannot be trusted, which may have no change. */
function distrusted({ changes, reasons }: Comparison): readonly Finding[] {
  const ofRegressions = new Set(
    changes.filter(({ verdict }) => verdict === 'regression').map(({ reason }) => reason),
  )
  return reasons
    .filter((reason) => !ofRegressions.has(reason))
    .map((reason) => ({
      about: 'cells',
      name: 'the candidate can be trusted',
      ...subjectAndReason(reason),
      outcome: 'error',
      verdict: 'invalid',
      details: [],
    }))
}

/** Of `cell c02 is missing in main` or `cell c02 is invalid: it lagged`, so that what shows both parts repeats nothing. */
function subjectAndReason(text: string): Pick<Finding, 'cell' | 'reason'> {
  const parts = /^(cell \S+) is (missing in .+)$/s.exec(text) ?? /^(cell .+?): (.+)$/s.exec(text)
  const [, cell = 'all', reason = text] = parts ?? []
  return { cell, reason }
}

/** A run that was cut short passes in what it has, and must not read as one that is whole. */
function ofRun(run: Run): Finding {
  const isComplete = run.status === 'complete'
  return {
    about: 'run',
    name: 'is complete',
    cell: `${run.cells.length} of ${run.cellsPlanned} cells`,
    outcome: isComplete ? 'passed' : 'error',
    verdict: run.status,
    reason: isComplete ? '' : headline(run),
    details: [environmentLine(run)],
  }
}

/** Does not change the exit code, and so is no failure here. */
function ofOracle(run: Run, cell: CellResult): Finding {
  const { calls, oracle } = cell.kms
  return {
    about: 'oracle',
    name: 'KMS calls are those that theory predicts',
    cell: cellLabel(run, cell),
    outcome: 'skipped',
    verdict: oracle.verdict,
    reason: `${describeCalls(calls)} were counted, ${describeExpected(cell)} expected: ${oracle.reason}`,
    details: [],
  }
}

const outcomeOfCell: Readonly<Record<CellResult['validity']['verdict'], Outcome>> = {
  valid: 'passed',
  invalid: 'error',
  failed: 'error',
  interrupted: 'error',
  absent: 'skipped',
}

function ofCell(run: Run, cell: CellResult): Finding {
  const { verdict, reasons } = cell.validity
  return {
    about: 'cells',
    name: 'is valid',
    cell: cellLabel(run, cell),
    outcome: outcomeOfCell[verdict],
    verdict,
    reason: reasons.join('; '),
    details: [`${cell.records} records`, `KMS calls: ${cell.kms.oracle.reason}`],
  }
}

const outcomeOfClaim: Readonly<Record<ClaimVerdict, Outcome>> = {
  holds: 'passed',
  refuted: 'failed',
  inconclusive: 'skipped',
  invalid: 'error',
}

function ofClaim(run: Run, claim: ClaimResult): Finding {
  const text = claimText(run, claim)
  return {
    about: 'claims',
    name: `${claim.id}: ${claim.statement}`,
    cell: text.cell,
    outcome: outcomeOfClaim[claim.verdict],
    verdict: claim.verdict,
    reason: claim.reason,
    details: [
      `${text.subject} ${text.bound}`,
      `estimate: ${text.estimate}`,
      `95 % interval: ${text.interval}`,
      `bound holds: ${text.holdsUpTo}`,
      ...(claim.source === undefined ? [] : [`source: ${claim.source}`]),
    ],
  }
}

/** A threshold says nothing where its cell is not valid, whichever side of it the figure lies on. */
function ofThreshold(run: Run, { expression, cellId, passed, reason }: ThresholdResult): Finding {
  const cell = run.cells.find(({ id }) => id === cellId)
  const ofItsCell = cell === undefined ? 'passed' : outcomeOfCell[cell.validity.verdict]
  const common = {
    about: 'thresholds' as const,
    name: expression,
    cell: cell === undefined ? cellId : cellLabel(run, cell),
    details: [],
  }
  if (cell !== undefined && ofItsCell !== 'passed')
    return {
      ...common,
      outcome: ofItsCell,
      verdict: cell.validity.verdict,
      reason: `its cell is ${describeValidity(cell)}`,
    }
  return { ...common, outcome: passed ? 'passed' : 'failed', verdict: passed ? 'passed' : 'failed', reason }
}

const outcomeOfChange: Readonly<Record<ChangeVerdict, Outcome>> = {
  regression: 'failed',
  improvement: 'passed',
  'no-difference': 'passed',
  withheld: 'skipped',
}

function ofChange(change: Change): Finding {
  const { cellId, params, metric, statistic, verdict, reason, base, candidate } = change
  const parameters = parametersText(params)
  const changed = change.change === null ? 'not relative: the base is 0' : describeShare(change.change)
  return {
    about: 'changes',
    name: changeName({ metric, statistic }),
    cell: parameters === '' ? cellId : `${cellId} (${parameters})`,
    outcome: outcomeOfChange[verdict],
    verdict,
    reason,
    details: [
      `base: ${describeMetric(metric, base)}`,
      `candidate: ${describeMetric(metric, candidate)}`,
      `change: ${changed}`,
      `95 % interval: ${describeInterval(change.ci95, describeShare)}`,
    ],
  }
}

/** `put.overhead p50`, or the name of a metric that is one value. */
function changeName({ metric, statistic }: Pick<Change, 'metric' | 'statistic'>): string {
  return statistic === null ? metric : `${metric} ${statistic}`
}
