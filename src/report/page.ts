/**
 * The report as one HTML file that opens offline: no address that is not its
 * own, pictures as SVG with their figures as tables, and a script that makes
 * them live.
 *
 * @module
 */
import type { CellResult, Run } from '../run-store/run-format.ts'
import type { Chart } from './charts/chart.ts'
import { crossingSentences } from './crossings.ts'
import { exposureNote, exposureTable } from './exposure.ts'
import { environmentNotes } from './environment-notes.ts'
import { cellNotes } from './cell-notes.ts'
import { describeCount, describeMetric, nothing } from './figures.ts'
import { html, Markup, type Part } from './markup.ts'
import { calibrationNotes, glossary, methodNotes, type Note } from './notes.ts'
import {
  cellTable,
  claimText,
  command,
  environmentLine,
  headline,
  question,
  scenarioName,
  verdictMarks,
  type ClaimText,
} from './overview.ts'
import { pageStyle } from './page-style.ts'
import { renderTable } from './page-table.ts'
import { runToRunNote, runToRunTable } from './run-to-run.ts'
import { slowestTable } from './tail-causes.ts'
import { figure } from './figure.ts'
import { hashSource, type Embedding } from './page-embedding.ts'
import { escapeHtml, printable, relativeHref } from './text.ts'

/** A chart with its drawings, whose colours follow the page. */
export interface DrawnChart {
  readonly chart: Chart
  readonly svg: string
}

const slowestShown = 10

export function renderPage(run: Run, charts: readonly DrawnChart[], embedding: Embedding): string {
  return htmlDocument(
    scenarioName(run),
    html`${masthead(run)}
      <main>
        ${claimsSection(run)} ${thresholdsSection(run)} ${cellsSection(run)} ${runToRunSection(run)}
        ${exposureSection(run)} ${chartsSection(charts)} ${slowestSection(run)}
        ${section('How it was measured', notes(methodNotes(run)))}
        ${section('Calibration', notes(calibrationNotes(run)))}
        ${section('Environment', notes(environmentNotes(run)))} ${section('Words', notes(glossary))}
        ${filesSection(run, charts)}
      </main>
      <footer>
        Drawn by sealbench ${run.environment.sealbench} from run.json and the histograms beside this file;
        nothing was loaded from anywhere else.
      </footer>`,
    embedding,
  )
}

