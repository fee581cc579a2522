/**
 * The verdict on a candidate against a base: every change with its interval,
 * corrected for how many were looked at, and red only where it is surely worse
 * by more than is tolerated.
 *
 * @module
 */
import {
  comparisonVersion,
  type Change,
  type ComparedSide,
  type Comparison,
} from '../../run-store/comparison-format.ts'
import { operations } from '../../measure/series.ts'
import type { MetricReference } from '../../scenario/metric-expression.ts'
import { holm } from '../../statistics/holm.ts'
import { exitCodes } from '../exit-codes.ts'
import { describeSize } from '../../units/share.ts'
import { judgeChange, machineNote, settleChange } from './change.ts'
import { cellGroupsOf, comparedByDefault, type RunGroup } from './compared-runs.ts'
import { brokenCells, leftOut, sharedCells, unknownCells } from './counted-runs.ts'
import type { Design } from './interval-of-change.ts'
import { quantileShiftOf } from './quantile-shift.ts'
import { describeSubject } from './words.ts'

export interface ComparisonOptions {
  readonly base: RunGroup
  readonly candidate: RunGroup
  /** `paired`: run k of the base was run beside run k of the candidate. */
  readonly design: Design
  /** Relative; a worse change is a regression only beyond it. */
  readonly tolerance?: number
  readonly questions?: readonly MetricReference[]
  /** Parameters whose values are compared, over all others. */
  readonly by?: readonly string[]
  /** An increase of the medians that must have been found if it were there, relative; else nothing can be told. */
  readonly mustFind?: number | undefined
  /** Whether a comparison that could tell nothing fails. */
  readonly isStrict?: boolean
  readonly rerunCells?: readonly string[]
  readonly warnings?: readonly string[]
}

/** The default of {@link ComparisonOptions.tolerance}. */
export const toleranceDefault = 0.02

/** Both sides have at least one run, of one scenario. */
export function compareRuns(options: ComparisonOptions): Comparison {
  const { base, candidate, design, tolerance = toleranceDefault, isStrict = false } = options
  const drafts = draftChanges(options, tolerance)
  // What is counted is no matter of chance: it does not make the others less sure.
  const family = drafts.map(({ isCounted, change: { pValue } }) =>
    isCounted || pValue === null ? Number.NaN : pValue,
  )
  const adjusted = holm(family)
  const tested = family.filter((p) => !Number.isNaN(p)).length
  const changes = drafts.map((draft, index) =>
    settleChange(
      draft,
      Number.isNaN(adjusted[index]) ? draft.change.pValue : adjusted[index]!,
      tolerance,
      tested,
    ),
  )
  const blind = blindSpots(changes, options.mustFind)
  const verdict = verdictOf(changes, blind.length > 0)
  const broken = brokenCells(options)
  return {
    comparisonVersion,
    scenario: String(base.runs[0]!.run.scenario['name']),
    base: sideOf(base),
    candidate: sideOf(candidate),
    design,
    tolerance,
    rerunCells: [...(options.rerunCells ?? [])],
    changes,
    shifts: shiftsOf(options),
    warnings: [
      ...(options.warnings ?? []),
      ...leftOut(base),
      ...leftOut(candidate),
      ...unknownCells(options),
      ...drafts.flatMap((draft) => machineNote(draft, tolerance) ?? []),
    ],
    verdict,
    reasons: [...reasonsOf(changes), ...broken, ...blind],
    exitCode: exitCodeOf(verdict, broken.length > 0, isStrict),
  }
}

function shiftsOf(options: ComparisonOptions) {
  const { base, candidate, design } = options
  const sides = { base: base.runs, candidate: candidate.runs }
  return sharedCells(options).flatMap(({ id }) =>
    operations.flatMap((operation) => quantileShiftOf(id, operation, sides, design) ?? []),
  )
}

function draftChanges(options: ComparisonOptions, tolerance: number) {
  const { base, candidate, design, questions = comparedByDefault, by = [] } = options
  return cellGroupsOf(sharedCells(options), by)
    .flatMap((cells) =>
      questions.map((question) => judgeChange({ question, cells, base, candidate, design, tolerance })),
    )
    .filter((draft) => draft !== undefined)
}

function sideOf({ name, runs }: RunGroup): ComparedSide {
  return {
    name,
    runs: runs.map(({ run: { id, environment } }) => ({
      id,
      startedAt: environment.startedAt,
      gitCommit: environment.gitCommit,
    })),
  }
}

/** Medians whose increase might have been missed although it is as large as must be found. */
function blindSpots(changes: readonly Change[], mustFind: number | undefined): string[] {
  if (mustFind === undefined) return []
  return changes
    .filter(({ statistic, runToRun }) => statistic === 'p50' && runToRun !== null)
    .filter(({ detectable }) => detectable !== null && detectable > mustFind)
    .map(
      (change) =>
        `${describeSubject(change)} of cell ${change.cellId}: less than ${describeSize(change.detectable!)} may be missed, where ${describeSize(mustFind)} must be found: take more repetitions`,
    )
}

/** Of a comparison with these changes; one that is blind says nothing of what it did not find. */
export function verdictOf(changes: readonly Change[], isBlind = false): Comparison['verdict'] {
  const has = (verdict: Change['verdict']): boolean => changes.some((change) => change.verdict === verdict)
  if (has('regression')) return 'regression'
  if (isBlind) return 'inconclusive'
  if (has('improvement')) return 'improvement'
  return has('no-difference') ? 'no-difference' : 'inconclusive'
}

function reasonsOf(changes: readonly Change[]): string[] {
  return changes
    .filter(({ verdict }) => verdict === 'regression')
    .toSorted((one, other) => (other.change ?? Infinity) - (one.change ?? Infinity))
    .map(({ reason }) => reason)
}

function exitCodeOf(verdict: Comparison['verdict'], isBrokenRun: boolean, isStrict: boolean): number {
  if (verdict === 'regression') return exitCodes.regression
  if (isBrokenRun) return exitCodes.runInvalid
  return verdict === 'inconclusive' && isStrict ? exitCodes.inconclusive : exitCodes.ok
}
