/**
 * What a person has chosen to see, and who wants to know when that changes.
 *
 * @module
 */
import { firstView, type View } from '../report/data/view.ts'
import { asMeasured } from './measured-view.ts'

export interface ViewStore<Shown = View> {
  /** What the page shows before anybody chooses. */
  readonly first: Shown
  current(): Shown
  /** Sets what there is of it. Tells listeners where something changes, once it has. */
  set(change: Partial<Shown>): void
  /** Called after each change, not now. Returns what ends it. */
  subscribe(listener: (view: Shown) => void): () => void
}

/** Of any view that chooses cells. */
export interface CellStore extends Pick<ViewStore<Pick<View, 'cells'>>, 'current' | 'set'> {
  subscribe(listener: () => void): () => void
}

/** Of the view of a run, of which it holds what is measured. */
export function viewStore(first: View = firstView): ViewStore {
  return storeOf(first, asMeasured)
}

/** `settled` gives what there is of what somebody asks for. */
export function storeOf<Shown extends object>(
  first: Shown,
  settled: (asked: Shown) => Shown = (asked) => asked,
): ViewStore<Shown> {
  const listeners = new Set<(view: Shown) => void>()
  let view = first
  return {
    first,
    current: () => view,
    set(change) {
      const next = settled({ ...view, ...change })
      if (JSON.stringify(next) === JSON.stringify(view)) return
      view = next
      for (const listener of listeners) listener(view)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}