/** A whole page around `body`, whose policy lets nothing in but its own style, script and inline pictures. */
export function htmlDocument(title: string, body: Markup, { markup, scriptSources }: Embedding): string {
  // One string, because the policy allows exactly these bytes.
  const style = new Markup(`<style>${pageStyle}</style>`)
  const policy = [
    `default-src 'none'`,
    `script-src ${scriptSources.join(' ')}`,
    `style-src ${hashSource(pageStyle)}`,
    'img-src data: blob:',
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ')
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="generator" content="sealbench" />
        <title>${title} · sealbench</title>
        ${style}
      </head>
      <body>
        ${body} ${markup}
      </body>
    </html> `
  return page.toString()
}

function masthead(run: Run): Markup {
  const { environment, seed, exitCode } = run
  return html`<header>
    <div>
      <div class="brand">
        <b>sealbench</b><span>${scenarioName(run)}</span><span>run ${run.id}</span
        ><span>${environment.startedAt}</span>
      </div>
      <h1>${question(run)}</h1>
      <p class="headline">${headline(run)}</p>
      ${
        run.reasons.length === 0
          ? undefined
          : html`<ul class="reasons">
              ${run.reasons.slice(0, 12).map((reason) => html`<li>${reason}</li>`)}
            </ul>`
      }
      <dl class="facts">
        <dt>verdict</dt>
        <dd class="${run.verdict}">
          <b class="word">${verdictWord(run)}</b>, exit code ${exitCode}, run ${run.status}
        </dd>
        <dt>again</dt>
        <dd><code class="command">${command(run)}</code> with seed ${seed}</dd>
        <dt>machine</dt>
        <dd>${environmentLine(run)}</dd>
      </dl>
    </div>
  </header>`
}

function verdictWord({ verdict }: Run): string {
  return verdict === 'none' ? 'no claims' : `${verdictMarks[verdict]} ${verdict}`
}

function claimsSection(run: Run): Part {
  if (run.claims.length === 0) return undefined
  const shown = run.claims.slice(0, 24).map((claim) => claimCard(claimText(run, claim)))
  const more = run.claims.length - shown.length
  const rest =
    more > 0 ? html`<p>${more} more claims stand in the table below the first picture.</p>` : undefined
  return section(
    'Claims',
    html`<div class="claims">${shown}</div>
      ${rest} ${crossingSentences(run).map((sentence) => html`<p>${sentence}</p>`)}`,
  )
}

function claimCard(claim: ClaimText): Markup {
  const reach = claim.holdsUpTo === nothing ? undefined : html`<br />bound holds: ${claim.holdsUpTo}`
  return html`<article class="card claim ${claim.verdict}">
    <span class="word">${verdictMarks[claim.verdict]} ${claim.verdict}</span>
    <h3>${claim.statement}</h3>
    <div class="figure">${claim.estimate}</div>
    <p class="against">95 % interval: ${claim.interval}<br />claimed: ${claim.bound}${reach}</p>
    <p class="because">${claim.reason}</p>
    <p class="from">
      ${claim.id}: ${claim.subject} in
      ${claim.cell}${claim.source === undefined ? '' : `. Source: ${claim.source}`}
    </p>
  </article>`
}

function thresholdsSection({ thresholds }: Run): Part {
  if (thresholds.length === 0) return undefined
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
    actual === null ? nothing : describeMetric(expression, actual),
    reason,
  ])
  return section('Thresholds', renderTable({ columns, rows }, 'Thresholds'))
}

function cellsSection(run: Run): Markup {
  if (run.cells.length === 0) return section('Cells', html`<p>No cell has been measured.</p>`)
  const failures = run.cells.flatMap(failuresOf)
  return section(
    'Cells',
    html`${renderTable(cellTable(run), 'Cells')}
    ${failures.length === 0 ? undefined : html`<p>Records that failed: ${failures.join('; ')}.</p>`}
    ${cellNotes(run).map((note) => html`<p>${note}</p>`)}`,
  )
}

function runToRunSection(run: Run): Part {
  const table = runToRunTable(run)
  if (table === undefined) return undefined
  return section(
    'From run to run',
    html`${renderTable(table, 'From run to run')}
      <p>${runToRunNote}</p>`,
  )
}

function exposureSection(run: Run): Part {
  const table = exposureTable(run)
  if (table === undefined) return undefined
  return section(
    'Exposure',
    html`${renderTable(table, 'Exposure')}
      <p>${exposureNote}</p>`,
  )
}

function failuresOf({ id, failures }: CellResult): string[] {
  return (['put', 'get'] as const).flatMap((operation) =>
    Object.entries(failures[operation]).map(
      ([name, count]) => `${id} ${operation} ${name} ${describeCount(count)}`,
    ),
  )
}

function chartsSection(charts: readonly DrawnChart[]): Part {
  if (charts.length === 0) return section('Pictures', html`<p>Nothing was measured that could be drawn.</p>`)
  return section('Pictures', drawnFigures(charts))
}

/** Pictures as they are seen at once, and without a script. */
export function drawnFigures(charts: readonly DrawnChart[]): Markup {
  return html`<p class="needs-script">
      These pictures are still, and nothing can be chosen: that needs a script, which this browser does not
      run.
    </p>
    ${charts.map(({ chart, svg }) => figure(chart, new Markup(svg)))}`
}

function slowestSection(run: Run): Part {
  const table = slowestTable(run, slowestShown)
  const title = 'The slowest sealed records'
  return table === undefined ? undefined : section(title, renderTable(table, title))
}

export function section(title: string, body: Part): Markup {
  return html`<section>
    <h2>${title}</h2>
    ${body}
  </section>`
}

function notes(list: readonly Note[]): Markup {
  return html`<dl class="words card">
    ${list.map(
      ({ term, text }) =>
        html`<dt>${term}</dt>
          <dd>${text}</dd>`,
    )}
  </dl>`
}

function filesSection(run: Run, charts: readonly DrawnChart[]): Markup {
  const paths = [
    'run.json',
    'summary.md',
    ...charts.map(({ chart }) => `charts/${chart.id}.svg`),
    ...run.cells.map((cell) => cell.histograms),
  ]
  const links = [...new Set(paths)].map((path) => {
    const href = relativeHref(path)
    return href === undefined ? html`<li>${path}</li>` : html`<li><a href="${href}">${path}</a></li>`
  })
  return section(
    'Files',
    html`<div class="card">
        <ul class="files">
          ${links}
        </ul>
      </div>
      <details class="card">
        <summary>The resolved scenario, which runs again as it is</summary>
        ${scenarioText(run)}
      </details>`,
  )
}

/** JSON keeps its line breaks; what is inside its strings is made printable first. */
function scenarioText({ scenario }: Run): Markup {
  const lines = JSON.stringify(scenario, cleanStrings, 2).split('\n')
  return new Markup(`<pre>${lines.map(escapeHtml).join('\n')}</pre>`)
}

function cleanStrings(_: string, value: unknown): unknown {
  return typeof value === 'string' ? printable(value) : value
}
