/**
 * A row of buttons that give figures away as files, for a spreadsheet and for
 * a program.
 *
 * @module
 */
import { chartCsv, chartJson, type DataSource } from '../report/downloads/chart-data.ts'
import { downloadName } from '../report/downloads/download-name.ts'
import { html } from '../report/markup.ts'
import { saveText } from './save-file.ts'

/** What is asked for, at the time when it is. */
export interface DataFile {
  /** Of the name of the file. */
  readonly nameParts: readonly string[]
  readonly figures: Parameters<typeof chartJson>[0]
  readonly origin: DataSource
  readonly view: object
}

/** `what` ends `Download …`. */
export function dataDownloads(what: string, asked: () => DataFile): HTMLElement {
  const row = document.createElement('p')
  row.className = 'downloads'
  row.innerHTML = html`<span>Download ${what}</span>
    ${['csv', 'json'].map((form) => button(form, what))}`.toString()
  row.addEventListener('click', ({ target }) => {
    const form = target instanceof HTMLButtonElement ? target.dataset['form'] : undefined
    if (form === undefined) return
    const { nameParts, figures, origin, view } = asked()
    const name = downloadName(nameParts, form)
    if (form === 'csv') saveText(name, 'text/csv', chartCsv(figures))
    else saveText(name, 'application/json', chartJson(figures, origin, view))
  })
  return row
}

function button(form: string, what: string) {
  const label = form.toUpperCase()
  return html`<button type="button" data-form="${form}" aria-label="Download ${what} as ${label}">
    ${label}
  </button>`
}
