/**
 * The table of runs, alive: it lists the runs that are chosen, and is sorted
 * by any column.
 *
 * @module
 */
import { chosenRuns } from '../../report/index/index-view.ts'
import { plural } from '../../report/figures.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import type { ViewStore } from '../view-store.ts'
import type { IndexPageView } from './choices.ts'

export interface RunsTable {
  readonly store: ViewStore<IndexPageView>
  readonly index: RunIndex
  /** Rows of runs that are not listed at first, as markup; may be empty. */
  readonly olderRows: string
  readonly say: (text: string) => void
}

/** Sorts a table of thousands of rows within an eye's blink, which `localeCompare` does not. */
const { compare } = new Intl.Collator('en', { numeric: true })

export function startRunsTable({ store, index, olderRows, say }: RunsTable): void {
  const table = document.querySelector<HTMLTableElement>('#runs table')
  if (table === null) return
  const body = table.tBodies[0]!
  let rows = [...body.rows]
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
  startOlder(() => {
    const added = document.createElement('template')
    added.innerHTML = olderRows
    const older = [...added.content.querySelectorAll('tr')]
    rows = [...rows, ...older]
    refresh()
    const left = older.some(({ hidden }) => hidden)
      ? ' They are left out as long as runs are chosen, as this page knows no more of them than their rows.'
      : ''
    say(`${plural(older.length, 'older run is', 'older runs are')} listed as well.${left}`)
  })
}

/** The button that lists what is older, once; the keyboard goes on in the table. */
function startOlder(list: () => void): void {
  const button = document.querySelector<HTMLButtonElement>('#older button')
  if (button === null) return
  button.hidden = false
  button.addEventListener('click', () => {
    list()
    document.getElementById('older')!.remove()
    document.getElementById('runs')!.focus()
  })
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
  return rows.toSorted((one, other) => sign * compare(keys.get(one)!, keys.get(other)!))
}
