/**
 * A plan as it is shown: texts that somebody wrote at a length that leaves room
 * for what they are about. `plan.json` and `plan.csv` have them whole.
 *
 * @module
 */
import type { Plan, PlanCell } from '../../planner/plan-document.ts'
import { shortened } from '../text.ts'

/** In characters, as in the report of a run. */
const questionMost = 300
const valueMost = 200
/** Ids stand in every table. */
const idMost = 60

/** Cells stay as many and in their order, and their ids different. */
export function shownPlan(plan: Plan): Plan {
  const ids = new Set<string>()
  return {
    ...plan,
    name: shortened(plan.name, questionMost),
    question: shortened(plan.question, questionMost),
    cells: plan.cells.map((cell, place) => {
      const short = shortened(cell.id, idMost)
      const id = short !== cell.id && ids.has(short) ? `${place + 1}: ${short}` : short
      ids.add(id)
      return { ...cell, id, params: shownParams(cell.params) }
    }),
    whatIf: plan.whatIf && { ...plan.whatIf, name: shortened(plan.whatIf.name, questionMost) },
  }
}

function shownParams(params: PlanCell['params']): PlanCell['params'] {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, shownValue(value)]))
}

/** Also within the maps and lists of a value. */
function shownValue(value: unknown): unknown {
  if (typeof value === 'string') return shortened(value, valueMost)
  if (Array.isArray(value)) return value.map(shownValue)
  return typeof value === 'object' && value !== null ? shownParams(value as PlanCell['params']) : value
}
