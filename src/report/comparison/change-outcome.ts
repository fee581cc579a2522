/**
 * What a change comes to as people read it: its verdict, but for one that was
 * not found and cannot be ruled out either, which is no equality.
 *
 * @module
 */
import type { Change, ChangeVerdict } from '../../run-store/comparison-format.ts'

export type ChangeOutcome = ChangeVerdict | 'untold'

/**
 * Equal is what lies within the tolerance with its whole interval, or is counted. What reaches beyond it, and would
 * not have been found there, cannot be told. `tolerance` is relative.
 */
export function outcomeOf(
  { verdict, ci95, detectable }: Pick<Change, 'verdict' | 'ci95' | 'detectable'>,
  tolerance: number,
): ChangeOutcome {
  if (verdict !== 'no-difference' || ci95 === null) return verdict
  const isWithin = ci95[0] >= -tolerance && ci95[1] <= tolerance
  return isWithin || (detectable !== null && detectable <= tolerance) ? verdict : 'untold'
}

export const changeMarks: Readonly<Record<ChangeOutcome, string>> = {
  regression: '✘',
  improvement: '✔',
  withheld: '■',
  untold: '?',
  'no-difference': '=',
}

/** In the order in which they are read where there are too many. Pages have them: the schemas of stored files would come along with theirs. */
export const changeOutcomes = Object.keys(changeMarks) as readonly ChangeOutcome[]

/** As people say it. */
export const verdictWords: Readonly<Record<ChangeOutcome | 'inconclusive', string>> = {
  regression: 'regression',
  improvement: 'improvement',
  untold: 'cannot tell',
  'no-difference': 'no difference found',
  withheld: 'withheld',
  inconclusive: 'inconclusive',
}
