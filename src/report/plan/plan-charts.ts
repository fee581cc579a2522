/**
 * The pictures of a plan, in the order in which they are read. A new one is a
 * file in `charts/` and a line here.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'
import { printable } from '../text.ts'
import { againstKnob } from './charts/against-knob.ts'
import { billBreakdown } from './charts/bill-breakdown.ts'
import { callsOverTime } from './charts/calls-over-time.ts'
import { outcomesByCell } from './charts/outcomes-by-cell.ts'
import { paretoFront } from './charts/pareto-front.ts'
import { verificationSigmas } from './charts/verification-sigmas.ts'

const makers = [
  callsOverTime,
  outcomesByCell,
  againstKnob,
  paretoFront,
  billBreakdown,
  verificationSigmas,
] as const

/** Of all pictures that there are: a plan that is written anew may have others than before. */
export const planChartIds: readonly string[] = [
  'calls-over-time',
  'outcomes',
  'against-ttl',
  'against-fleet-size',
  'pareto-front',
  'bill',
  'verification',
]

/** Those that have something to show. */
export function planCharts(plan: Plan): readonly Chart[] {
  const clean = printablePlan(plan)
  return makers.flatMap((make) => make(clean))
}

/** Whatever a picture says of a plan becomes text of an SVG: names in it lose what XML forbids. */
function printablePlan(plan: Plan): Plan {
  return JSON.parse(JSON.stringify(plan), (_, value: unknown) =>
    typeof value === 'string' ? printable(value) : value,
  ) as Plan
}
