/**
 * `index.html`: all runs of a scenario on one page, newest first, with the way
 * to the report of each.
 *
 * @module
 */
import { program } from '../../program.ts'
import { verdictWords } from '../comparison/change-outcome.ts'
import { describeCount, nothing, plural } from '../figures.ts'
import { html, type Markup, type Part } from '../markup.ts'
import { verdictMarks } from '../overview.ts'
import { drawnFigures, htmlDocument, section, type DrawnChart } from '../page.ts'
import type { Embedding } from '../page-embedding.ts'
import { renderTable } from '../page-table.ts'
import { relativeHref } from '../text.ts'
import { softwareText, timeOf } from './charts/index-chart.ts'
import { firstIndexView, runColumns } from './index-view.ts'
import {
  idWithFolder,
  type IndexedComparison,
  type IndexedRun,
  type RunEntry,
  type RunIndex,
  type SkippedFolder,
} from './run-index.ts'

/** At some 400 bytes each they leave a page below 1 MB. */
const listedMax = 500
/** So many more travel compressed, at some 50 bytes each, until somebody asks for them. */
const olderMax = 3500

export function renderIndexPage(
  index: RunIndex,
  charts: readonly DrawnChart[],
  embedding: Embedding,
): string {
  const newest = index.runs.at(-1)
  const name = newest?.scenario ?? index.name
  return htmlDocument(
    `${name}: ${plural(runsThere(index), 'run')}`,
    html`${masthead(index, name)}
      <main>
        <div id="controls"></div>
        ${section('Runs, newest first', runsTable(index))} ${comparisonsSection(index)}
        ${picturesSection(index, charts)} ${skippedSection(index.skipped)}
      </main>
      <footer>
        Drawn by sealbench from the runs beside this file; nothing was loaded from anywhere else.
      </footer>`,
    embedding,
  )
}

function runsThere({ runs, older }: RunIndex): number {
  return older + runs.length
}

function masthead(index: RunIndex, name: string): Markup {
  const { runs } = index
  const newest = runs.at(-1)
  return html`<header>
    <div>
      <div class="brand">
        <b>sealbench</b><span>${name}</span><span>${plural(runsThere(index), 'run')}</span>
      </div>
      <h1>${newest?.question ?? name}</h1>
      <p class="headline">${newest === undefined ? 'There are no runs here yet.' : newest.headline}</p>
      ${newest === undefined ? undefined : newestFacts(newest, index)}
    </div>
  </header>`
}

function newestFacts(newest: IndexedRun, { runs, older }: RunIndex): Markup {
  const oldest = runs[0]!
  const families = new Set(runs.map(({ family }) => family)).size
  const comparable = runs.filter(({ family }) => family === newest.family).length
  return html`<dl class="facts">
    <dt>newest run</dt>
    <dd class="${newest.verdict}">
      ${reportLink(newest)}, ${timeOf(newest)} UTC: <b class="word">${verdictText(newest)}</b>, exit code
      ${newest.exitCode}
    </dd>
    <dt>runs</dt>
    <dd>
      ${older > 0 ? 'the newest ' : ''}${plural(runs.length, 'run')} from ${timeOf(oldest)} to
      ${timeOf(newest)} UTC; ${verdictCounts(runs)}${timelessFact(runs)}
    </dd>
    <dt>comparable</dt>
    <dd>
      ${
        families === 1
          ? 'all of them: the same scenario, seed, machine and runtime'
          : `${describeCount(comparable)} with the newest; the others differ in scenario, seed, machine or runtime, ${plural(families, 'kind')} in all`
      }${partialFact(runs)}
    </dd>
    <dt>machine</dt>
    <dd>${newest.machine}</dd>
  </dl>`
}

function partialFact(runs: readonly RunEntry[]): string {
  const { length } = runs.filter(({ sweepCells }) => sweepCells !== undefined)
  return length === 0 ? '' : `; ${describeCount(length)} ran part of their sweep`
}

