/**
 * What a person has chosen to see, and who wants to know when that changes.
 *
 * @module
 */
import { firstView, type View } from '../report/data/view.ts'
import { asMeasured } from './measured-view.ts'

export type ViewListener = (view: View) => void

export interface ViewStore {
  current(): View
  /** Sets what is measured of it. Tells listeners where something changes, once it has. */
  set(change: Partial<View>): void
  /** Called after each change, not now. Returns what ends it. */
  subscribe(listener: ViewListener): () => void
}

export function viewStore(first: View = firstView): ViewStore {
  const listeners = new Set<ViewListener>()
  let view = first
  return {
    current: () => view,
    set(change) {
      const next = asMeasured({ ...view, ...change })
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
