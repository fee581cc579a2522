/**
 * Makes a plan: for each cell of a scenario what theory says, what a simulation
 * shows and what a month costs, and beside them what was asked of the plan.
 *
 * @module
 */
import { setImmediate as turnOfEventLoop } from 'node:timers/promises'

import { billedUseOf } from '../planner/costs/billed-use.ts'
import { billOf } from '../planner/costs/bill.ts'
import { analyse } from '../planner/long-run/analyse.ts'
import {
  planVersion,
  type Analysis,
  type Choices,
  type Plan,
  type PlanCell,
  type Verification,
} from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'
import { datedTables } from '../price-list/dated-table.ts'
import type { Tables } from '../price-list/price-table.ts'
import { symmetricQuotaOf } from '../price-list/quotas.ts'
import type { LoadedScenario, PlannedCell } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import { costSettingsOf } from './cost-settings-of.ts'
import { packageVersion } from './environment.ts'
import { planModelOf, planOf, simplificationsOf } from './plan-model-of.ts'
import { plannedFleetOf } from './planned-fleet.ts'

export interface PlanQuestion {
  /** Read for a plan. */
  readonly loaded: LoadedScenario
  readonly tables: Tables
  readonly now: Date
  /** Relative half-width of the interval of simulated attempts that is narrow enough; null: theory alone. */
  readonly precision: number | null
  /** Which settings are searched for; null: none. */
  readonly constraints: Choices['constraints'] | null
  /** A fleet to set beside the first cell. */
  readonly whatIf: { readonly name: string; readonly cell: PlannedCell } | null
  readonly isVerified: boolean
  readonly signal: AbortSignal
  /** Told what begins now. */
  readonly onProgress: (text: string) => void
}

/**
 * Undefined where `signal` has ended it. Files that the scenario names are read.
 *
 * @throws {InputUnreadableError}
 */
export async function makePlan(question: PlanQuestion): Promise<Plan | undefined> {
  const { loaded, tables, now, signal } = question
  const { scenario } = loaded
  const cells: PlanCell[] = []
  const warnings = new Set<string>()
  for (const [index, cell] of loaded.cells.entries()) {
    question.onProgress(`cell ${index + 1} of ${loaded.cells.length}: ${cell.id}`)
    await turnOfEventLoop()
    if (signal.aborted) return undefined
    const planned = planCell(cell, question)
    cells.push(planned.cell)
    for (const warning of planned.warnings) warnings.add(warning)
  }
  const verification = question.isVerified ? await verified(loaded.cells, question) : null
  if (signal.aborted) return undefined
  return {
    planVersion,
    sealbenchVersion: packageVersion,
    createdAt: now.toISOString(),
    name: scenario.name,
    question: scenario.question,
    seed: scenario.seed,
    horizonS: planOf(scenario).horizon,
    tables: datedTables(tables, now),
    cells,
    curves: [],
    choices: null,
    whatIf: null,
    verification,
    warnings: [...warnings],
  }
}

function planCell(
  { id, params, scenario }: PlannedCell,
  { tables }: PlanQuestion,
): { readonly cell: PlanCell; readonly warnings: readonly string[] } {
  const { region } = scenario.kms
  const model = modelOf(scenario, tables)
  const analysis = withSimplifications(analyse(model), scenario)
  const use = billedUseOf(model, analysis.callsPer30Days)
  const { bill, warnings } = billOf(use, costSettingsOf(planOf(scenario)), tables.prices, region)
  const fleet = plannedFleetOf(model, scenario)
  return { cell: { id, params: { ...params }, fleet, analysis, simulation: null, bill }, warnings }
}

/** The first cell stands for all. */
async function verified(
  [first]: readonly PlannedCell[],
  { tables, signal, onProgress }: PlanQuestion,
): Promise<Verification> {
  const { scenario } = first!
  // Loads what runs need, which nobody else waits for.
  const { verifyPlan } = await import('./verify-plan.ts')
  return verifyPlan(scenario, {
    quotaPerSecond: symmetricQuotaOf(scenario.kms.region, tables.quotas),
    signal,
    onProgress: (doing) => onProgress(`verifying: ${doing}`),
  })
}

function modelOf(scenario: Scenario, { quotas }: Tables): PlanModel {
  return planModelOf(scenario, symmetricQuotaOf(scenario.kms.region, quotas))
}

function withSimplifications(analysis: Analysis, scenario: Scenario): Analysis {
  return { ...analysis, cautions: [...simplificationsOf(scenario), ...analysis.cautions] }
}
