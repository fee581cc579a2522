/**
 * Writes what people look at after a run, from the stored run alone, so that
 * it can be drawn again at any time.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError } from '../errors.ts'
import { program } from '../program.ts'
import { writeWhole } from '../run-store/run-folder.ts'
import type { Chart } from './charts/chart.ts'
import { chartsOf } from './charts/registry.ts'
import { withDrawnTimelines } from './data/calls-timeline.ts'
import { packedRun } from './data/page-data.ts'
import type { ReportData } from './data/report-data.ts'
import { drawSvg } from './draw-svg.ts'
import { renderPage, type DrawnChart } from './page.ts'
import { embed } from './page-embedding.ts'
import { pageScript } from './page-script.ts'
import { renderMarkdown } from './summary.ts'
import { standalone, stillName, stillWidth } from './stills/still.ts'
import { svgOnPage } from './svg-on-page.ts'
import type { Theme } from './theme.ts'

/** Paths of what was written. */
export interface WrittenReport {
  readonly html: string
  readonly summary: string
  /** The light ones; each has a dark one beside it. */
  readonly charts: readonly string[]
}

/**
 * Writes `report.html`, `summary.md` and `charts/*.svg`, each light and dark, into `folder`.
 * Equal runs give equal files, byte for byte. Pictures that the summary beside them names and that are no longer drawn
 * are removed.
 */
export async function writeReport(given: ReportData, folder: string): Promise<WrittenReport> {
  const run = withDrawnTimelines(given.run)
  const data = { ...given, run }
  const embedding = embed(await pageScript(), packedRun(data))
  const charts = chartsOf(data)
  const drawn: DrawnChart[] = []
  const written: string[] = []
  const before = picturesOf(path.join(folder, 'summary.md'))
  const writeStill = (picture: string, id: string, theme: Theme) =>
    writeFile(path.join(folder, 'charts', stillName(id, theme, 'svg')), standalone(picture, theme))
  for (const chart of charts) {
    const { picture, onPage } = await drawChart(chart)
    written.push(writeStill(picture, chart.id, 'light'))
    writeStill(picture, chart.id, 'dark')
    drawn.push(onPage)
  }
  const report = {
    charts: written,
    summary: writeFile(path.join(folder, 'summary.md'), renderMarkdown(run, charts)),
    html: writeFile(path.join(folder, 'report.html'), renderPage(run, drawn, embedding)),
  }
  const now = picturesOf(report.summary)
  for (const name of before) if (!now.has(name)) rmSync(path.join(folder, name), { force: true })
  return report
}

/** What a summary of ours, if there is one, says to lie beside it: `charts/claims.svg` and the like, no other place. */
function picturesOf(summary: string): ReadonlySet<string> {
  if (!existsSync(summary)) return new Set()
  const names = readFileSync(summary, 'utf8').matchAll(/(?:src|srcset)="(charts\/[\w-]+\.svg)"/g)
  return new Set([...names].map(([, name]) => name!))
}

/** A chart as a picture of its own, and as it stands on a page. */
export async function drawChart(
  chart: Chart,
): Promise<{ readonly picture: string; readonly onPage: DrawnChart }> {
  const picture = await drawSvg({ id: chart.id, title: chart.title, spec: chart.spec(stillWidth.usual) })
  return { picture, onPage: { chart, svg: svgOnPage(picture) } }
}

function writeFile(file: string, content: string): string {
  try {
    mkdirSync(path.dirname(file), { recursive: true })
    writeWhole(file, content)
    return file
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new OutputUnwritableError(
      `The report cannot be written to ${file}: ${reason}. The run itself is kept: free space or choose a folder that can be written, then draw it with ${program} report.`,
      { cause: error },
    )
  }
}
