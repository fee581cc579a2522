/**
 * What of a comparison somebody wants to see, and how. Whoever draws takes it
 * as given; a page lets people choose it. It changes no verdict.
 *
 * @module
 */
import { operations } from '../../measure/series.ts'
import type { Change, Comparison, QuantileShift } from '../../run-store/comparison-format.ts'
import type { ViewScale } from '../data/view.ts'
import { cellLabel, type SweptCell } from '../parameters.ts'
import { searchFor } from '../search.ts'
import { amountOf, dimensions } from './amount-of-change.ts'
import { changeOutcomes, outcomeOf, type ChangeOutcome } from './change-outcome.ts'
import { figureName } from './comparison-text.ts'

/** What a figure is of; `other`: of neither, such as calls of KMS. */
export const changeSubjects = [...operations, 'other'] as const
export type ChangeSubject = (typeof changeSubjects)[number]

/** How large a change is: relative to the base, or in the unit of the figure. */
export const changeMeasures = ['share', 'amount'] as const
export type ChangeMeasure = (typeof changeMeasures)[number]

/** Which quantiles pictures of them show: all, or from the median up. */
export const shownQuantiles = ['all', 'upper'] as const
export type ShownQuantiles = (typeof shownQuantiles)[number]

/** Orders of figures: as they were compared, largest change first (amounts: those of each unit together), by name, by verdict with regressions first. */
export const changeOrders = ['compared', 'size', 'name', 'verdict'] as const
export type ChangeOrder = (typeof changeOrders)[number]

/** Lists that are empty choose all. */
export interface ComparisonView {
  /** Ids, in the order of the comparison. */
  readonly cells: readonly string[]
  readonly operations: readonly ChangeSubject[]
  readonly outcomes: readonly ChangeOutcome[]
  /** Parts that commas divide, each of which a figure has in its name or in that of its cell. */
  readonly search: string
  readonly sort: ChangeOrder
  readonly change: ChangeMeasure
  /** Of amounts. */
  readonly scale: ViewScale
  readonly quantiles: ShownQuantiles
}

/** What a comparison shows first, and all that a still picture shows. */
export const firstComparisonView: ComparisonView = {
  cells: [],
  operations: [],
  outcomes: [],
  search: '',
  sort: 'compared',
  change: 'share',
  scale: 'log',
  quantiles: 'all',
}

/** Each once, in the order in which they were compared. */
export function comparedCells({ changes, shifts }: Comparison): readonly SweptCell[] {
  const cells = new Map<string, SweptCell>()
  for (const { cellId: id, params } of changes) if (!cells.has(id)) cells.set(id, { id, params })
  for (const { cellId: id } of shifts) if (!cells.has(id)) cells.set(id, { id, params: {} })
  return [...cells.values()]
}

/** Of a metric such as `put.sealed.serviceTime` or `exposure.revocationDelay.get`. */
export function subjectOf({ metric }: Pick<Change, 'metric'>): ChangeSubject {
  const parts = new Set(metric.split('.'))
  return operations.find((operation) => parts.has(operation)) ?? 'other'
}

/** Controls, tables and pictures of a page ask for the same. */
const shownOf = new WeakMap<Comparison, WeakMap<ComparisonView, Comparison>>()

/** With those figures and distributions alone that are chosen, the former in the order that is chosen. */
export function shownComparison(comparison: Comparison, view: ComparisonView): Comparison {
  const known = shownOf.get(comparison) ?? new WeakMap<ComparisonView, Comparison>()
  shownOf.set(comparison, known)
  const shown = known.get(view) ?? shownAnew(comparison, view)
  known.set(view, shown)
  return shown
}

function shownAnew(comparison: Comparison, view: ComparisonView): Comparison {
  const changes = chosenChanges(comparison, view)
  return {
    ...comparison,
    changes: changes.toSorted(orders[view.sort](comparison, view)),
    shifts: chosenShifts(comparison, changes, view),
  }
}

function chosenChanges(comparison: Comparison, view: ComparisonView): readonly Change[] {
  const [isOfCell, isOfSubject, isOfOutcome] = [view.cells, view.operations, view.outcomes].map(chooser)
  const isFound = view.search === '' ? undefined : finder(comparison, view.search)
  return comparison.changes.filter(
    (change) =>
      isOfCell!(change.cellId) &&
      isOfSubject!(subjectOf(change)) &&
      isOfOutcome!(outcomeOf(change, comparison.tolerance)) &&
      (isFound === undefined || isFound(change)),
  )
}

/** Where figures are chosen by more than what they are of, a distribution is shown beside a figure of the same. */
function chosenShifts(
  { shifts }: Comparison,
  changes: readonly Change[],
  { cells, operations: subjects, outcomes, search }: ComparisonView,
): QuantileShift[] {
  const [isOfCell, isOfSubject] = [cells, subjects].map(chooser)
  const isFree = outcomes.length === 0 && search === ''
  const beside = new Set(changes.map((change) => `${subjectOf(change)} ${change.cellId}`))
  return shifts.filter(
    ({ cellId, operation }) =>
      isOfCell!(cellId) && isOfSubject!(operation) && (isFree || beside.has(`${operation} ${cellId}`)),
  )
}

/** Whether one is chosen. */
function chooser(chosen: readonly string[]): (one: string) => boolean {
  const all = new Set(chosen)
  return (one) => all.size === 0 || all.has(one)
}

function finder(comparison: Comparison, search: string): (change: Change) => boolean {
  const cells = comparedCells(comparison)
  const labels = new Map(cells.map((cell) => [cell.id, cellLabel({ cells }, cell)]))
  const isFound = searchFor(search)
  return (change) => isFound(`${labels.get(change.cellId)} ${figureName(change)} ${change.metric}`)
}

type Order = (comparison: Comparison, view: ComparisonView) => (one: Change, other: Change) => number

const byText = new Intl.Collator('en', { numeric: true })

/** Amounts of one unit alone can be told apart by size. Those without a change come last. */
const bySize: Order =
  (_, { change: measure }) =>
  (one, other) =>
    Number(one.change === null) - Number(other.change === null) ||
    (measure === 'amount' ? dimensions.indexOf(one.dimension) - dimensions.indexOf(other.dimension) : 0) ||
    sizeOf(other, measure) - sizeOf(one, measure)

/** Equal ones stay as they were compared. */
const orders: Readonly<Record<ChangeOrder, Order>> = {
  compared: () => () => 0,
  size: bySize,
  name: () => (one, other) => byText.compare(figureName(one), figureName(other)),
  verdict: (comparison, view) => {
    const rankOf = (change: Change) => changeOutcomes.indexOf(outcomeOf(change, comparison.tolerance))
    return (one, other) => rankOf(one) - rankOf(other) || bySize(comparison, view)(one, other)
  },
}

function sizeOf({ base, change }: Change, measure: ChangeMeasure): number {
  return Math.abs(measure === 'share' ? (change ?? 0) : amountOf({ base, change: change ?? 0 }))
}
