/**
 * What one try says of a rate, in a search for the highest that keeps a bound.
 *
 * @module
 */
import { shareKept } from '../judge/bound-check.ts'
import { validityLimits } from '../judge/validity-limits.ts'
import type { Finding } from '../planner/capacity-search.ts'
import type { CellResult, ClaimResult } from '../run-store/run-format.ts'
import type { Bound } from '../scenario/bound.ts'
import { significanceLevel } from '../statistics/detectable.ts'

export interface RateFinding {
  readonly finding: Finding
  /** In the base unit of the metric; null where nothing was measured. */
  readonly estimate: number | null
  readonly ci95: readonly [number, number] | null
  /** Why it counts as it does, where the figures alone do not say so. */
  readonly reason: string
}

/**
 * `looks` is how often a rate may be tried before it is given up as unclear:
 * they share the 5 % of error between them (Bonferroni), as each could find by
 * chance what is not so. What is counted leaves nothing to chance.
 */
export function rateFinding(
  bound: Bound,
  looks: number,
  cell: CellResult | undefined,
  claim: Pick<ClaimResult, 'estimate' | 'ci95' | 'pValue'> | undefined,
): RateFinding {
  const { estimate = null, ci95 = null, pValue = 0 } = claim ?? {}
  const found = (finding: Finding, reason = ''): RateFinding => ({ finding, estimate, ci95, reason })
  if (cell === undefined) return found('unclear', 'the cell was not run')
  if (cell.validity.verdict !== 'valid') {
    const reason = `not valid: ${cell.validity.reasons.join('; ')}`
    return found(isOverloadedAlone(cell) ? 'broken' : 'unclear', reason)
  }
  if (ci95 === null) return found('unclear', 'too few samples for an interval')
  const share = shareKept(bound, ci95)
  if (share === 'some') return found('unclear', 'the interval reaches across the bound')
  const level = significanceLevel / looks
  if (pValue > level)
    return found(
      'unclear',
      `the interval is too near to the bound for one of ${looks} tries (p = ${short(pValue)}, above ${short(level)})`,
    )
  return found(share === 'all' ? 'met' : 'broken')
}

/**
 * A generator that cannot keep up offers another rate than this one, and a
 * contestant that goes on beyond the load takes another: they do not bear the
 * rate. Where something else is wrong too, that may be why.
 */
function isOverloadedAlone({ generatorLag, overrunNs, validity: { verdict, reasons } }: CellResult): boolean {
  const isOverloaded = overrunNs !== undefined || generatorLag.p99 > validityLimits.generatorLagP99Ns
  return verdict === 'invalid' && reasons.length === 1 && isOverloaded
}

function short(p: number): string {
  return String(Number(p.toPrecision(2)))
}
