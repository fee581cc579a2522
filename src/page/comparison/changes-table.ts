/**
 * The table of changes, alive: it has the figures that are chosen, in the
 * order that is chosen, says how many there are, and gives them away.
 *
 * @module
 */
import { changesData } from '../../report/comparison/changes-data.ts'
import { shownComparison, type ComparisonView } from '../../report/comparison/comparison-view.ts'
import type { DataSource } from '../../report/downloads/chart-data.ts'
import { plural } from '../../report/figures.ts'
import type { Comparison } from '../../run-store/comparison-format.ts'
import { dataDownloads } from '../data-downloads.ts'
import type { ViewStore } from '../view-store.ts'
import { comparisonWords, shownNote } from './choices.ts'

export function startChangesTable(
  store: ViewStore<ComparisonView>,
  comparison: Comparison,
  origin: DataSource,
): void {
  const region = document.querySelector('main [role=region][aria-label="Changes"]')!
  const rest = document.querySelector('main details.rest')
  const tables = [region, ...(rest === null ? [] : [rest])].map((part) => part.querySelector('tbody')!)
  const first = tables[0]!.rows.length
  const all = tables.flatMap((table) => [...table.rows])
  const rows = new Map(all.map((row, at) => [comparison.changes[at]!, row]))
  let listed = all
  const note = document.createElement('p')
  region.before(note)
  const list = (wanted: readonly HTMLTableRowElement[]) => {
    tables[0]!.replaceChildren(...wanted.slice(0, first))
    tables[1]?.replaceChildren(...wanted.slice(first))
    showRest(rest, wanted.length - first)
  }
  const refresh = () => {
    const shown = shownComparison(comparison, store.current())
    const wanted = shown.changes.map((change) => rows.get(change)!)
    // A browser lays hundreds of rows out anew, even where they are the same.
    if (wanted.length !== listed.length || wanted.some((row, at) => row !== listed[at])) list(wanted)
    listed = wanted
    const text = shownNote(comparison, shown)
    note.hidden = text === undefined
    note.textContent = text ?? ''
  }
  store.subscribe(refresh)
  refresh()
  if (comparison.changes.length > 0) (rest ?? region).after(downloads(store, comparison, origin))
}

/** What is folded below the first rows. */
function showRest(rest: Element | null, count: number): void {
  if (rest === null) return
  rest.toggleAttribute('hidden', count <= 0)
  if (count > 0) rest.querySelector('summary')!.textContent = plural(count, 'more figure')
}

function downloads(
  store: ViewStore<ComparisonView>,
  comparison: Comparison,
  origin: DataSource,
): HTMLElement {
  return dataDownloads('these figures', () => {
    const view = store.current()
    const shown = shownComparison(comparison, view)
    return {
      nameParts: [origin.scenario, origin.id, 'figures', ...comparisonWords(view)],
      figures: {
        id: 'figures',
        title: 'Changes',
        finding: shownNote(comparison, shown) ?? `All ${comparison.changes.length} figures.`,
        howToRead:
          'One row for each figure: base and candidate in the base unit of its dimension, changes, intervals and what is detectable relative to the base.',
        data: changesData(shown),
      },
      origin,
      view,
    }
  })
}
