/**
 * One picture of the page, alive: drawn at the width that it has, again when
 * that or what it shows changes: at once while it is near what is seen.
 *
 * @module
 */
import type { Chart } from '../report/charts/chart.ts'
import { howToRead } from '../report/figure.ts'
import { renderTable } from '../report/page-table.ts'
import { cssColourOf } from '../report/theme.ts'
import { chartView } from '../report/vega.ts'
import { MarkPointer, type Pointing } from './mark-pointer.ts'

/** Of a drawing, in pixels. */
const widths = { least: 280, most: 1240 } as const

export class LivePicture {
  readonly figure: HTMLElement
  readonly #host: HTMLElement
  readonly #pointer: MarkPointer
  #chart: Chart | undefined
  #isNear = false
  /** Chart and width of the last drawing. */
  #drawn: { readonly chart: Chart; readonly width: number } | undefined
  /** What its words, its table and its drawing are of; undefined: the still picture that came with the page. */
  #told: Chart | undefined

  constructor(figure: HTMLElement, chart: Chart | undefined, pointing: Pointing) {
    this.figure = figure
    this.#host = figure.querySelector<HTMLElement>('.picture')!
    this.#pointer = new MarkPointer(this.#host, pointing)
    figure.querySelector('details.twin')!.addEventListener('toggle', () => this.#fillTable())
    this.show(chart)
  }

  get chart(): Chart | undefined {
    return this.#chart
  }

  /** In pixels, of the drawing that there is room for. */
  get width(): number {
    return Math.min(widths.most, Math.max(widths.least, Math.floor(this.#host.clientWidth)))
  }

  /** Whether another drawing, or the one that came with the page, still stands for what it shows. */
  get isBehind(): boolean {
    return this.#chart !== undefined && this.#drawn?.chart !== this.#chart
  }

  /** That it stands for something else than it shows, until it is drawn: for who has the page read out. */
  set isBusy(isBusy: boolean) {
    if (isBusy) this.figure.setAttribute('aria-busy', 'true')
    else this.figure.removeAttribute('aria-busy')
  }

  /** What it shows from now on; undefined: nothing, as it does not apply to what is chosen. */
  show(chart: Chart | undefined): void {
    this.#chart = chart
    this.figure.hidden = chart === undefined
    if (chart === undefined) {
      this.isBusy = false
      return
    }
    // Words follow together with the drawing, so that they never speak of another picture than the one above them.
    if (this.#host.childElementCount === 0) this.#tell(chart)
    this.refresh()
  }

  set isNear(isNear: boolean) {
    this.#isNear = isNear
    this.refresh()
  }

  /** Draws it where it is near and not yet drawn so. */
  refresh(): void {
    if (this.#isNear) this.draw()
  }

  /** Draws it wherever it is, in microtasks alone: browsers do these before they print what a `beforeprint` listener left. */
  draw(): void {
    const chart = this.#chart
    if (chart === undefined) return
    const { width } = this
    if (this.#isDrawn(chart, width)) return
    this.#drawn = { chart, width }
    this.isBusy = true
    this.#draw(chart, width)
  }

  #isDrawn(chart: Chart, width: number): boolean {
    return this.#drawn?.chart === chart && this.#drawn.width === width
  }

  async #draw(chart: Chart, width: number): Promise<void> {
    const drawing = document.createElement('div')
    const view = chartView(chart.spec(width), drawing)
    await view.runAsync()
    // Another drawing may have begun meanwhile.
    if (this.#isDrawn(chart, width)) {
      followColours(drawing)
      // What the picture says is told by its host, mark by mark, and by the table.
      drawing.setAttribute('aria-hidden', 'true')
      this.#host.replaceChildren(drawing)
      this.#tell(chart)
      this.figure.dataset['live'] = String(width)
      this.isBusy = this.isBehind
      this.#pointer.drawn(chart)
    }
    view.finalize()
  }

  #tell(chart: Chart): void {
    if (this.#told === chart) return
    this.#told = chart
    this.#say('h3', chart.title)
    this.#say('.finding', chart.finding)
    this.figure.querySelector('.how')!.innerHTML = howToRead(chart).toString()
    this.#fillTable()
  }

  #fillTable(): void {
    const details = this.figure.querySelector<HTMLDetailsElement>('details.twin')!
    if (!details.open || this.#told === undefined) return
    const { table, title } = this.#told
    details.querySelector('.scroll')!.outerHTML = renderTable(table, title).toString()
  }

  #say(selector: string, text: string): void {
    this.figure.querySelector(selector)!.textContent = text
  }
}

/** Colours of the theme become those of the page, so that light, dark and print need no other drawing. */
function followColours(drawing: HTMLElement): void {
  for (const element of drawing.querySelectorAll('[fill],[stroke]'))
    for (const property of ['fill', 'stroke']) {
      const css = cssColourOf(element.getAttribute(property) ?? '')
      if (css !== undefined) element.setAttribute(property, css)
    }
}
