/**
 * What a sweep of strategies or of sizes answers, in a sentence for the first
 * screen: claims speak of one cell of it alone.
 *
 * @module
 */
import type { Run } from '../../run-store/run-format.ts'
import { noDetail } from '../data/cell-detail.ts'
import { firstView } from '../data/view.ts'
import { focusCell } from '../overview.ts'
import type { ChartInput } from './chart.ts'
import { crossoverAnswers } from './crossover.ts'
import { strategyAnswers } from './strategies.ts'

/** Of typical records, by the figures that the pictures show; none where neither is swept. */
export function sweepAnswers(run: Run): string[] {
  const focus = focusCell(run)
  if (focus === undefined) return []
  // Of the first view the run has every figure itself.
  const input: ChartInput = { run, view: firstView, cells: run.cells, focus, detailOf: () => noDetail }
  return [...strategyAnswers(input), ...crossoverAnswers(input)]
}
