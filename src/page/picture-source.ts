/**
 * Where the pictures of the page of a run come from: the same makers that drew the still
 * ones.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { chartsOf } from '../report/charts/registry.ts'
import { unpackedRun } from '../report/data/page-data.ts'
import type { ReportData } from '../report/data/report-data.ts'
import type { View } from '../report/data/view.ts'
import type { DataSource } from '../report/downloads/chart-data.ts'
import { scenarioName } from '../report/overview.ts'
import type { Embedded } from './embedded.ts'

export interface PictureSource {
  readonly chartsFor: (view: View) => readonly Chart[]
  readonly report: ReportData
  /** What downloads say where they come from. */
  readonly origin: DataSource
}

export function pictureSource({ data, details }: Embedded): PictureSource {
  const report = unpackedRun(data.run, details)
  const origin = { kind: data.kind, id: data.run.id, scenario: scenarioName(data.run) }
  return { report, origin, chartsFor: (view) => chartsOf(report, view) }
}
