/**
 * What of a view is measured: a call has a service time alone, as only records
 * arrive.
 *
 * @module
 */
import { firstView, type View } from '../report/data/view.ts'

/** Stands where a choice has no effect. */
export const callsHaveNoResponseTime = 'a call has none: choose per record'

export function hasResponseTime({ unit }: Pick<View, 'unit'>): boolean {
  return unit === 'record'
}

/** `view` with service time where there is no other. */
export function asMeasured(view: View): View {
  return hasResponseTime(view) ? view : { ...view, time: firstView.time }
}
