/**
 * Thresholds: gates on point estimates, without intervals, for those who watch
 * a figure rather than test a claim.
 *
 * @module
 */
import type { LatencyLog } from '../measure/series.ts'
import type { CellResult, ThresholdResult } from '../run-store/run-format.ts'
import { isEmpty } from '../run-store/run-facts.ts'
import type { PlannedThreshold } from '../scenario/loaded.ts'
import { keeps } from './bound-check.ts'
import { pointEstimateOf, type Question } from './evidence.ts'
import { describeEstimate, describeValue } from './words.ts'

/** One result for each threshold and cell. What was not measured fails. */
export function judgeThresholds(
  thresholds: readonly PlannedThreshold[],
  cells: readonly CellResult[],
  logOf: (cellId: string) => LatencyLog,
): ThresholdResult[] {
  const cellOf = new Map(cells.map((cell) => [cell.id, cell]))
  return thresholds.flatMap((threshold) =>
    threshold.cellIds
      // What is not on this machine neither keeps nor breaks anything.
      .filter((cellId) => cellOf.get(cellId)?.validity.verdict !== 'absent')
      .map((cellId) => judgeCell(threshold, cellId, cellOf.get(cellId), logOf)),
  )
}

function whyUnknown(metric: string, cellId: string): string {
  return metric.startsWith('exposure.')
    ? `cell ${cellId} does not tell ${metric}: it never ends, or a contestant keeps its keys to itself`
    : `${metric} was not measured in cell ${cellId}`
}

function judgeCell(
  threshold: PlannedThreshold,
  cellId: string,
  cell: CellResult | undefined,
  logOf: (cellId: string) => LatencyLog,
): ThresholdResult {
  const { metric, statistic, bound, expression } = threshold
  const question: Question = { metric, statistic, unit: metric.kind === 'value' ? null : 'record' }
  const actual =
    cell === undefined || isEmpty(cell)
      ? undefined
      : pointEstimateOf(question, { cell, log: () => logOf(cellId) })
  const failed = { expression, cellId, passed: false, bound: bound.value }
  if (actual === undefined) return { ...failed, actual: null, reason: whyUnknown(metric.name, cellId) }
  const passed = keeps(bound, actual)
  const reason = `${describeEstimate(question, actual)} in cell ${cellId}, which ${passed ? 'keeps' : 'breaks'} ${bound.op} ${describeValue(metric, bound.value)}`
  return { ...failed, passed, actual, reason }
}
