/**
 * The pictures of a plan, in the order in which they are read. A new one is a
 * file in `charts/` and a line here.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'

/** Those that have something to show. */
export function planCharts(_plan: Plan): readonly Chart[] {
  return []
}
