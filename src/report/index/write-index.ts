/**
 * Draws the index of many runs, and writes it.
 *
 * @module
 */
import path from 'node:path'

import { writeWhole, writing } from '../../run-store/run-folder.ts'
import { packedIndex } from '../data/page-data.ts'
import { embed, type Embedding } from '../page-embedding.ts'
import { pageScript } from '../page-script.ts'
import type { DrawnChart } from '../page.ts'
import { drawChart } from '../write-report.ts'
import { indexCharts } from './charts/registry.ts'
import { listedRuns, olderRows, renderIndexPage } from './index-page.ts'
import type { IndexedRun, RunIndex, ScenarioIndex } from './run-index.ts'
import { renderScenariosPage } from './scenarios-page.ts'

export const indexFileName = 'index.html'

/** Of the runs whose figures travel with a page, in characters: some 200 KB of it, which leave it below 1 MB. */
const embeddedMax = 2_000_000

/** The page of all runs of a scenario. Equal runs give equal pages, byte for byte. */
export async function drawIndex(index: RunIndex): Promise<string> {
  const runs = embeddedRuns(index)
  const older = index.older + index.runs.length - runs.length
  const shown: RunIndex = { ...index, older, runs, skipped: [] }
  const drawn: DrawnChart[] = []
  for (const chart of indexCharts(shown)) drawn.push((await drawChart(chart)).onPage)
  if (drawn.length === 0) return renderIndexPage(index, drawn, await withoutPictures())
  return renderIndexPage(index, drawn, embed(await pageScript('index'), packedIndex(shown, olderRows(index))))
}

/** The page above several scenarios. */
export async function drawScenarios(index: ScenarioIndex): Promise<string> {
  return renderScenariosPage(index, await withoutPictures())
}

async function withoutPictures(): Promise<Embedding> {
  return embed(await pageScript('plain'))
}

/** The newest of those that the page lists, as many as it has room for. */
function embeddedRuns(index: RunIndex): readonly IndexedRun[] {
  const runs = listedRuns(index.runs)
  let length = 0
  const first = runs.findLastIndex((run) => {
    length += JSON.stringify(run).length
    return length > embeddedMax
  })
  return runs.slice(first + 1)
}

/** Writes a page as the `index.html` of `folder`, whole or not at all; gives its path. @throws {OutputUnwritableError} */
export function writeIndex(folder: string, page: string): string {
  const file = path.join(folder, indexFileName)
  writing(file, () => writeWhole(file, page))
  return file
}
