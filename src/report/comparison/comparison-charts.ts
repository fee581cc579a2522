/**
 * The pictures of a comparison: every change with its interval, and how far
 * each quantile has moved.
 *
 * @module
 */
import type { Comparison } from '../../run-store/comparison-format.ts'
import type { Chart } from '../charts/chart.ts'
import { changesChart } from './changes-chart.ts'
import { shiftCharts } from './shift-charts.ts'

export function comparisonCharts(comparison: Comparison): Chart[] {
  return [...changesChart(comparison), ...shiftCharts(comparison)]
}
