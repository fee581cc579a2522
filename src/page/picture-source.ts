/**
 * Where the pictures of a page come from: the same makers that drew the still
 * ones.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { chartsOf } from '../report/charts/registry.ts'
import { comparisonCharts } from '../report/comparison/comparison-charts.ts'
import { unpackedRun } from '../report/data/page-data.ts'
import type { ReportData } from '../report/data/report-data.ts'
import type { View } from '../report/data/view.ts'
import { indexCharts } from '../report/index/charts/registry.ts'
import { planCharts } from '../report/plan/plan-charts.ts'
import type { Embedded } from './embedded.ts'

export interface PictureSource {
  readonly chartsFor: (view: View) => readonly Chart[]
  /** Of a run, whose pictures follow what is chosen. */
  readonly report: ReportData | undefined
}

export function pictureSource({ data, details }: Embedded): PictureSource {
  if (data.kind === 'plan') return { report: undefined, chartsFor: () => planCharts(data.plan) }
  if (data.kind === 'comparison')
    return { report: undefined, chartsFor: () => comparisonCharts(data.comparison) }
  if (data.kind === 'index') return { report: undefined, chartsFor: (view) => indexCharts(data.index, view) }
  const report = unpackedRun(data.run, details)
  return { report, chartsFor: (view) => chartsOf(report, view) }
}
