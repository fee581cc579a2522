/**
 * A plan of a scenario alone, with the tables of the package and with nothing
 * asked of it, unless settings are searched for: what docs and tests are made from.
 *
 * @module
 */
import type { Choices, Plan } from '../src/planner/plan-document.ts'
import { builtInTables } from '../src/price-list/price-table.ts'
import { makePlan } from '../src/runner/make-plan.ts'
import type { LoadedScenario } from '../src/scenario/loaded.ts'

/** `precision` null: theory alone. The same whenever it is made. */
export async function makePlanQuietly(
  loaded: LoadedScenario,
  precision: number | null,
  constraints: Choices['constraints'] | null = null,
): Promise<Plan> {
  const plan = await makePlan({
    loaded,
    tables: builtInTables,
    now: new Date(builtInTables.quotas.date),
    precision,
    constraints,
    held: [],
    maxLost: null,
    notes: [],
    whatIf: null,
    isVerified: false,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  })
  return plan!
}