function timelessFact(runs: readonly RunEntry[]): string {
  const { length } = runs.filter(({ startedAtMs }) => startedAtMs === null)
  return length === 0 ? '' : `; ${describeCount(length)} without a time from 2000 to 2099`
}

function verdictCounts(runs: readonly RunEntry[]): string {
  return [...Map.groupBy(runs, verdictText)]
    .map(([text, { length }]) => `${text} in ${describeCount(length)}`)
    .join(', ')
}

/** A run that has not come to its end has no verdict to go by. */
export function verdictText(entry: RunEntry): string {
  const { verdict, status } = entry
  if (status === 'running') return '… not finished'
  const word = verdict === 'none' ? unclaimedText(entry) : `${verdictMarks[verdict]} ${verdict}`
  return status === 'interrupted' ? `${word} (interrupted)` : word
}

/** A run that claims nothing can still have failed. */
function unclaimedText({ exitCode, cells, thresholdsFailed }: RunEntry): string {
  if (exitCode !== 0 && cells.some(({ isValid }) => !isValid)) return `${verdictMarks.invalid} not valid`
  return thresholdsFailed > 0 ? `${verdictMarks.refuted} threshold failed` : 'no claims'
}

/** To the report of a run, below the folder `above`; the name alone where it has none. */
export function reportLink(run: RunEntry, above = ''): Part {
  const href = run.hasReport ? relativeHref(`${above}${run.folder}/report.html`) : undefined
  return href === undefined
    ? html`${run.id} <small>(no report is drawn)</small>`
    : html`<a href="${href}">${run.id}</a>`
}

function runsTable({ runs, comparisons, older }: RunIndex): Markup {
  if (runs.length === 0) return html`<p>None yet. ${program} run makes one.</p>`
  const rows = rowsOf(listedRuns(runs), comparisons)
  return html`${olderLine(older)} ${unlistedLine(runs.length)}
    <div id="runs" class="scroll" role="region" aria-label="Runs" tabindex="0">
      <table>
        <thead>
          <tr>
            ${runColumns.map(columnHeading)}
          </tr>
        </thead>
        <tbody>
          ${rows}
        </tbody>
      </table>
    </div>`
}

/** Newest first. */
function rowsOf(runs: readonly IndexedRun[], comparisons: readonly IndexedComparison[]): Markup[] {
  return runs.toReversed().map(
    (run) =>
      html`<tr data-run="${run.folder}">
        <td>${reportLink(run)}</td>
        <td class="${run.verdict}"><b class="word">${verdictText(run)}</b></td>
        <td>${timeOf(run)}</td>
        <td class="n">${run.exitCode}</td>
        <td>${claimCounts(run)}</td>
        <td class="n">${run.cells.length}</td>
        <td>${softwareText(run)}</td>
        <td class="text">${newsOf(run, comparisons)}</td>
      </tr> `,
  )
}

/** Rows of runs that are older than those that the table lists, as markup, newest first: a script adds them. */
export function olderRows({ runs, comparisons }: Pick<RunIndex, 'runs' | 'comparisons'>): string {
  return rowsOf(runs.slice(0, -listedMax).slice(-olderMax), comparisons).join('')
}

/** Those that the table has room for: thousands would make a page that opens slowly. */
export function listedRuns(runs: readonly IndexedRun[]): readonly IndexedRun[] {
  return runs.slice(-listedMax)
}

function unlistedLine(runs: number): Part {
  if (runs <= listedMax) return undefined
  const older = Math.min(olderMax, runs - listedMax)
  const left = runs - listedMax - older
  return html`<p id="older">
      The table lists the newest ${describeCount(listedMax)} of ${describeCount(runs)} runs.
      <button type="button" name="older" hidden>List ${plural(older, 'older run')} as well</button>
      <span class="needs-script">The reports of the others lie in their folders beside this file.</span>
    </p>
    ${left > 0 ? html`<p>Of the oldest ${describeCount(left)} the reports lie in their folders beside this file.</p>` : undefined}`
}

