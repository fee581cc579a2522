/**
 * A table of the page, with headings over groups of columns, that scrolls by
 * itself where it is wider than the page.
 *
 * @module
 */
import { html, type Markup, type Part } from './markup.ts'
import type { Column, Table } from './overview.ts'

/** Rows of longer tables are laid out when they come near the screen. */
const atOnceMax = 100

/** Longer texts may break; figures stay on one line. */
const longText = 40

export function renderTable({ columns, rows }: Table, name: string): Markup {
  const body = rows.map(
    (row) =>
      html`<tr>
        ${row.map((text, index) => bodyCell(columns[index], text))}
      </tr> `,
  )
  const length = rows.length > atOnceMax ? 'scroll long' : 'scroll'
  return html`<div class="${length}" role="region" aria-label="${name}" tabindex="0">
    <table>
      <thead>
        ${groupRow(columns)}
        <tr>
          ${columns.map((column) => html`<th scope="col" ${cellClass(column, '')}>${breakable(column.label)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`
}

/** An interval stands below its estimate, so that the column stays narrow. */
function bodyCell(column: Column | undefined, text: string): Markup {
  const parts = column?.isNumber ? /^(?<figure>[^(]+) \((?<interval>.+)\)$/.exec(text)?.groups : undefined
  const content = parts === undefined ? text : html`${parts['figure']}<small>${parts['interval']}</small>`
  return html`<td${cellClass(column, text)}>${content}</td>`
}

/** Names of parameters may break after their dots. */
function breakable(label: string): Part {
  return label.split('.').map((part, index) => (index === 0 ? part : html`.<wbr />${part}`))
}

/** Short names, as a page has thousands of figures. */
function cellClass(column: Column | undefined, text: string): Markup | undefined {
  if (column?.isNumber) return html` class="n"`
  return text.length > longText ? html` class="text"` : undefined
}

function groupRow(columns: readonly Column[]): Markup | undefined {
  if (columns.every(({ group }) => group === undefined)) return undefined
  const groups: { readonly group: string | undefined; span: number }[] = []
  for (const { group } of columns) {
    const last = groups.at(-1)
    if (last !== undefined && last.group === group) last.span += 1
    else groups.push({ group, span: 1 })
  }
  return html`<tr>
    ${groups.map(({ group, span }) =>
      group === undefined
        ? html`<td colspan="${span}"></td>`
        : html`<th scope="colgroup" class="group" colspan="${span}">${group}</th>`,
    )}
  </tr>`
}
