/**
 * What can be taken away of one picture: what is behind it, and the picture.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { chartCsv, chartJson, type DataSource } from '../report/downloads/chart-data.ts'
import { downloadName } from '../report/downloads/download-name.ts'
import { html } from '../report/markup.ts'
import { drawStill } from '../report/stills/still.ts'
import { saveFile, saveText } from './save-file.ts'

/** What is shown when somebody asks. */
export interface Shown {
  readonly chart: Chart
  /** Undefined where nothing can be chosen. */
  readonly view: object | undefined
  /** What differs from what is shown first. */
  readonly words: readonly string[]
  /** In pixels. */
  readonly width: number
}

const forms = [
  { form: 'csv', label: 'CSV', what: 'data' },
  { form: 'json', label: 'JSON', what: 'data' },
  { form: 'svg', label: 'SVG', what: 'picture' },
  { form: 'png', label: 'PNG', what: 'picture' },
] as const
type Form = (typeof forms)[number]['form']

/** Pixels of a PNG for each of the picture, so that it is sharp in print and on dense screens. */
const pngScale = 2

export function addPictureDownloads(figure: HTMLElement, source: DataSource, shown: () => Shown): void {
  const row = document.createElement('p')
  row.className = 'downloads'
  row.innerHTML = html`<span>Download data</span> ${forms.slice(0, 2).map(button)}
    <span>picture</span> ${forms.slice(2).map(button)}`.toString()
  row.addEventListener('click', ({ target }) => {
    const form = target instanceof HTMLButtonElement ? target.dataset['form'] : undefined
    if (form !== undefined) save(form as Form, source, shown())
  })
  figure.append(row)
}

function button({ form, label, what }: (typeof forms)[number]) {
  return html`<button type="button" data-form="${form}" aria-label="Download the ${what} as ${label}">
    ${label}
  </button>`
}

async function save(form: Form, source: DataSource, { chart, view, words, width }: Shown): Promise<void> {
  const name = downloadName([source.scenario, source.id, chart.id, ...words], form)
  if (form === 'csv') return saveText(name, 'text/csv', chartCsv(chart))
  if (form === 'json') return saveText(name, 'application/json', chartJson(chart, source, view))
  const svg = await drawStill(chart, { theme: 'light', width })
  if (form === 'svg') return saveText(name, 'image/svg+xml', svg)
  saveFile(name, await pngOf(svg))
}

async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }))
  const image = new Image()
  image.src = address
  await image.decode()
  URL.revokeObjectURL(address)
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * pngScale
  canvas.height = image.naturalHeight * pngScale
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => {
    canvas.toBlob((blob) => resolve(blob!), 'image/png')
  })
}
