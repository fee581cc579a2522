/**
 * The pictures of a plan, in the order in which they are read. A new one is a
 * file in `charts/` and a line here.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'
import { firstPlanView, type PlanView } from './plan-view.ts'
import { printable } from '../text.ts'
import { chosenPlan, type ChosenPlan } from './chosen-plan.ts'
import { shownPlan } from './shown-plan.ts'
import { againstKnob } from './charts/against-knob.ts'
import { billBreakdown } from './charts/bill-breakdown.ts'
import { callsOverTime } from './charts/calls-over-time.ts'
import { exposureAfter } from './charts/exposure-after.ts'
import { outcomesByCell } from './charts/outcomes-by-cell.ts'
import { paretoFront } from './charts/pareto-front.ts'
import { ttlAndRotation } from './charts/ttl-and-rotation.ts'
import { verificationSigmas } from './charts/verification-sigmas.ts'

/** Pictures that have something to show of `plan`, as `view` asks. */
type PlanChartMaker = (plan: ChosenPlan, view: PlanView) => Chart[]

const makers = [
  callsOverTime,
  outcomesByCell,
  ttlAndRotation,
  againstKnob,
  paretoFront,
  exposureAfter,
  billBreakdown,
  verificationSigmas,
] as const satisfies readonly PlanChartMaker[]

/** Of all pictures that there are: a plan that is written anew may have others than before. */
export const planChartIds: readonly string[] = [
  'calls-over-time',
  'outcomes',
  'ttl-and-rotation',
  'against-ttl',
  'against-fleet-size',
  'pareto-front',
  'exposure',
  'bill',
  'verification',
]

/** Those that have something to show. */
export function planCharts(plan: Plan, view: PlanView = firstPlanView): readonly Chart[] {
  const chosen = chosenPlan(plan, printablePlan(shownPlan(plan)), view.cells)
  return makers.flatMap((make: PlanChartMaker) => make(chosen, view))
}

/** Whatever a picture says of a plan becomes text of an SVG: names in it lose what XML forbids. */
function printablePlan(plan: Plan): Plan {
  return JSON.parse(JSON.stringify(plan), (_, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  ) as Plan
}
