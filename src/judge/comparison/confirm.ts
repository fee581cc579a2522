/**
 * The verdict after suspicious cells were run again: a regression stands where
 * all runs together show it and the new ones alone do not contradict it.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { exitCodes } from '../exit-codes.ts'
import { describeShare } from '../../units/share.ts'
import { verdictOf, type ComparisonOptions } from './compare-runs.ts'
import { sharedCells } from './counted-runs.ts'
import { cellGroupsOf } from './compared-runs.ts'
import { describeSubject } from './words.ts'

/**
 * Cells with a regression that chance could have made: those whose figures are
 * not counted. Of a projection all cells that it puts together.
 */
export function suspiciousCells(
  { changes }: Comparison,
  compared: Pick<ComparisonOptions, 'base' | 'candidate' | 'by'>,
): string[] {
  const suspicious = changes.filter(({ verdict, runToRun }) => verdict === 'regression' && runToRun !== null)
  const ids = new Set(suspicious.map(({ cellId }) => cellId))
  return cellGroupsOf(sharedCells(compared), compared.by)
    .filter(({ id }) => ids.has(id))
    .flatMap(({ cellIds }) => cellIds)
}

/** `all` is the comparison of all runs, `fresh` of those alone that were run again. */
export function confirmed(all: Comparison, fresh: Comparison): Comparison {
  const changes = all.changes.map((change) => confirmedChange(change, fresh))
  const regressions = changes.filter(({ verdict }) => verdict === 'regression')
  if (regressions.length === all.changes.filter(({ verdict }) => verdict === 'regression').length) return all
  const settled = all.changes.filter((change) => !changes.includes(change)).map(({ reason }) => reason)
  const reasons = all.reasons.filter((reason) => !settled.includes(reason))
  const ofBroken = reasons.length > regressions.length ? exitCodes.runInvalid : exitCodes.ok
  return {
    ...all,
    changes,
    verdict: verdictOf(changes),
    reasons,
    exitCode: regressions.length > 0 ? exitCodes.regression : ofBroken,
  }
}

function confirmedChange(change: Change, { changes, tolerance }: Comparison): Change {
  const again = changes.find(
    ({ cellId, metric, statistic }) =>
      cellId === change.cellId && metric === change.metric && statistic === change.statistic,
  )
  // A change from 0 has no size, and new runs without a figure contradict nothing.
  const sizes = [change.change, again?.change ?? null] as const
  if (change.verdict !== 'regression' || sizes[0] === null || sizes[1] === null || sizes[1] > tolerance)
    return change
  const reason =
    `${describeSubject(change)} of cell ${change.cellId}: ${describeShare(sizes[0])} in all runs, ` +
    `but ${describeShare(sizes[1])} when it was run again: not confirmed`
  return { ...change, verdict: 'no-difference', reason }
}
