/**
 * What can be chosen of a plan, and how what is chosen reads.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import { viewScales } from '../../report/data/view.ts'
import { plural } from '../../report/figures.ts'
import { withoutOutlook } from '../../report/plan/chosen-plan.ts'
import { cellName } from '../../report/plan/plan-figures.ts'
import { firstPlanView, planRates, type PlanView } from '../../report/plan/plan-view.ts'
import { shownPlan } from '../../report/plan/shown-plan.ts'
import type { InputChoice } from '../choice-inputs.ts'

export type PlanChoice = InputChoice<keyof PlanView>

const labels = { second: 'per second', month: 'in 30 days', log: 'logarithmic', linear: 'linear' } as const

/** Those of which there is more than one value. */
export function planChoices(plan: Plan): readonly PlanChoice[] {
  const shown = shownPlan(plan).cells
  const choices: readonly PlanChoice[] = [
    {
      name: 'cells',
      title: 'Cells',
      count: 'any',
      values: plan.cells.map(({ id }, place) => ({ value: id, label: cellName(shown[place]!) })),
    },
    { name: 'rate', title: 'Calls in the grid', count: 'one', values: named(planRates) },
    { name: 'scale', title: 'Amounts', count: 'one', values: named(viewScales) },
  ]
  return choices.filter(({ values }) => values.length > 1)
}

/** In one line: which cells, and how. */
export function planStateText(plan: Plan, view: PlanView): string {
  const { cells } = plan
  const shown =
    cells.length < 2
      ? []
      : view.cells.length === 0
        ? [`all ${plural(cells.length, 'cell')}`]
        : [`${view.cells.length} of ${plural(cells.length, 'cell')}`]
  const first = cells.find(({ id }) => view.cells.includes(id))
  const missing =
    first !== undefined && withoutOutlook(plan).includes(first)
      ? [`no curves, and no TTL with rotation, of ${shownPlan(plan).cells[cells.indexOf(first)]!.id}`]
      : []
  return [...shown, ...missing, `calls in the grid ${labels[view.rate]}`, labels[view.scale]].join(' · ')
}

/** What differs from what is shown first, for names of files. */
export function planWords(view: PlanView): readonly string[] {
  return [
    ...view.cells.slice(0, 3),
    ...(view.rate === firstPlanView.rate ? [] : ['30-days']),
    ...(view.scale === firstPlanView.scale ? [] : [view.scale]),
  ]
}

function named(values: readonly (keyof typeof labels)[]): PlanChoice['values'] {
  return values.map((value) => ({ value, label: labels[value] }))
}
