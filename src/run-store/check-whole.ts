/**
 * Whether the histograms of a cell are those that it was judged by: a log that
 * was cut off at the end of a line, or lost one, reads well and says something
 * else.
 *
 * @module
 */
import { RunUnreadableError } from '../errors.ts'
import { operations, type LatencyLog, type Operation, type SeriesName } from '../measure/series.ts'
import { totalCount } from '../statistics/buckets.ts'
import type { CellResult, OperationResult } from './run-format.ts'

const arms = ['plain', 'sealed', 'delta'] as const

/** @throws {RunUnreadableError} where a series of `log`, which was read from `file`, has another count than the cell */
export function checkWhole(cell: CellResult, log: LatencyLog, file: string): void {
  for (const operation of operations)
    for (const { series, count } of countsOf(cell[operation], operation, log)) {
      const found = (log.get(series) ?? []).reduce((sum, segment) => sum + totalCount(segment), 0)
      if (found === count) continue
      throw new RunUnreadableError(
        `${file} holds ${found} of ${count} values of ${series}: it was cut off or changed. Run the scenario again.`,
      )
    }
}

/** Every series whose count the cell stores. */
function countsOf(
  result: OperationResult,
  operation: Operation,
  log: LatencyLog,
): readonly { readonly series: SeriesName; readonly count: number }[] {
  return arms.flatMap((arm) => {
    const callTime = `${operation}.${arm}.callTime` as const
    const serviceTime = `${operation}.${arm}.serviceTime` as const
    return [
      { series: serviceTime, count: result[arm].serviceTime.count },
      { series: `${operation}.${arm}.responseTime` as const, count: result[arm].responseTime.count },
      // Calls of one record each are not recorded apart.
      { series: log.has(callTime) ? callTime : serviceTime, count: result.perCall[arm].count },
    ]
  })
}
