/**
 * How figures change around the next cells of a plan, as they do around its
 * first one.
 *
 * @module
 */
import { curvesInSteps, type CurveQuestion } from './curves.ts'
import type { Outlook } from './outlook-document.ts'
import { mapInSteps, toTheEnd, type Steps } from './steps.ts'
import { timeGridInSteps } from './time-grid.ts'

/**
 * So many cells of a plan are looked around, the first one counted in: each takes some 25 KB of `plan.json`, 3 KB of the
 * page, and 10 to 120 ms of a core, so that all of them stay within the seconds that a plan may take.
 */
export const outlooksMax = 24

interface LookedAround extends CurveQuestion {
  readonly cell: { readonly id: string }
}

/** Of all `cells` of a plan but the first, and no more than may be; one in each step. */
export function otherOutlooksInSteps(cells: readonly LookedAround[]): Steps<Outlook[]> {
  return mapInSteps(cells.slice(1, outlooksMax), (question) => ({
    cell: question.cell.id,
    curves: toTheEnd(curvesInSteps(question)).curves,
    timeGrid: toTheEnd(timeGridInSteps(question)),
  }))
}
