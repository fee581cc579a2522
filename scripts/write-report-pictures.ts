/**
 * Writes into docs/report.md which pictures there are and how each is read, in
 * the words of the pictures themselves. Takes seconds, after a change of a
 * chart: `npx node scripts/write-report-pictures.ts`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Chart } from '../src/report/charts/chart.ts'
import { chartsOf } from '../src/report/charts/registry.ts'
import { comparisonCharts } from '../src/report/comparison/comparison-charts.ts'
import { reportDataOf, type ReportData } from '../src/report/data/report-data.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { findPlan } from '../src/report/plan/read-plan.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { escapeMarkdown } from '../src/report/text.ts'
import { findComparison } from '../src/run-store/read-comparison.ts'
import { exampleData } from './example-run.ts'
import { withBlock, type Markers } from './marked-block.ts'

const root = path.dirname(import.meta.dirname)
const page = path.join(root, 'docs/report.md')
const markers: Markers = {
  begin: '<!-- pictures: written by scripts/write-report-pictures.ts -->',
  end: '<!-- /pictures -->',
}

/** `text` with the pictures of the stored examples. */
export function withPictures(text: string): string {
  const plan = findPlan(path.join(root, 'reports/example-plan'))!
  const comparison = findComparison(path.join(root, 'reports/example-comparison'))!
  const ofExample = chartsOf(exampleData())
  const known = new Set(ofExample.map(({ id }) => id))
  const groups = [
    ['Of a run', ofExample],
    [
      'Of a run that sweeps strategies or sizes',
      chartsOf(strategiesAndSizes()).filter(({ id }) => !known.has(id)),
    ],
    ['Of a plan', planCharts(plan)],
    ['Of a comparison', comparisonCharts(comparison)],
  ] as const
  const lines = groups.flatMap(([title, charts]) => [
    `### ${title}`,
    '',
    ...Array.from(Map.groupBy(charts, ({ howToRead }) => howToRead).values(), line),
    '',
  ])
  return withBlock(text, markers, [markers.begin, '', ...lines, markers.end].join('\n'))
}

/** What the example does not sweep, with numbers of no meaning: only how pictures are read is taken from it. */
function strategiesAndSizes(): ReportData {
  const sweep = {
    'envelope.suite': ['aes-256-gcm+hkdf-sha512', 'xaes-256-gcm'],
    'records.size': ['1 KiB', '64 KiB', '1 MiB'],
  }
  const { run, logOf } = storedRun({ recordsPerCell: 500, sweep })
  return reportDataOf(run, logOf)
}

/** Of pictures that are read alike. */
function line(charts: readonly Chart[]): string {
  const titles = charts.map(({ id, title }) => `**${escapeMarkdown(title)}** (\`${id}\`)`)
  return `- ${titles.join(', ')}: ${escapeMarkdown(charts[0]!.howToRead)}`
}

if (import.meta.main) writeFileSync(page, withPictures(readFileSync(page, 'utf8')))
