/**
 * The tables of cells, alive: they show what is chosen, are sorted by any
 * column, and their rows choose cells.
 *
 * @module
 */
import { cellTables, type CellTable, type SortKey } from '../report/cell-tables.ts'
import { html } from '../report/markup.ts'
import { cellTableMarkup } from '../report/page-cells.ts'
import type { Run } from '../run-store/run-format.ts'
import { withCells } from './cell-choice.ts'
import type { ViewStore } from './view-store.ts'

interface Sorting {
  readonly table: string
  readonly column: number
  readonly isDescending: boolean
}

/** Longer tables are made when they come near the screen, or go to the printer: most people look at pictures first. */
const atOnceMax = 100
const margin = '800px'

export function startCellTables(run: Run, store: ViewStore): void {
  const host = document.getElementById('cell-tables')
  if (host === null) return
  let sorting: Sorting | undefined
  // Who chooses rows wants the others to stay, to choose among them.
  let isChosenOnly = true
  let isNear = run.cells.length <= atOnceMax
  const render = () => {
    if (!isNear) return
    const view = store.current()
    const shown = cellTables(run, isChosenOnly ? view : { ...view, cells: [] })
    const focused = focusName(host)
    host.innerHTML = html`${toggle(isChosenOnly, view.cells.length)}
    ${shown.map((table) => cellTableMarkup(sorted(table, sorting)))}`.toString()
    for (const table of shown) enliven(host, sorted(table, sorting), sorting, new Set(view.cells))
    if (focused !== undefined)
      host.querySelector<HTMLElement>(`[data-name="${CSS.escape(focused)}"]`)?.focus()
  }
  host.addEventListener('click', ({ target }) => {
    const button = target instanceof Element ? target.closest<HTMLButtonElement>('button.sort') : null
    if (button === null) return
    const [table, column] = [button.dataset['table']!, Number(button.dataset['column'])]
    const isSame = sorting?.table === table && sorting.column === column
    sorting = { table, column, isDescending: isSame && !sorting!.isDescending }
    render()
  })
  host.addEventListener('change', ({ target }) => {
    if (!(target instanceof HTMLInputElement)) return
    if (target.name === 'chosen-only') isChosenOnly = target.checked
    else isChosenOnly = false
    const before = store.current()
    if (target.name === 'row')
      store.set({ cells: withCells(run, before.cells, [target.value], target.checked) })
    if (store.current() === before) render()
  })
  store.subscribe(render)
  if (isNear) render()
  else
    onceNear(host, () => {
      isNear = true
      render()
    })
}

/** Calls `act` once, before anybody sees `element`. */
function onceNear(element: HTMLElement, act: () => void): void {
  const come = () => {
    nearness.disconnect()
    removeEventListener('beforeprint', come)
    act()
  }
  const nearness = new IntersectionObserver(
    (entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) come()
    },
    { rootMargin: margin },
  )
  nearness.observe(element)
  addEventListener('beforeprint', come)
}

function toggle(isChosenOnly: boolean, chosen: number) {
  if (chosen === 0) return undefined
  return html`<p class="only">
    <label
      ><input type="checkbox" name="chosen-only" data-name="chosen-only" ${isChosenOnly ? ' checked' : ''} />
      Only the chosen cells</label
    >
  </p>`
}

/** The name of what has the keyboard in `host`, which is made anew. */
function focusName(host: HTMLElement): string | undefined {
  const { activeElement } = document
  return activeElement instanceof HTMLElement && host.contains(activeElement)
    ? activeElement.dataset['name']
    : undefined
}

/** Rows without a figure come last, whichever way. */
function sorted(shown: CellTable, sorting: Sorting | undefined): CellTable {
  if (sorting === undefined || sorting.table !== shown.id) return shown
  const { column, isDescending } = sorting
  const order = [...shown.keys.keys()].toSorted((one, other) =>
    compare(shown.keys[one]![column] ?? null, shown.keys[other]![column] ?? null, isDescending),
  )
  return {
    ...shown,
    cells: order.map((index) => shown.cells[index]!),
    keys: order.map((index) => shown.keys[index]!),
    table: { ...shown.table, rows: order.map((index) => shown.table.rows[index]!) },
  }
}

function compare(one: SortKey, other: SortKey, isDescending: boolean): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null)
  const order = one < other ? -1 : Number(one > other)
  return isDescending ? -order : order
}

/** Puts a button into each heading, and a box into each row. */
function enliven(
  host: HTMLElement,
  { id, cells }: CellTable,
  sorting: Sorting | undefined,
  chosen: ReadonlySet<string>,
): void {
  const table = host.querySelector(`#${CSS.escape(id)} table`)!
  for (const [column, heading] of [
    ...table.querySelectorAll<HTMLElement>('thead tr:last-child th'),
  ].entries()) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sort'
    Object.assign(button.dataset, { table: id, column: String(column), name: `${id}-sort-${column}` })
    button.append(...heading.childNodes)
    heading.append(button)
    if (sorting?.table === id && sorting.column === column)
      heading.ariaSort = sorting.isDescending ? 'descending' : 'ascending'
  }
  for (const [index, row] of [...table.querySelectorAll('tbody tr')].entries()) {
    const cell = cells[index]!.id
    const box = document.createElement('input')
    Object.assign(box, { type: 'checkbox', name: 'row', value: cell, checked: chosen.has(cell) })
    box.dataset['name'] = `${id}-row-${cell}`
    const label = document.createElement('label')
    const first = row.querySelector('td')!
    label.append(box, ...first.childNodes)
    first.append(label)
    row.classList.toggle('chosen', box.checked)
  }
}
