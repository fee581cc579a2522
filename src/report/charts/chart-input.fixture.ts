/**
 * What a chart is given, from a run, with no more said than a test needs.
 *
 * @module
 */
import type { Run } from '../../run-store/run-format.ts'
import { noDetail } from '../data/cell-detail.ts'
import { firstView } from '../data/view.ts'
import type { ChartInput } from './chart.ts'

/** All cells of `run` as they are seen first, the first in focus, without histograms. */
export function chartInput(run: Run, changes: Partial<Omit<ChartInput, 'run'>> = {}): ChartInput {
  return {
    run,
    view: firstView,
    cells: run.cells,
    focus: run.cells[0]!,
    detailOf: () => noDetail,
    ...changes,
  }
}
