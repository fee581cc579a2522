/**
 * `sealbench report`: draws the report of a stored run, plan or comparison
 * again, or its pictures alone; makes an index of many runs, and serves them.
 *
 * @module
 */
import path from 'node:path'

import { UsageError } from '../../errors.ts'
import { chartIds, chartsOf } from '../../report/charts/registry.ts'
import type { Chart } from '../../report/charts/chart.ts'
import { comparisonCharts } from '../../report/comparison/comparison-charts.ts'
import { renderComparison } from '../../report/comparison/comparison-terminal.ts'
import { writeComparison } from '../../report/comparison/write-comparison.ts'
import { reportDataOf } from '../../report/data/report-data.ts'
import { planChartIds, planCharts } from '../../report/plan/plan-charts.ts'
import { planText } from '../../report/plan/plan-terminal.ts'
import { findPlan } from '../../report/plan/read-plan.ts'
import { writePlan } from '../../report/plan/write-plan.ts'
import { checkChartIds, writeStills, type StillOptions } from '../../report/stills/write-stills.ts'
import { writeReport } from '../../report/write-report.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import { statsOf } from '../../run-store/folders-in.ts'
import { findComparison } from '../../run-store/read-comparison.ts'
import { readRun, type StoredRun } from '../../run-store/read-run.ts'
import { makeFolder } from '../../run-store/run-folder.ts'
import type { Plan } from '../../planner/plan-document.ts'
import { printable } from '../../scenario/printable.ts'
import { printDrawn, printJson, printLine, type LoadedCommand } from '../command.ts'
import { openPage } from '../open-page.ts'
import { printResult, withDetailsOption, type DetailsGiven } from '../print-result.ts'
import { defaultPort, reportFolder, withFolderOptions, type FolderGiven } from '../report-folder.ts'
import { stillOptions, withStillOptions, type StillsGiven } from '../still-options.ts'

export const reportCommand: LoadedCommand = {
  options: (parser) =>
    withStillOptions(
      withFolderOptions(withDetailsOption(parser))
        .positional('run', {
          type: 'string',
          demandOption: true,
          describe:
            'Folder of a run, plan or comparison, or its run.json, plan.json or comparison.json; with --index or --serve a folder of runs',
        })
        .option('output', {
          alias: 'o',
          type: 'string',
          describe: 'Folder to write to; its own if left out',
        }),
    )
      .example('$0 report reports/kinesis-defaults/20261123T121600Z-3f9c', 'after an update of sealbench')
      .example('$0 report RUN --svg --png -o slides', 'the pictures alone, without a browser')
      .example('$0 report RUN --png --charts claims,sweep --theme dark --width 1200', 'two of them, dark')
      .example('$0 report reports/kinesis-defaults --index --open', 'all runs of a scenario, with trends')
      .example('$0 report reports --serve', `http://127.0.0.1:${defaultPort}/, read-only, until Ctrl-C`),
  run: (given) => report(given as unknown as Given),
}

interface Given extends StillsGiven, DetailsGiven, FolderGiven {
  readonly run: string
  readonly output: string | undefined
  readonly json: boolean
  readonly quiet: boolean
}

/** What lies in a place, and the folder that is its own. */
type Stored =
  | { readonly kind: 'run'; readonly folder: string; readonly value: StoredRun }
  | { readonly kind: 'plan'; readonly folder: string; readonly value: Plan }
  | { readonly kind: 'comparison'; readonly folder: string; readonly value: Comparison }

async function report(given: Given): Promise<number> {
  const stills = stillOptions(given)
  const done = await reportFolder(given, stills !== undefined)
  if (done !== undefined) return done
  if (given.open && stills !== undefined)
    throw new UsageError('--open opens a page: leave out --svg and --png.')
  const stored = findStored(given.run)
  if (stills !== undefined) await reportStills(stored, stills, given)
  else if (stored.kind === 'run') await reportRun(stored.value, given)
  else if (stored.kind === 'plan') await reportPlan(stored.value, stored.folder, given)
  else await reportComparison(stored.value, stored.folder, given)
  return 0
}

function findStored(place: string): Stored {
  const folder = statsOf(place)?.isDirectory() === true ? place : path.dirname(place)
  const plan = findPlan(place)
  if (plan !== undefined) return { kind: 'plan', folder, value: plan }
  const comparison = findComparison(place)
  if (comparison !== undefined) return { kind: 'comparison', folder, value: comparison }
  const stored = readRun(place)
  return { kind: 'run', folder: stored.folder, value: stored }
}

async function reportRun({ run, folder, logOf }: StoredRun, given: Given): Promise<void> {
  const target = given.output === undefined ? folder : makeFolder(given.output)
  const data = reportDataOf(run, logOf)
  const written = await writeReport(data, target)
  await tell(given, written, () => printResult(data, given), `Report: ${shown(written.html)}`)
}

async function reportPlan(plan: Plan, folder: string, given: Given): Promise<void> {
  const written = await writePlan(given.output ?? folder, plan)
  await tell(
    given,
    written,
    () => printDrawn((options) => planText(plan, options)),
    `Plan: ${shown(written.html)}`,
  )
}

async function reportComparison(comparison: Comparison, folder: string, given: Given): Promise<void> {
  const target = given.output ?? folder
  const written = {
    html: path.join(target, 'comparison.html'),
    markdown: path.join(target, 'comparison.md'),
  }
  await writeComparison(comparison, written)
  await tell(
    given,
    written,
    () => printDrawn((options) => renderComparison(comparison, options)),
    `Comparison: ${shown(written.html)}`,
  )
}

async function reportStills(stored: Stored, options: StillOptions, given: Given): Promise<void> {
  // Before histograms are read, which may be gone.
  if (stored.kind === 'run') checkChartIds(options.ids, chartIds)
  if (stored.kind === 'plan') checkChartIds(options.ids, planChartIds)
  const written = await writeStills(chartsIn(stored), given.output ?? stored.folder, options)
  const { charts, withoutGlyph } = written
  if (withoutGlyph.length > 0)
    process.stderr.write(
      `sealbench: the fonts of sealbench lack ${printable(withoutGlyph.join(' '))}: PNGs show boxes there, SVGs use the fonts of whoever looks.\n`,
    )
  const places = charts.map((file) => shown(file))
  await tell(given, written, () => printLine(places.join('\n')), `Pictures: ${charts.length}`)
}

function chartsIn(stored: Stored): readonly Chart[] {
  if (stored.kind === 'plan') return planCharts(stored.value)
  if (stored.kind === 'comparison') return comparisonCharts(stored.value)
  return chartsOf(reportDataOf(stored.value.run, stored.value.logOf))
}

/** What was written: as one document, or as a line that what `print` prints goes before. A page is opened where that is asked for. */
async function tell(
  { json, quiet, open }: Given,
  written: object,
  print: () => void,
  line: string,
): Promise<void> {
  if (!json && !quiet) print()
  if (!json) printLine(line)
  const opened =
    open && 'html' in written && (await openPage(String(written.html), shown(String(written.html))))
  if (json) printJson(open ? { ...written, opened } : written)
}

function shown(file: string): string {
  return printable(path.relative('', file))
}
