/**
 * What stands under the heading of the pictures where none is left to see.
 *
 * @module
 */
import { drawnRuns } from '../../report/index/index-view.ts'
import type { RunIndex } from '../../report/index/run-index.ts'
import type { ViewStore } from '../view-store.ts'
import type { IndexPageView } from './choices.ts'

/** Called once pictures follow `store`, as it goes by what they show. */
export function startTrendsNote(store: ViewStore<IndexPageView>, index: RunIndex): void {
  const note = document.createElement('p')
  document.querySelector('figure[id]')!.closest('section')!.querySelector('h2')!.after(note)
  const refresh = () => {
    note.hidden = document.querySelector('figure[id]:not([hidden])') !== null
    note.textContent = noteText(drawnRuns(index, store.current()).length)
  }
  store.subscribe(refresh)
  refresh()
}

function noteText(drawn: number): string {
  if (drawn === 0) return 'None of these runs is chosen: choose others.'
  return drawn === 1
    ? 'Trends are drawn from two runs on, and one is chosen.'
    : 'The runs that are chosen have none of the figures that are: choose others.'
}
