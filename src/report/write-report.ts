/**
 * Writes what people look at after a run, from the stored run alone, so that
 * it can be drawn again at any time.
 *
 * @module
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'

import { OutputUnwritableError } from '../errors.ts'
import type { LatencyLog } from '../measure/series.ts'
import type { Run } from '../run-store/run-format.ts'
import type { Chart } from './charts/chart.ts'
import { chartsOf } from './charts/registry.ts'
import { drawSvg } from './draw-svg.ts'
import { focusCell } from './overview.ts'
import { renderPage, type DrawnChart } from './page.ts'
import { renderMarkdown } from './summary.ts'
import { withCssColours } from './theme.ts'

/** Paths of what was written. */
export interface WrittenReport {
  readonly html: string
  readonly summary: string
  readonly charts: readonly string[]
}

const wideWidth = 920
const narrowWidth = 340

/**
 * Writes `report.html`, `summary.md` and `charts/*.svg` into `folder`.
 * `logOf` gives the histograms of a cell; it is asked for few of them.
 * Equal runs give equal files, byte for byte.
 */
export async function writeReport(
  run: Run,
  logOf: (cellId: string) => LatencyLog,
  folder: string,
): Promise<WrittenReport> {
  const focus = focusCell(run)
  const charts = focus === undefined ? [] : chartsOf({ run, logOf, focus })
  const drawn: DrawnChart[] = []
  const written: string[] = []
  for (const chart of charts) {
    const wide = await draw(chart, 'wide', wideWidth)
    written.push(await writeWhole(path.join(folder, 'charts', `${chart.id}.svg`), standalone(wide)))
    const narrow = await draw(chart, 'narrow', narrowWidth)
    drawn.push({ chart, wideSvg: withCssColours(wide), narrowSvg: withCssColours(narrow) })
  }
  return {
    charts: written,
    summary: await writeWhole(path.join(folder, 'summary.md'), renderMarkdown(run, charts)),
    html: await writeWhole(path.join(folder, 'report.html'), renderPage(run, drawn)),
  }
}

function draw(chart: Chart, variant: string, width: number): Promise<string> {
  return drawSvg({ id: `${chart.id}-${variant}`, title: chart.title, spec: chart.spec(width) })
}

function standalone(svg: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${svg}\n`
}

/** Under another name first, so that what has its name is whole. */
async function writeWhole(file: string, content: string): Promise<string> {
  const unfinished = `${file}.${process.pid}.tmp`
  try {
    await mkdir(path.dirname(file), { recursive: true })
    await writeFile(unfinished, content)
    await rename(unfinished, file)
    return file
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => {})
    const reason = error instanceof Error ? error.message : String(error)
    throw new OutputUnwritableError(
      `The report cannot be written to ${file}: ${reason}. The run itself is kept: free space or choose a folder that can be written, then draw it with sealbench report.`,
      { cause: error },
    )
  }
}
