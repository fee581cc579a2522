/**
 * The distributions of the cells that are shown, to be taken away.
 *
 * @module
 */
import type { ReportData } from '../report/data/report-data.ts'
import type { View } from '../report/data/view.ts'
import { downloadName } from '../report/downloads/download-name.ts'
import { curvesOf, hgrmText, percentilesCsv } from '../report/downloads/percentile-files.ts'
import { describeCount } from '../report/figures.ts'
import { html, type Markup, type Part } from '../report/markup.ts'
import { focusCell, scenarioName } from '../report/overview.ts'
import { cellLabel } from '../report/parameters.ts'
import { relativeHref } from '../report/text.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'
import { saveText } from './save-file.ts'
import type { ViewStore } from './view-store.ts'

/** Of more cells the run's folder is the place. */
const cellsMax = 12

/** Fills the section that waits for it, and follows what is chosen. */
export function startHistogramDownloads(report: ReportData, store: ViewStore): void {
  const host = document.getElementById('histogram-downloads')
  if (host === null) return
  const fill = (view: View) => {
    host.innerHTML = contents(report, shownCells(report.run, view)).toString()
  }
  fill(store.current())
  store.subscribe(fill)
  host.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) save(report, target.dataset)
  })
}

/** Those that are chosen, or the one that pictures of a single cell show. */
function shownCells(run: Run, { cells }: View): readonly CellResult[] {
  const chosen = run.cells.filter(({ id }) => cells.includes(id))
  const focus = focusCell(run)
  return chosen.length > 0 || focus === undefined ? chosen : [focus]
}

function contents(report: ReportData, cells: readonly CellResult[]): Markup {
  const left = cells.length - cellsMax
  return html`<p>
      Percentiles of each series: as a table (CSV), or as .hgrm for HdrHistogram's plotters, times in ns.
    </p>
    ${cells.slice(0, cellsMax).map((cell) => cellCard(report, cell))}
    ${left > 0 ? html`<p>${left} more cells are chosen: choose fewer, or take the files beside this page.</p>` : undefined}`
}

function cellCard({ run, detailOf }: ReportData, cell: CellResult): Markup {
  const curves = curvesOf(detailOf(cell.id))
  const href = relativeHref(cell.histograms)
  return html`<div class="card downloads">
    <p>
      <b>${cellLabel(run, cell)}</b> ${curves.length === 0 ? undefined : button(cell.id, undefined)}
      ${href === undefined ? cell.histograms : html`<a href="${href}">${cell.histograms}</a> (beside this file)`}
    </p>
    ${series(cell.id, curves)}
  </div>`
}

function series(cell: string, curves: ReturnType<typeof curvesOf>): Part {
  return html`<ul>
    ${curves.map(([name, { count }]) => html`<li>${name}, ${describeCount(count)} ${button(cell, name)}</li>`)}
  </ul>`
}

/** Without a series: of all of them. */
function button(cell: string, name: string | undefined): Markup {
  const [label, what] = name === undefined ? ['CSV', 'all percentiles'] : ['.hgrm', name]
  return html`<button
    type="button"
    data-cell="${cell}"
    data-series="${name ?? ''}"
    aria-label="Download ${what} of ${cell} as ${label}"
  >
    ${label}
  </button>`
}

function save({ run, detailOf }: ReportData, { cell, series: name }: DOMStringMap): void {
  if (cell === undefined || name === undefined) return
  const detail = detailOf(cell)
  const parts = [scenarioName(run), run.id, cell]
  if (name === '')
    return saveText(downloadName([...parts, 'percentiles'], 'csv'), 'text/csv', percentilesCsv(cell, detail))
  const curve = new Map<string, Parameters<typeof hgrmText>[0]>(curvesOf(detail)).get(name)
  if (curve !== undefined) saveText(downloadName([...parts, name], 'hgrm'), 'text/plain', hgrmText(curve))
}
