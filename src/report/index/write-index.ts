/**
 * Draws the index of many runs, and writes it.
 *
 * @module
 */
import path from 'node:path'

import { writeWhole, writing } from '../../run-store/run-folder.ts'
import { packedIndex } from '../data/page-data.ts'
import { embed, noScript } from '../page-embedding.ts'
import { pageScript } from '../page-script.ts'
import type { DrawnChart } from '../page.ts'
import { drawChart } from '../write-report.ts'
import { indexCharts, runsDrawn } from './charts/registry.ts'
import { renderIndexPage } from './index-page.ts'
import type { RunIndex } from './run-index.ts'

export const indexFileName = 'index.html'

/** The page of all runs of a scenario. Equal runs give equal pages, byte for byte. */
export async function drawIndex(index: RunIndex): Promise<string> {
  const drawn: DrawnChart[] = []
  for (const chart of indexCharts(index)) drawn.push((await drawChart(chart)).onPage)
  if (drawn.length === 0) return renderIndexPage(index, drawn, noScript)
  const shown = { ...index, runs: index.runs.slice(-runsDrawn), skipped: [] }
  return renderIndexPage(index, drawn, embed(await pageScript(), packedIndex(shown)))
}

/** Writes a page as the `index.html` of `folder`, whole or not at all; gives its path. @throws {OutputUnwritableError} */
export function writeIndex(folder: string, page: string): string {
  const file = path.join(folder, indexFileName)
  writing(file, () => writeWhole(file, page))
  return file
}
