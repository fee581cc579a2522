/**
 * Around which cell of a plan is looked, and how that cell is named: pictures
 * of curves and of TTL with rotation are of one cell.
 *
 * @module
 */
import type { Outlook } from '../../planner/outlook-document.ts'
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { cellName } from './plan-figures.ts'

/** A plan with the cells that are chosen, and with what lies around the first of them. */
export interface ChosenPlan extends Plan {
  /** The cell that curves and grid are of, where the whole plan has more than one. */
  readonly around?: PlanCell
}

/**
 * `shown` of `plan`, whose texts may be cut and whose cells are in the same order: those that are `chosen` by their
 * whole ids, and what lies around the first of them; nothing of one that the plan does not look around.
 */
export function chosenPlan(plan: Plan, shown: Plan, chosen: readonly string[]): ChosenPlan {
  const places = [...plan.cells.keys()].filter(
    (place) => chosen.length === 0 || chosen.includes(plan.cells[place]!.id),
  )
  const cells = places.map((place) => shown.cells[place]!)
  const [first] = places
  const { curves, timeGrid } = outlookOf(plan, first)
  return {
    ...shown,
    cells,
    curves,
    timeGrid,
    ...(plan.cells.length > 1 && first !== undefined && { around: shown.cells[first]! }),
  }
}

/** Which cells have no curves and no grid, where others have them. */
export function withoutOutlook({ cells, curves, timeGrid, otherOutlooks }: Plan): readonly PlanCell[] {
  if (curves.length === 0 && timeGrid.length === 0) return []
  const looked = new Set(otherOutlooks.map(({ cell }) => cell))
  return cells.slice(1).filter(({ id }) => !looked.has(id))
}

function outlookOf(plan: Plan, place: number | undefined): Pick<Outlook, 'curves' | 'timeGrid'> {
  if (place === 0) return plan
  const id = place === undefined ? undefined : plan.cells[place]!.id
  return plan.otherOutlooks.find(({ cell }) => cell === id) ?? { curves: [], timeGrid: [] }
}

/** Ends a title: `, c02`. */
export function aroundTitle({ around }: ChosenPlan): string {
  return around === undefined ? '' : `, ${around.id}`
}

/** Begins a finding. */
export function aroundText({ around }: ChosenPlan): string {
  return around === undefined ? '' : `Of ${cellName(around)}. `
}

/** For rows of data. */
export function aroundDatum({ around }: ChosenPlan): { readonly cell?: string } {
  return around === undefined ? {} : { cell: around.id }
}
