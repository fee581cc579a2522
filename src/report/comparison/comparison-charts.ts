/**
 * The pictures of a comparison: every change with its interval, and how far
 * each quantile has moved.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Chart } from '../charts/chart.ts'
import { changesChart } from './changes-chart.ts'
import { firstComparisonView, shownComparison, type ComparisonView } from './comparison-view.ts'
import { shiftCharts } from './shift-charts.ts'

export function comparisonCharts(
  comparison: Comparison,
  view: ComparisonView = firstComparisonView,
): Chart[] {
  const shown = shownComparison(comparison, view)
  return [...changesChart(comparison, shown, view), ...shiftCharts(comparison, shown, view)]
}
