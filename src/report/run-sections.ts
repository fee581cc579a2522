/**
 * What the page of a run says below its first screen, in the order that
 * answers questions: pictures by topic, then the long tables, then how it all
 * came about.
 *
 * @module
 */
import type { CellResult, Run } from '../run-store/run-format.ts'
import { readThreshold } from '../scenario/metric-expression.ts'
import { cellNotes } from './cell-notes.ts'
import { cellTables } from './cell-tables.ts'
import type { Chart } from './charts/chart.ts'
import { firstView } from './data/view.ts'
import { environmentNotes } from './environment-notes.ts'
import { exposureNote, exposureTable } from './exposure.ts'
import { describeCount, describeMetric, nothing } from './figures.ts'
import { html, Markup, type Part } from './markup.ts'
import { calibrationNotes, methodNotes, type Note } from './notes.ts'
import { focusCell, type Table } from './overview.ts'
import { cellTableMarkup } from './page-cells.ts'
import type { PageSection } from './page-sections.ts'
import { renderTable } from './page-table.ts'
import { byTopic } from './page-topics.ts'
import { explained, glossaryList } from './page-words.ts'
import { shortLabel } from './parameters.ts'
import { runToRunNote, runToRunTable } from './run-to-run.ts'
import { slowestTable } from './tail-causes.ts'
import { escapeHtml, printable, relativeHref } from './text.ts'

/** A chart as it stands on the page. */
export interface PageFigure {
  readonly chart: Chart
  readonly markup: Markup
}

const slowestShown = 10

/** `figures` without that of the first screen. */
export function runSections(
  run: Run,
  figures: readonly PageFigure[],
  charts: readonly Chart[],
): PageSection[] {
  return [
    ...pictureSections(figures),
    ...(charts.length > 0 ? [histograms] : [nothingDrawn]),
    ...thresholdsSection(run),
    cellsSection(run),
    ...tableSection(
      'from-run-to-run',
      'From run to run',
      'cells[].repetitions',
      runToRunTable(run),
      runToRunNote,
    ),
    ...tableSection('exposure', 'Exposure', 'cells[].exposure', exposureTable(run), exposureNote),
    ...tableSection(
      'slowest',
      `The slowest sealed records${ofFocus(run)}`,
      'cells[].tail',
      slowestTable(run, slowestShown),
    ),
    { id: 'method', title: 'How it was measured', body: notes(methodNotes(run)) },
    {
      id: 'calibration',
      title: 'Calibration',
      source: 'calibration and noiseFloor',
      body: notes(calibrationNotes(run)),
    },
    {
      id: 'environment',
      title: 'Environment',
      source: 'environment, seed, recordStreamHash and elapsedNs',
      body: notes(environmentNotes(run)),
    },
    { id: 'words', title: 'Words', body: glossaryList() },
    filesSection(run, charts),
  ]
}

const nothingDrawn: PageSection = {
  id: 'pictures',
  title: 'Pictures',
  body: html`<p>Nothing was measured that could be drawn.</p>`,
}

/** The script of the page adds what can be taken out of the page itself. */
const histograms: PageSection = {
  id: 'histograms',
  title: 'Histograms',
  lead: 'The distributions behind the figures, to be taken into other tools.',
  body: html`<p>
      The whole histograms, lossless, are not in this file: their .hlog lies beside it in the folder of the
      run.
    </p>
    <div id="histogram-downloads"></div>`,
}

function pictureSections(figures: readonly PageFigure[]): PageSection[] {
  return byTopic(figures).map(({ topic, charts }) => ({
    ...topic,
    body: html`<div class="figures">${charts.map(({ markup }) => markup)}</div>`,
    parts: charts.map(({ chart: { id, title } }) => ({ id, title })),
  }))
}

