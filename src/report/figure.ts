/**
 * A picture as it stands on a page, still or live: with what it says, how to
 * read it and the same as a table.
 *
 * @module
 */
import type { Chart } from './charts/chart.ts'
import { html, type Markup } from './markup.ts'
import { renderTable } from './page-table.ts'
import { piecesOf } from './words.ts'

/** Of a picture, in characters of SVG. One with more has so many marks that it is laid out when it comes near the screen. */
const atOnceMax = 150_000

/** The script of a page finds the parts of a figure by their classes. */
export function figure(chart: Chart, picture: Markup): Markup {
  return html`<figure class="card" id="${chart.id}">
    <h3>${chart.title}</h3>
    <p class="finding">${chart.finding}</p>
    <div class="${picture.toString().length > atOnceMax ? 'picture many' : 'picture'}">${picture}</div>
    <p class="how">${howToRead(chart)}</p>
    <details class="twin">
      <summary>The same as a table</summary>
      ${renderTable(chart.table, chart.title)}
    </details>
  </figure>`
}

/** Its words explain themselves where a pointer rests on them; links would be a stop of the keyboard each. */
export function howToRead(chart: Pick<Chart, 'howToRead'>): Markup {
  return html`${piecesOf(chart.howToRead).map(({ text, meaning }) =>
    meaning === undefined ? text : html`<abbr title="${meaning}">${text}</abbr>`,
  )}`
}
