/**
 * The verdict after suspicious cells were run again: a regression stands where
 * all runs together show it and the new ones alone do not contradict it.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import { exitCodes } from '../exit-codes.ts'
import { describeShare } from '../../units/share.ts'
import { describeSubject } from './words.ts'

/** Cells with a regression that chance could have made: those whose figures are not counted. */
export function suspiciousCells({ changes }: Comparison): string[] {
  const suspicious = changes.filter(({ verdict, runToRun }) => verdict === 'regression' && runToRun !== null)
  return [...new Set(suspicious.map(({ cellId }) => cellId))]
}

/** `all` is the comparison of all runs, `fresh` of those alone that were run again. */
export function confirmed(all: Comparison, fresh: Comparison): Comparison {
  const changes = all.changes.map((change) => confirmedChange(change, fresh))
  const regressions = changes.filter(({ verdict }) => verdict === 'regression')
  if (regressions.length === all.changes.filter(({ verdict }) => verdict === 'regression').length) return all
  const isRed = regressions.length > 0
  return {
    ...all,
    changes,
    verdict: isRed ? 'regression' : all.verdict === 'regression' ? 'no-difference' : all.verdict,
    reasons: regressions.map(({ reason }) => reason),
    exitCode: isRed ? exitCodes.regression : exitCodes.ok,
  }
}

function confirmedChange(change: Change, { changes, tolerance }: Comparison): Change {
  const again = changes.find(
    ({ cellId, metric, statistic }) =>
      cellId === change.cellId && metric === change.metric && statistic === change.statistic,
  )
  const isContradicted =
    change.verdict === 'regression' && again !== undefined && (again.change ?? 0) <= tolerance
  if (!isContradicted) return change
  const reason =
    `${describeSubject(change)} of cell ${change.cellId}: ${describeShare(change.change!)} in all runs, ` +
    `but ${describeShare(again.change ?? 0)} when it was run again: not confirmed`
  return { ...change, verdict: 'no-difference', reason }
}
