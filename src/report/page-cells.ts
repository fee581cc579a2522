/**
 * A table of cells on a page. A browser makes it anew when what is shown
 * changes, by the same code.
 *
 * @module
 */
import type { CellTable } from './cell-tables.ts'
import { html, type Markup } from './markup.ts'
import { renderTable } from './page-table.ts'

export function cellTableMarkup({ id, title, source, table }: CellTable): Markup {
  return html`<div class="cell-table" id="${id}">
    <h3>${title}</h3>
    ${renderTable(table, title)}
    <p class="source">From run.json: ${source}.</p>
  </div>`
}
