/**
 * Writes a plan for people and programs: page, pictures, Markdown, CSV and the
 * document itself, from the document alone.
 *
 * @module
 */
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import { OutputUnwritableError } from '../../errors.ts'
import { planSchema, type Plan } from '../../planner/plan-document.ts'
import { makeFolder, writing } from '../../run-store/run-folder.ts'
import { packedPlan } from '../data/page-data.ts'
import { embed } from '../page-embedding.ts'
import { pageScript } from '../page-script.ts'
import type { DrawnChart } from '../page.ts'
import { standalone, stillName } from '../stills/still.ts'
import { themes, type Theme } from '../theme.ts'
import { drawChart } from '../write-report.ts'
import { planChartIds, planCharts } from './plan-charts.ts'
import { planCsv } from './plan-csv.ts'
import { planGridCsv } from './plan-grid-csv.ts'
import { planMarkdown } from './plan-markdown.ts'
import { planPage } from './plan-page.ts'

/** Paths of what was written. */
export interface WrittenPlan {
  readonly html: string
  readonly markdown: string
  readonly csv: string
  readonly gridCsv: string
  readonly json: string
  /** The light ones; each has a dark one beside it. */
  readonly charts: readonly string[]
}

export const planFileName = 'plan.json'

interface PlanFile {
  readonly path: string
  readonly text: string
}

/**
 * Writes `plan.html`, `plan.md`, `plan.csv`, `plan-grid.csv`, `plan.json` and `charts/*.svg`, light and
 * dark, into `folder`: all of them, or none. Equal plans give equal files, byte for byte. Pictures of a plan that was
 * there before are gone; files of other names stay.
 *
 * @throws {OutputUnwritableError}
 */
export async function writePlan(folder: string, plan: Plan): Promise<WrittenPlan> {
  const drawn: DrawnChart[] = []
  const charts: PlanFile[] = []
  const darkCharts: PlanFile[] = []
  const still = (picture: string, id: string, theme: Theme): PlanFile => ({
    path: path.join(folder, 'charts', stillName(id, theme, 'svg')),
    text: standalone(picture, theme),
  })
  const planned = planCharts(plan)
  for (const chart of planned) {
    const { picture, onPage } = await drawChart(chart)
    drawn.push(onPage)
    charts.push(still(picture, chart.id, 'light'))
    darkCharts.push(still(picture, chart.id, 'dark'))
  }
  const drawnIds = new Set(drawn.map(({ chart }) => chart.id))
  const others = planChartIds.filter((id) => !drawnIds.has(id))
  const file = (name: string, text: string): PlanFile => ({ path: path.join(folder, name), text })
  // As it is read again, so that the same bytes are drawn from what is stored.
  const embedding = embed(
    await pageScript('plan'),
    packedPlan(planSchema.parse(JSON.parse(JSON.stringify(plan)))),
  )
  const html = file('plan.html', planPage(plan, drawn, embedding))
  const markdown = file('plan.md', planMarkdown(plan, planned))
  const csv = file('plan.csv', planCsv(plan))
  const gridCsv = file('plan-grid.csv', planGridCsv(plan))
  const json = file(planFileName, `${JSON.stringify(plan, undefined, 2)}\n`)
  makeFolder(charts.length > 0 ? path.join(folder, 'charts') : folder)
  const all = [...charts, ...darkCharts, html, markdown, csv, gridCsv, json]
  checkPlaces(all)
  writeAll(all)
  removePictures(folder, others)
  return {
    html: html.path,
    markdown: markdown.path,
    csv: csv.path,
    gridCsv: gridCsv.path,
    json: json.path,
    charts: charts.map((chart) => chart.path),
  }
}

/** A folder in the place of a file is found before anything is replaced. */
function checkPlaces(files: readonly PlanFile[]): void {
  const taken = files.find((file) => statSync(file.path, { throwIfNoEntry: false })?.isDirectory() ?? false)
  if (taken !== undefined)
    throw new OutputUnwritableError(
      `The plan cannot be written to ${taken.path}: a folder of that name is in the way. Remove it or choose another folder.`,
    )
}

/** Under other names first: nothing has its own name before all could be written. */
function writeAll(files: readonly PlanFile[]): void {
  const temporary = (file: PlanFile) => `${file.path}.${process.pid}.tmp`
  try {
    for (const file of files) writing(file.path, () => writeFileSync(temporary(file), file.text))
    for (const file of files) writing(file.path, () => renameSync(temporary(file), file.path))
  } finally {
    for (const file of files) rmSync(temporary(file), { force: true })
  }
}

/** What an earlier plan had to show, and this one has not. */
function removePictures(folder: string, ids: readonly string[]): void {
  for (const name of ids.flatMap((id) => themes.map((theme) => stillName(id, theme, 'svg')))) {
    const picture = path.join(folder, 'charts', name)
    writing(picture, () => rmSync(picture, { force: true }))
  }
}
