/**
 * Writes a comparison for people and programs: page, Markdown and JSON, from
 * the comparison alone.
 *
 * @module
 */
import path from 'node:path'

import type { Comparison } from '../../run-store/comparison-format.ts'
import { writeOutput } from '../../run-store/output-file.ts'
import { makeFolder, writing } from '../../run-store/run-folder.ts'
import { packedComparison } from '../data/page-data.ts'
import { embed } from '../page-embedding.ts'
import { pageScript } from '../page-script.ts'
import type { DrawnChart } from '../page.ts'
import { drawChart } from '../write-report.ts'
import { comparisonCharts } from './comparison-charts.ts'
import { renderComparisonMarkdown } from './comparison-markdown.ts'
import { renderComparisonPage } from './comparison-page.ts'
import { reportLinks } from './report-links.ts'

/** Where each form of it goes; those left out are not written. */
export interface ComparisonFiles {
  readonly json?: string | undefined
  readonly markdown?: string | undefined
  readonly html?: string | undefined
}

/** @throws {OutputUnwritableError} */
export async function writeComparison(comparison: Comparison, files: ComparisonFiles): Promise<void> {
  const { json, markdown, html } = files
  if (json !== undefined) writeText(json, `${JSON.stringify(comparison, undefined, 2)}\n`)
  if (markdown !== undefined) writeText(markdown, renderComparisonMarkdown(comparison))
  if (html === undefined) return
  const drawn: DrawnChart[] = []
  for (const chart of comparisonCharts(comparison)) drawn.push((await drawChart(chart)).onPage)
  const embedding = embed(await pageScript('comparison'), packedComparison(comparison))
  writeText(html, renderComparisonPage(comparison, drawn, embedding, reportLinks(comparison, html)))
}

function writeText(file: string, text: string): void {
  makeFolder(path.dirname(file))
  writing(file, () => writeOutput(file, text))
}
