/**
 * Changes as rows of a file: every figure of each, unrounded.
 *
 * @module
 */
import type { Change, Comparison } from '../../run-store/comparison-format.ts'
import type { Datum } from '../charts/chart.ts'
import { describeParameter } from '../parameters.ts'
import { outcomeOf } from './change-outcome.ts'

/** In their order; base and candidate in the base unit of their dimension, all else but p-values relative. */
export function changesData({
  changes,
  tolerance,
}: Pick<Comparison, 'changes' | 'tolerance'>): readonly Datum[] {
  return changes.map((change) => datumOf(change, tolerance))
}

function datumOf(whole: Change, tolerance: number): Datum {
  const { cellId, params, ci95, isRunToRunMeasured, verdict, reason, ...figures } = whole
  return {
    cell: cellId,
    ...Object.fromEntries(Object.entries(params).map(([name, value]) => [name, describeParameter(value)])),
    ...figures,
    low: ci95?.[0] ?? null,
    high: ci95?.[1] ?? null,
    runToRunIs: isRunToRunMeasured ? 'measured' : 'assumed',
    verdict,
    outcome: outcomeOf(whole, tolerance),
    reason,
  }
}
