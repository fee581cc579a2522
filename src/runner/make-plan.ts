/**
 * Makes a plan: for each cell of a scenario what theory says, what a simulation
 * shows and what a month costs, and beside them what was asked of the plan.
 *
 * @module
 */
import { exitCodes } from '../judge/exit-codes.ts'
import { isDeepStrictEqual } from 'node:util'

import { choicesInSteps } from '../planner/choices/find-choices.ts'
import { brokenBy } from '../planner/choices/verdict.ts'
import { withAttemptsNoted } from '../planner/costs/attempts-beyond-calls.ts'
import { billedUseOf } from '../planner/costs/billed-use.ts'
import { billOf } from '../planner/costs/bill.ts'
import type { CostSettings } from '../planner/costs/cost-settings.ts'
import { curvesInSteps } from '../planner/curves.ts'
import { analyse } from '../planner/long-run/analyse.ts'
import { otherOutlooksInSteps, outlooksMax } from '../planner/other-outlooks.ts'
import {
  planVersion,
  type Analysis,
  type Choices,
  type Plan,
  type PlanCell,
  type Verdict,
  type Verification,
} from '../planner/plan-document.ts'
import type { PlanModel } from '../planner/plan-model.ts'
import { mapInSteps } from '../planner/steps.ts'
import { timeGridInSteps } from '../planner/time-grid.ts'
import { whatIfOf } from '../planner/what-if.ts'
import { datedTables } from '../price-list/dated-table.ts'
import type { PriceTable, Tables } from '../price-list/price-table.ts'
import { symmetricQuotaOf } from '../price-list/quotas.ts'
import type { LoadedScenario, PlannedCell } from '../scenario/loaded.ts'
import type { Scenario } from '../scenario/schema.ts'
import { costSettingsOf } from './cost-settings-of.ts'
import { packageVersion } from './package-version.ts'
import { inTurns } from './in-turns.ts'
import { planModelOf, planOf, simplificationsOf } from './plan-model-of.ts'
import { cellWarnings, planWarnings } from './plan-warnings.ts'
import { plannedFleetOf } from './planned-fleet.ts'
import { SimulationPool, type Outcome } from './simulation-pool.ts'

export interface PlanQuestion {
  /** Read for a plan. */
  readonly loaded: LoadedScenario
  readonly tables: Tables
  readonly now: Date
  /** Relative half-width of the interval of simulated attempts that is narrow enough; null: theory alone. */
  readonly precision: number | null
  /** Which settings are searched for; null: none. */
  readonly constraints: Choices['constraints'] | null
  /** Keys of the scenario that the search leaves as they are. */
  readonly held: readonly string[]
  /** What the simulation may lose; null: nothing is asked. */
  readonly maxLost: Verdict['maxLost']
  /** A fleet to set beside the first cell. */
  readonly whatIf: { readonly name: string; readonly cell: PlannedCell } | null
  readonly isVerified: boolean
  /** What whoever asks has to be told besides. */
  readonly notes: readonly string[]
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
  const others = question.whatIf === null ? [] : [question.whatIf.cell]
  const steps = mapInSteps([...loaded.cells, ...others], (cell) => planCell(cell, question))
  const figures = await inTurns(steps, signal)
  const simulated = figures && (await withSimulations(figures, question))
  if (simulated === undefined) return undefined
  const cells = simulated.slice(0, loaded.cells.length)
  const first = cells[0]!
  const curves = await inTurns(curvesInSteps(first), signal)
  const timeGrid = await inTurns(timeGridInSteps(first), signal)
  const otherOutlooks = (await inTurns(otherOutlooksInSteps(cells), signal)) ?? []
  const choices = await searched(first, question)
  const verification = question.isVerified ? await verified(loaded.cells[0]!, question) : null
  if (signal.aborted || curves === undefined || timeGrid === undefined) return undefined
  return {
    planVersion,
    sealbenchVersion: packageVersion,
    createdAt: now.toISOString(),
    name: scenario.name,
    question: scenario.question,
    seed: scenario.seed,
    horizonS: planOf(loaded.cells[0]!.scenario).horizon,
    tables: datedTables(tables, now),
    cells: cells.map(({ cell }) => cell),
    curves: curves.curves,
    timeGrid,
    otherOutlooks,
    choices,
    whatIf:
      question.whatIf === null
        ? null
        : whatIfOf(question.whatIf.name, first.cell, simulated[cells.length]!.cell),
    verification,
    verdict: verdictOf(
      cells.map(({ cell }) => cell),
      question,
      verification,
    ),
    warnings: [
      ...new Set([
        ...simulated.flatMap(({ warnings }) => warnings),
        ...ofFirstCell(question),
        ...planWarnings(loaded, first.model, curves.evictsFrom),
        ...question.notes,
      ]),
    ],
  }
}

/** Null where nothing is asked for, or the signal has ended the search. */
async function searched(
  first: PlannedFigures,
  { constraints, held, signal, onProgress }: PlanQuestion,
): Promise<Choices | null> {
  if (constraints === null) return null
  onProgress('searching for settings')
  return (await inTurns(choicesInSteps({ ...first, constraints, held }), signal)) ?? null
}

function verdictOf(
  cells: readonly PlanCell[],
  { constraints, maxLost }: PlanQuestion,
  verification: Verification | null,
): Verdict {
  const broken = brokenBy(cells, { constraints, maxLost }, verification)
  const kept = broken.length === 0
  return {
    kept,
    broken: [...broken],
    exitCode: kept ? exitCodes.ok : exitCodes.thresholdFailed,
    maxLost,
  }
}