function thresholdsSection({ thresholds }: Run): PageSection[] {
  if (thresholds.length === 0) return []
  const columns = [
    { label: 'threshold' },
    { label: 'cell' },
    { label: 'result' },
    { label: 'actual', isNumber: true },
    { label: 'reason' },
  ]
  const rows = thresholds.map(({ expression, cellId, passed, actual, reason }) => [
    expression,
    cellId,
    passed ? '✔ passed' : '✘ failed',
    actual === null ? nothing : describeMetric(metricOf(expression), actual),
    reason,
  ])
  return tableSection('thresholds', 'Thresholds', 'thresholds', { columns, rows })
}

/** The metric of `put.sealed.serviceTime.p99 < 1 ms`, which has the statistic last where it has one. */
function metricOf(expression: string): string {
  const read = readThreshold(expression)
  return read.ok ? read.value.metric.name : expression
}

function cellsSection(run: Run): PageSection {
  const section = {
    id: 'cells',
    title: 'Cells',
    lead: 'Every cell with its figures: service time, overhead and noise floor (A/A), and what it asked of KMS.',
  }
  const tables = cellTables(run, firstView)
  if (tables.length === 0) return { ...section, body: html`<p>No cell has been measured.</p>` }
  const failures = run.cells.flatMap(failuresOf)
  return {
    ...section,
    parts: tables,
    body: html`<div id="cell-tables">${tables.map(cellTableMarkup)}</div>
      ${failures.length === 0 ? undefined : html`<p>Records that failed: ${failures.join('; ')}.</p>`}
      ${cellNotes(run).map((note) => html`<p>${note}</p>`)}`,
  }
}

function failuresOf({ id, failures }: CellResult): string[] {
  return (['put', 'get'] as const).flatMap((operation) =>
    Object.entries(failures[operation]).map(
      ([name, count]) => `${id} ${operation} ${name} ${describeCount(count)}`,
    ),
  )
}

/** ` of c05 (5 min · 5 min)`, where there are others. */
function ofFocus(run: Run): string {
  const cell = focusCell(run)
  return cell === undefined || run.cells.length === 1 ? '' : ` of ${shortLabel(run, cell)}`
}

function tableSection(
  id: string,
  title: string,
  source: string,
  table: Table | undefined,
  note?: string,
): PageSection[] {
  if (table === undefined) return []
  const below = note === undefined ? undefined : html`<p>${explained(note, new Set())}</p>`
  return [{ id, title, source, body: html`${renderTable(table, title)} ${below}` }]
}

function notes(list: readonly Note[]): Part {
  const seen = new Set<string>()
  return html`<dl class="words card">
    ${list.map(
      ({ term, text }) =>
        html`<dt>${term}</dt>
          <dd>${explained(text, seen)}</dd>`,
    )}
  </dl>`
}

function filesSection(run: Run, charts: readonly Chart[]): PageSection {
  const paths = [
    'run.json',
    'summary.md',
    ...charts.map(({ id }) => `charts/${id}.svg`),
    ...run.cells.map((cell) => cell.histograms),
  ]
  const links = [...new Set(paths)].map((path) => {
    const href = relativeHref(path)
    return href === undefined ? html`<li>${path}</li>` : html`<li><a href="${href}">${path}</a></li>`
  })
  return {
    id: 'files',
    title: 'Files',
    body: html`<div class="card">
        <p>They lie beside this page, where the run was stored.</p>
        <ul class="files">
          ${links}
        </ul>
      </div>
      <details class="card">
        <summary>The resolved scenario, which runs again as it is</summary>
        ${scenarioText(run)}
      </details>`,
  }
}

/** JSON keeps its line breaks; what is inside its strings is made printable first. */
function scenarioText({ scenario }: Run): Markup {
  const lines = JSON.stringify(scenario, cleanStrings, 2).split('\n')
  return new Markup(`<pre tabindex="0">${lines.map(escapeHtml).join('\n')}</pre>`)
}

function cleanStrings(_: string, value: unknown): unknown {
  return typeof value === 'string' ? printable(value) : value
}
