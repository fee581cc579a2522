/**
 * The verdict of a whole run and what the process tells the shell.
 *
 * @module
 */
import type { CellResult, ClaimResult, ClaimVerdict, Run, ThresholdResult } from '../run-store/run-format.ts'
import { isBroken } from '../run-store/run-facts.ts'
import { exitCodes, type ExitCode } from './exit-codes.ts'

export interface RunOutcome {
  readonly cells: readonly CellResult[]
  readonly claims: readonly ClaimResult[]
  readonly thresholds: readonly ThresholdResult[]
  /** Stopped before all cells were run. */
  readonly interrupted: boolean
  /** Whether an inconclusive claim fails the run. */
  readonly strict: boolean
}

export interface RunVerdict {
  readonly verdict: Run['verdict']
  /** What speaks against the run, worst first; empty where nothing does. */
  readonly reasons: string[]
  readonly exitCode: ExitCode
}

const worstFirst: readonly ClaimVerdict[] = ['invalid', 'refuted', 'inconclusive', 'holds']

/** The worst claim decides the verdict; for the exit code, a run that is not to be trusted goes before what it says. */
export function judgeRun(outcome: RunOutcome): RunVerdict {
  const { cells, claims, thresholds, interrupted } = outcome
  const badCells = cells.filter(({ validity }) => validity.verdict !== 'valid')
  const claimsWith = (verdict: ClaimVerdict) => claims.filter((claim) => claim.verdict === verdict)
  return {
    verdict: worstFirst.find((verdict) => claimsWith(verdict).length > 0) ?? 'none',
    exitCode: exitCodeOf(outcome),
    reasons: [
      ...(interrupted ? ['the run was interrupted: what was measured is saved, and --resume goes on'] : []),
      ...badCells.map(describeCell),
      ...claimsWith('refuted').map(describeClaim),
      ...thresholds
        .filter(({ passed }) => !passed)
        .map(({ expression, reason }) => `threshold ${expression}: ${reason}`),
      ...claimsWith('inconclusive').map(describeClaim),
      ...cells.filter(({ kms }) => kms.oracle.verdict === 'disagrees').map(describeOracle),
    ],
  }
}

function exitCodeOf({ cells, claims, thresholds, interrupted, strict }: RunOutcome): ExitCode {
  const hasClaim = (verdict: ClaimVerdict): boolean => claims.some((claim) => claim.verdict === verdict)
  if (interrupted) return exitCodes.interrupted
  if (cells.some(isBroken) || hasClaim('invalid')) return exitCodes.runInvalid
  if (hasClaim('refuted')) return exitCodes.claimRefuted
  if (thresholds.some(({ passed }) => !passed)) return exitCodes.thresholdFailed
  return strict && hasClaim('inconclusive') ? exitCodes.inconclusive : exitCodes.ok
}

function describeCell({ id, validity: { verdict, reasons } }: CellResult): string {
  return `cell ${id} is ${verdict}${reasons.length > 0 ? `: ${reasons.join('; ')}` : ''}`
}

function describeClaim({ id, cellId, verdict, reason }: ClaimResult): string {
  return `claim ${id} is ${verdict} in cell ${cellId}: ${reason}`
}

function describeOracle({ id, kms }: CellResult): string {
  return `KMS calls of cell ${id} are not those that theory predicts: ${kms.oracle.reason}`
}
