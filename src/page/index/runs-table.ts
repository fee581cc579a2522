/**
 * The table of runs, alive: it lists the runs that are chosen, and is sorted
 * by any column.
 *
 * @module
 */
import { chosenRuns } from '../../report/index/index-view.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import type { ViewStore } from '../view-store.ts'
import type { IndexPageView } from './choices.ts'

export function startRunsTable(store: ViewStore<IndexPageView>, index: RunIndex): void {
  const table = document.querySelector<HTMLTableElement>('#runs table')
  if (table === null) return
  const body = table.tBodies[0]!
  const rows = [...body.rows]
  const known = new Set(index.runs.map(({ folder }) => folder))
  const headings = [...table.querySelectorAll('thead th')]
  for (const [column, heading] of headings.entries()) {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'sort'
    button.append(...heading.childNodes)
    heading.append(button)
    button.addEventListener('click', () => store.set({ sort: nextSort(store.current().sort, column) }))
  }
  const refresh = () => {
    const view = store.current()
    const chosen = new Set(chosenRuns(index, view).map(({ folder }) => folder))
    // Of older ones the page knows no more than their rows.
    const isWhole = chosen.size === known.size
    for (const row of rows) {
      const folder = row.dataset['run']!
      row.hidden = known.has(folder) ? !chosen.has(folder) : !isWhole
    }
    const column = Number.parseInt(view.sort, 10)
    const isDescending = view.sort.endsWith('-')
    body.append(...sortedRows(rows, column, isDescending))
    for (const [at, heading] of headings.entries())
      heading.ariaSort = at === column ? (isDescending ? 'descending' : 'ascending') : null
  }
  store.subscribe(refresh)
  refresh()
}

/** The same column again turns it round, and once more gives the first order back. */
function nextSort(sort: string, column: number): string {
  return sort === `${column}` ? `${column}-` : sort === `${column}-` ? '' : `${column}`
}

/** Equal ones stay newest first. */
function sortedRows(
  rows: readonly HTMLTableRowElement[],
  column: number,
  isDescending: boolean,
): HTMLTableRowElement[] {
  if (Number.isNaN(column)) return [...rows]
  const keys = new Map(rows.map((row) => [row, row.cells[column]?.textContent.trim() ?? '']))
  const sign = isDescending ? -1 : 1
  return rows.toSorted(
    (one, other) => sign * keys.get(one)!.localeCompare(keys.get(other)!, 'en', { numeric: true }),
  )
}
