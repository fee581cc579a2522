/**
 * The latencies of a cell as flat rows: one for each operation, arm and time
 * that were measured.
 *
 * @module
 */
import { operations, type Operation } from '../../measure/series.ts'
import type { CellResult, LatencySummary, OperationResult } from '../../run-store/run-format.ts'
import { wasMeasured } from '../overview.ts'

const arms = ['plain', 'sealed', 'delta'] as const
export type ExportedArm = (typeof arms)[number]

export interface LatencyRow {
  readonly operation: Operation
  readonly arm: ExportedArm
  readonly time: 'serviceTime' | 'responseTime' | 'callTime'
  /** In ns. */
  readonly summary: LatencySummary
}

export function latencyRows(cell: CellResult): readonly LatencyRow[] {
  return measuredOperations(cell).flatMap(({ operation, result }) =>
    arms.flatMap((arm): LatencyRow[] => [
      { operation, arm, time: 'serviceTime', summary: result[arm].serviceTime },
      { operation, arm, time: 'responseTime', summary: result[arm].responseTime },
      { operation, arm, time: 'callTime', summary: result.perCall[arm] },
    ]),
  )
}

export function measuredOperations(
  cell: CellResult,
): readonly { readonly operation: Operation; readonly result: OperationResult }[] {
  return operations
    .map((operation) => ({ operation, result: cell[operation] }))
    .filter(({ result }) => wasMeasured(result))
}