function columnHeading(column: (typeof runColumns)[number]): Markup {
  return 'isNumber' in column
    ? html`<th scope="col" class="n">${column.label}</th> `
    : html`<th scope="col">${column.label}</th> `
}

function olderLine(older: number): Part {
  if (older === 0) return undefined
  const [many, them] =
    older === 1 ? ['1 older run is', 'it'] : [`${describeCount(older)} older runs are`, 'them']
  return html`<p>
    ${many} not shown yet, as each run reads but some of what was before it:
    <code>${program} report &lt;this folder&gt; --index</code> shows ${them} now.
  </p>`
}

function claimCounts({ claims, thresholdsFailed }: RunEntry): string {
  const counts = (['refuted', 'invalid', 'inconclusive', 'holds'] as const)
    .map((verdict) => ({ verdict, count: claims.filter((claim) => claim.verdict === verdict).length }))
    .filter(({ count }) => count > 0)
    .map(({ verdict, count }) => `${verdictMarks[verdict]} ${count} ${verdict}`)
  const failed = thresholdsFailed > 0 ? [`✘ ${plural(thresholdsFailed, 'threshold')} failed`] : []
  return [...counts, ...failed].join(', ') || nothing
}

function newsOf(run: IndexedRun, comparisons: readonly IndexedComparison[]): string {
  const compared = comparisons
    .filter(({ candidateRuns }) =>
      candidateRuns.some((id) => id === run.id || idWithFolder({ ...run, id }) === run.id),
    )
    .map(({ verdict, base }) => `compared with ${base}: ${verdictWords[verdict]}`)
  return [...partText(run), ...run.differences, ...run.updates, ...compared].join('; ') || nothing
}

/** Its figures are of fewer cells than those of others. */
function partText({ cells, sweepCells }: RunEntry): string[] {
  return sweepCells === undefined ? [] : [`${describeCount(cells.length)} of ${plural(sweepCells, 'cell')}`]
}

function comparisonsSection({ comparisons }: RunIndex): Part {
  if (comparisons.length === 0) return undefined
  return section(
    'Comparisons, newest first',
    html`<ul class="card">
      ${comparisons.map((comparison) => html`<li>${comparisonLine(comparison)}</li>`)}
    </ul>`,
  )
}

function comparisonLine({
  page,
  name,
  verdict,
  exitCode,
  base,
  candidate,
  reasons,
}: IndexedComparison): Markup {
  const below = page === undefined ? undefined : relativeHref(page)
  const link = below === undefined ? name : html`<a href="../${below}">${name}</a>`
  const because = reasons.length === 0 ? '' : `: ${reasons.slice(0, 3).join('; ')}`
  return html`${link}: ${candidate} against ${base}: <b>${verdictWords[verdict]}</b>, exit code
    ${exitCode}${because}`
}

function picturesSection(index: RunIndex, charts: readonly DrawnChart[]): Part {
  const { runs } = index
  if (runs.length === 0) return undefined
  if (charts.length === 0) return section('Trends', html`<p>Trends are drawn from two runs on.</p>`)
  const [drawn, there] = [Math.min(runs.length, firstIndexView.newest), runsThere(index)]
  return section(
    'Trends',
    html`${drawn < there ? html`<p class="needs-script">The pictures show the newest ${drawn} of ${describeCount(there)} runs.</p>` : undefined}
    ${drawnFigures(charts)}`,
  )
}

export function skippedSection(skipped: readonly SkippedFolder[]): Part {
  if (skipped.length === 0) return undefined
  const rows = skipped.map(({ folder, reason }) => [folder, reason])
  const table = { columns: [{ label: 'folder' }, { label: 'why' }], rows }
  return section('Left out', renderTable(table, 'Folders that are left out'))
}
