/**
 * All figures that are drawn of many runs, as one file.
 *
 * @module
 */
import type { Chart } from '../../report/charts/chart.ts'
import { chartCsv, chartJson } from '../../report/downloads/chart-data.ts'
import { downloadName } from '../../report/downloads/download-name.ts'
import { html } from '../../report/markup.ts'
import type { LiveSource } from '../live-pictures.ts'
import { saveText } from '../save-file.ts'
import type { ViewStore } from '../view-store.ts'
import { changedWords, type IndexPageView } from './choices.ts'

/** Below the table of runs. */
export function addTrendDownloads(
  { chartsFor, origin }: LiveSource<IndexPageView>,
  store: ViewStore<IndexPageView>,
): void {
  const row = document.createElement('p')
  row.className = 'downloads'
  row.innerHTML = html`<span>Download all figures that are drawn</span>
    ${['csv', 'json'].map(button)}`.toString()
  row.addEventListener('click', ({ target }) => {
    const form = target instanceof HTMLButtonElement ? target.dataset['form'] : undefined
    if (form === undefined) return
    const view = store.current()
    const all = together(chartsFor(view))
    const name = downloadName([origin.scenario, 'runs', ...changedWords(view)], form)
    if (form === 'csv') saveText(name, 'text/csv', chartCsv(all))
    else saveText(name, 'application/json', chartJson(all, origin, view))
  })
  document.getElementById('runs')?.after(row)
}

function button(form: string) {
  return html`<button
    type="button"
    data-form="${form}"
    aria-label="Download all figures that are drawn as ${form.toUpperCase()}"
  >
    ${form.toUpperCase()}
  </button>`
}

function together(charts: readonly Chart[]): Pick<Chart, 'id' | 'title' | 'finding' | 'howToRead' | 'data'> {
  return {
    id: 'runs',
    title: 'All figures that are drawn of these runs',
    finding: charts.map(({ finding }) => finding).join(' '),
    howToRead: 'One row for each mark of each picture; picture is its name.',
    data: charts.flatMap(({ id, data }) => data.map((row) => ({ picture: id, ...row }))),
  }
}
