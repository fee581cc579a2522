/**
 * Measures how large reports are, how long they take to draw and how long a
 * browser takes over them, for the default run, for 1, 24 and 500 cells, and for a comparison of 500, and
 * writes the table in docs/report.md.
 *
 * `npx node scripts/measure-pages.ts`, in some minutes, on a machine that has
 * nothing else to do. The default run is the one that is kept as an example; the
 * others are made up from a seed. So sizes are the same each time.
 *
 * @module
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

import { reportDataOf, type ReportData } from '../src/report/data/report-data.ts'
import { storedRun } from '../src/report/run.fixture.ts'
import { madeUpComparison } from '../src/report/comparison/made-up-comparison.fixture.ts'
import { writeComparison } from '../src/report/comparison/write-comparison.ts'
import type { Comparison } from '../src/run-store/comparison-format.ts'
import { writeReport } from '../src/report/write-report.ts'
import { exampleData } from './example-run.ts'
import { headlessChromium } from './headless-chromium.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'
import { loadPage, pageSizes, type PageLoad, type PageSizes } from './page-measure.ts'

const docsPage = path.join(import.meta.dirname, '../docs/report.md')
const markers: Markers = {
  begin: '<!-- sizes: written by scripts/measure-pages.ts -->',
  end: '<!-- /sizes -->',
}

/** The first is not counted: the browser itself is still starting. */
const loadsEach = 10
const recordsPerCell = 4000

/** With eight figures and two distributions each, as `compare` has them if nobody says otherwise. */
const comparedCells = 500

/** TTL by rotation. */
const fleets = [
  { ttls: 1, rotations: 1 },
  { ttls: 6, rotations: 4 },
  { ttls: 25, rotations: 20 },
] as const

interface Report {
  readonly name: string
  readonly drawnMs: number
  readonly address: string
  readonly sizes: PageSizes
}

interface Measured extends Report {
  readonly loads: readonly PageLoad[]
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'sealbench-measure-'))
try {
  const reports = [await writtenReport('default run', exampleData())]
  for (const fleet of fleets) reports.push(await writtenReport(...madeUp(fleet)))
  reports.push(await writtenComparison(madeUpComparison(comparedCells)))
  await using browser = await headlessChromium({ viewport: { width: 1280, height: 900 } })
  const loads: PageLoad[][] = reports.map(() => [])
  // In turns, so that what the machine does meanwhile meets all of them alike.
  for (let round = 0; round < loadsEach; round += 1)
    for (const [index, { address }] of reports.entries()) {
      const load = await loadPage(browser.context, address)
      if (round > 0) loads[index]!.push(load)
    }
  const measured = reports.map((report, index): Measured => ({ ...report, loads: loads[index]! }))
  const text = block(measured, browser.version)
  writeFileSync(docsPage, withBlock(readFileSync(docsPage, 'utf8'), markers, text))
} finally {
  rmSync(folder, { recursive: true, force: true })
}

async function writtenReport(name: string, data: ReportData): Promise<Report> {
  const startedAt = performance.now()
  const { html } = await writeReport(data, path.join(folder, name.replace(' ', '-')))
  return {
    name,
    drawnMs: performance.now() - startedAt,
    address: pathToFileURL(html).href,
    sizes: pageSizes(readFileSync(html, 'utf8')),
  }
}

async function writtenComparison(comparison: Comparison): Promise<Report> {
  const startedAt = performance.now()
  const html = path.join(folder, 'comparison.html')
  await writeComparison(comparison, { html })
  return {
    name: `comparison of ${comparedCells} cells`,
    drawnMs: performance.now() - startedAt,
    address: pathToFileURL(html).href,
    sizes: pageSizes(readFileSync(html, 'utf8')),
  }
}

function madeUp({ ttls, rotations }: (typeof fleets)[number]): [name: string, data: ReportData] {
  const sweep = { 'keyCache.ttl': minutes(ttls), 'keyCache.rotation': minutes(rotations) }
  const { run, logOf } = storedRun({ sweep, recordsPerCell })
  const cells = run.cells.length
  return [cells === 1 ? '1 cell' : `${cells} cells`, reportDataOf(run, logOf)]
}

function minutes(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${5 * (index + 1)} min`)
}

function block(measured: readonly Measured[], version: string): string {
  const rows: readonly (readonly [string, (of: Measured) => string])[] = [
    ['`report.html`, `comparison.html`', ({ sizes }) => kilobytes(sizes.page)],
    ['… compressed by gzip', ({ sizes }) => kilobytes(sizes.gzipped)],
    ['… of which the script', ({ sizes }) => kilobytes(sizes.script)],
    ['… the data', ({ sizes }) => kilobytes(sizes.data)],
    ['… pictures, drawn beforehand', ({ sizes }) => kilobytes(sizes.pictures)],
    ['drawn by `sealbench report`, once', ({ drawnMs }) => `${(drawnMs / 1000).toFixed(1)} s`],
    ['first contentful paint', ({ loads }) => milliseconds(loads.map(({ firstPaint }) => firstPaint))],
    ['load event', ({ loads }) => milliseconds(loads.map(({ loaded }) => loaded))],
    ['controls work', ({ loads }) => milliseconds(loads.map(({ ready }) => ready))],
    ['heap of the script', ({ loads }) => kilobytes(median(loads.map(({ heap }) => heap)))],
  ]
  const head = ['', ...measured.map(({ name }) => name)]
  const [cpu] = os.cpus()
  return [
    markers.begin,
    '',
    markdownTable(
      head,
      rows.map(([label, figureOf]) => [label, ...measured.map(figureOf)]),
    ),
    '',
    `Median of ${loadsEach - 1} loads from disk with the range of all of them; the default run is that of the example, ten cells of an hour each, drawn from what was kept of its histograms; the others have ${recordsPerCell.toLocaleString('en-US')} records a cell, made up, as the comparison is. Measured on ${cpu!.model}, ${os.cpus().length} cores, Node ${process.versions.node}, Chromium ${version}, window of 1280 x 900.`,
    '',
    markers.end,
  ].join('\n')
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString('en-US')} kB`
}

function milliseconds(values: readonly number[]): string {
  return `${Math.round(median(values))} ms (${Math.round(Math.min(...values))}-${Math.round(Math.max(...values))})`
}

/** Of an odd number of values. */
function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!
}