/** What is said of one cell alone, where there are more. */
function ofFirstCell({ loaded, constraints, whatIf, isVerified }: PlanQuestion): readonly string[] {
  const { cells } = loaded
  const parts = [
    ...(constraints === null ? [] : ['Choices']),
    ...(whatIf === null ? [] : ['What if']),
    ...(isVerified ? ['Verification'] : []),
  ]
  return [
    ...(cells.length > 1 && parts.length > 0
      ? [`${parts.join(', ')}: of the first cell, ${cells[0]!.id}.`]
      : []),
    ...(cells.length > outlooksMax
      ? [
          `Curves, and TTL with rotation: of the first ${outlooksMax} cells, ${cells[0]!.id} to ${cells[outlooksMax - 1]!.id}; plan another alone to have its own.`,
        ]
      : []),
  ]
}

/** Events of all simulations of a plan together, about: some ten seconds on one core. */
const workOfAll = 20e6
/** Of one cell; with the most cells that a plan has, twice as many as above in all. */
const workOfCell = { least: 200e3, most: 10e6 }

/** A cell with what it was made from. */
interface PlannedFigures {
  readonly cell: PlanCell
  readonly model: PlanModel
  readonly costs: CostSettings
  readonly prices: PriceTable
  readonly region: string
  readonly warnings: readonly string[]
}

function planCell({ id, params, scenario }: PlannedCell, { tables }: PlanQuestion): PlannedFigures {
  const { region } = scenario.kms
  const { prices } = tables
  const model = modelOf(scenario, tables)
  const costs = costSettingsOf(planOf(scenario))
  const analysis = withSimplifications(analyse(model), scenario)
  const { bill, warnings } = billOf(billedUseOf(model, analysis.callsPer30Days), costs, prices, region)
  const fleet = plannedFleetOf(model, scenario)
  return {
    cell: { id, params: { ...params }, fleet, analysis, simulation: null, bill },
    model,
    costs,
    prices,
    region,
    warnings: [...cellWarnings(scenario, analysis, tables), ...warnings],
  }
}

/** The same with what simulations show; undefined where the signal has ended them. */
async function withSimulations(
  figures: readonly PlannedFigures[],
  { loaded, precision, signal, onProgress }: PlanQuestion,
): Promise<readonly PlannedFigures[] | undefined> {
  if (precision === null) return figures
  const effort = {
    seed: loaded.scenario.seed,
    precision,
    workMax: Math.min(workOfCell.most, Math.max(workOfCell.least, workOfAll / figures.length)),
  }
  await using pool = new SimulationPool({ tasks: figures.length })
  const outcomes: Outcome[] = []
  let begun = 0
  let done = 0
  const tell = (): void => onProgress(`simulated ${done} of ${figures.length}`)
  tell()
  const simulateOn = async (): Promise<void> => {
    for (let at = begun++; at < figures.length; at = begun++) {
      outcomes[at] = await pool.run({ model: figures[at]!.model, effort }, signal)
      done += 1
      tell()
    }
  }
  await Promise.all(Array.from({ length: pool.workers }, simulateOn))
  return signal.aborted ? undefined : withOutcomes(figures, outcomes)
}

/** Of those that are given up one warning tells, for each reason. */
function withOutcomes(
  figures: readonly PlannedFigures[],
  outcomes: readonly Outcome[],
): readonly PlannedFigures[] {
  return figures.map((planned, at) => {
    const outcome = outcomes[at]!
    switch (outcome.kind) {
      case 'simulated': {
        const { simulation } = outcome
        const bill = withAttemptsNoted(planned.cell.bill, simulation, planned.model.horizonS)
        return { ...planned, cell: { ...planned.cell, simulation, bill } }
      }
      case 'given up': {
        const alike = figures.filter((_, other) => isDeepStrictEqual(outcomes[other], outcome))
        const warning = `${namesOf(alike)} not simulated, as ${outcome.reason}: figures are theory alone.`
        return { ...planned, warnings: [...planned.warnings, warning] }
      }
      case 'interrupted':
        return planned
      default:
        return outcome satisfies never
    }
  })
}

const namedMax = 3

/** `c01 is` or `c01, c02, c03 and 5 more cells are` */
function namesOf(figures: readonly PlannedFigures[]): string {
  const names = figures.slice(0, namedMax).map(({ cell }) => cell.id)
  const left = figures.length - names.length
  const others = left === 0 ? '' : ` and ${left} more ${left === 1 ? 'cell' : 'cells'}`
  return `${names.join(', ')}${others} ${figures.length === 1 ? 'is' : 'are'}`
}

/** The first cell stands for all; null where the signal has ended it. */
async function verified(
  { scenario }: PlannedCell,
  { tables, signal, onProgress }: PlanQuestion,
): Promise<Verification | null> {
  // Loads what runs need, which nobody else waits for.
  const { verifyPlan } = await import('./verify-plan.ts')
  try {
    return await verifyPlan(scenario, {
      quotaPerSecond: symmetricQuotaOf(scenario.kms.region, tables.quotas),
      signal,
      onProgress: (doing) => onProgress(`verifying: ${doing}`),
    })
  } catch (error) {
    if (signal.aborted) return null
    throw error
  }
}

function modelOf(scenario: Scenario, { quotas }: Tables): PlanModel {
  const quotaOf = (region: string): number => symmetricQuotaOf(region, quotas)
  return planModelOf(scenario, quotaOf(scenario.kms.region), quotaOf)
}

function withSimplifications(analysis: Analysis, scenario: Scenario): Analysis {
  return { ...analysis, cautions: [...simplificationsOf(scenario), ...analysis.cautions] }
}
