/**
 * A cell as several runs have it, with known figures, for the tests of
 * repetitions.
 *
 * @module
 */
import type { LatencyLog } from '../measure/series.ts'
import type { CellResult, Estimate } from '../run-store/run-format.ts'
import { cellOf, putLog, type CellShape, type LogShape } from './cell.fixture.ts'
import type { Repetition } from './merge-repetitions.ts'
import { judgeOperation } from './operation-result.ts'

export interface RepeatedShape extends LogShape, Pick<CellShape, 'validity'> {
  /** Instead of what the log says of the overhead at p50. */
  readonly overheadP50?: Estimate
}

/** Run `run-1` has the first shape. The cells' figures are those of their logs. */
export function repetitionsOf(shapes: readonly RepeatedShape[]): {
  readonly repetitions: readonly Repetition[]
  readonly logs: readonly LatencyLog[]
} {
  const logs = shapes.map((shape, index) => putLog({ seed: index + 1, ...shape }))
  const repetitions = shapes.map((shape, index) => ({
    runId: `run-${index + 1}`,
    cell: cellWith(shape, logs[index]!),
  }))
  return { repetitions, logs }
}

function cellWith({ validity, overheadP50 }: RepeatedShape, log: LatencyLog): CellResult {
  const put = judgeOperation(log, 'put', 1)
  const overhead = overheadP50 === undefined ? put.overhead : { ...put.overhead, p50: overheadP50 }
  return {
    ...cellOf(validity && { validity }),
    put: { ...put, overhead },
    get: judgeOperation(log, 'get', 1),
  }
}
