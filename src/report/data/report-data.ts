/**
 * All that the pictures and texts of a run are made of: the stored run, and
 * what its histograms say of each cell. Plain data, so that it draws the same
 * beside the run and on a page that was sent to somebody.
 *
 * @module
 */
import type { LatencyLog } from '../../measure/series.ts'
import type { Run } from '../../run-store/run-format.ts'
import { noDetail, type CellDetail } from './cell-detail.ts'
import { detailOfLog } from './detail-of-log.ts'

export interface ReportData {
  readonly run: Run
  /** Empty for cells without histograms. */
  readonly detailOf: (cellId: string) => CellDetail
}

/** Of a run of more cells only told percentiles have intervals: all along its curves they would double the time that its report takes. */
const cellsWithBandsMost = 60

/** `logOf` is asked once for each cell that is asked for. */
export function reportDataOf(run: Run, logOf: (cellId: string) => LatencyLog): ReportData {
  const known = new Map<string, CellDetail>()
  const intervalsAt = run.cells.length > cellsWithBandsMost ? 'told' : 'grid'
  return {
    run,
    detailOf(cellId) {
      const cell = run.cells.find(({ id }) => id === cellId)
      const detail =
        known.get(cellId) ??
        (cell === undefined ? noDetail : detailOfLog(logOf(cellId), { cell, seed: run.seed, intervalsAt }))
      known.set(cellId, detail)
      return detail
    },
  }
}
