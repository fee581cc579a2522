/**
 * One picture of the page, alive: drawn at the width that it has, again when
 * that or what it shows changes, and only while it is near what is seen.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { howToRead } from '../report/figure.ts'
import { renderTable } from '../report/page-table.ts'
import { cssColourOf } from '../report/theme.ts'
import { chartView } from '../report/vega.ts'

const widthMin = 280
const widthMax = 1240

export class LivePicture {
  readonly figure: HTMLElement
  readonly #host: HTMLElement
  #chart: Chart
  #isNear = false
  /** Chart and width of the last drawing. */
  #drawn: { readonly chart: Chart; readonly width: number } | undefined

  constructor(figure: HTMLElement, chart: Chart) {
    this.figure = figure
    this.#host = figure.querySelector<HTMLElement>('.picture')!
    this.#chart = chart
    figure.querySelector('details.twin')!.addEventListener('toggle', () => this.#fillTable())
  }

  /** What it shows from now on. */
  show(chart: Chart): void {
    this.#chart = chart
    setText(this.figure, 'h3', chart.title)
    setText(this.figure, '.finding', chart.finding)
    this.figure.querySelector('.how')!.innerHTML = howToRead(chart).toString()
    this.#fillTable()
    this.refresh()
  }

  set isNear(isNear: boolean) {
    this.#isNear = isNear
    this.refresh()
  }

  /** Draws it where it is near and not yet drawn so. */
  refresh(): void {
    const width = Math.min(widthMax, Math.max(widthMin, Math.floor(this.#host.clientWidth)))
    const chart = this.#chart
    if (!this.#isNear || (this.#drawn?.chart === chart && this.#drawn.width === width)) return
    this.#drawn = { chart, width }
    this.#draw(chart, width)
  }

  async #draw(chart: Chart, width: number): Promise<void> {
    const drawing = document.createElement('div')
    const view = chartView(chart.spec(width), drawing)
    await view.runAsync()
    // Another drawing may have begun meanwhile.
    if (this.#drawn?.chart === chart && this.#drawn.width === width) {
      followColours(drawing)
      this.#host.replaceChildren(drawing)
    }
    view.finalize()
  }

  #fillTable(): void {
    const details = this.figure.querySelector<HTMLDetailsElement>('details.twin')!
    if (!details.open) return
    const { table, title } = this.#chart
    details.querySelector('.scroll')!.outerHTML = renderTable(table, title).toString()
  }
}

function setText(figure: HTMLElement, selector: string, text: string): void {
  figure.querySelector(selector)!.textContent = text
}

/** Colours of the theme become those of the page, so that light, dark and print need no other drawing. */
function followColours(drawing: HTMLElement): void {
  for (const element of drawing.querySelectorAll('[fill],[stroke]'))
    for (const property of ['fill', 'stroke']) {
      const css = cssColourOf(element.getAttribute(property) ?? '')
      if (css !== undefined) element.setAttribute(property, css)
    }
}
