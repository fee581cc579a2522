/**
 * `sealbench plan`: what a fleet of any size asks of KMS and what that costs.
 *
 * @module
 */
import path from 'node:path'

import { exitCodes } from '../../judge/exit-codes.ts'
import type { Plan } from '../../planner/plan-document.ts'
import { loadTables, printTables } from '../../price-list/load-tables.ts'
import { planCsv } from '../../report/plan/plan-csv.ts'
import { planText } from '../../report/plan/plan-terminal.ts'
import { writePlan } from '../../report/plan/write-plan.ts'
import { makePlan } from '../../runner/make-plan.ts'
import { formatPath } from '../../scenario/faults.ts'
import { printable } from '../../scenario/printable.ts'
import { printDrawn, printJson, printLine, type LoadedCommand } from '../command.ts'
import { interruption } from '../interruption.ts'
import {
  checkTogether,
  constraintsOf,
  maxLostOf,
  precisionOf,
  withPlanOptions,
  type PlanGiven,
} from '../plan-options.ts'
import { assumptionsOf, otherFleet, plannedScenario } from '../plan-question.ts'
import { planWordsOf } from '../plan-words.ts'
import { settingsOf, withPlanSettings } from '../plan-settings.ts'
import { progressLine } from '../progress-line.ts'

export const planCommand: LoadedCommand = {
  options: (parser) => withPlanOptions(withPlanSettings(parser)),
  run: (given) => plan(given as unknown as PlanGiven),
}

const usualPrecision = 0.01

async function plan(given: PlanGiven): Promise<number> {
  checkTogether(given)
  const constraints = constraintsOf(given) ?? null
  const maxLost = maxLostOf(given)
  const precision = given.noSimulation ? null : (precisionOf(given) ?? usualPrecision)
  const tables = loadTables(given.prices)
  if (given.printPrices) {
    process.stdout.write(printTables(tables))
    return exitCodes.ok
  }
  const settings = settingsOf(given)
  const loaded = plannedScenario(given.scenario, settings)
  const whatIf = given.whatIf === undefined ? null : otherFleet(given.whatIf, given.scenario, settings)
  const progress = progressLine(process.stderr, given.quiet ? 'none' : 'line')
  using interrupted = interruption()
  try {
    const made = await makePlan({
      loaded,
      tables,
      now: new Date(),
      precision,
      constraints,
      held: settings.map(({ path: key }) => formatPath(key)),
      maxLost,
      notes: assumptionsOf(loaded, given.scenario, settings),
      whatIf,
      isVerified: given.verify,
      signal: interrupted.signal,
      onProgress: progress.note,
    })
    progress.end()
    return made === undefined
      ? exitCodes.interrupted
      : await tell({ ...made, told: planWordsOf(given) }, given)
  } finally {
    progress.end()
  }
}

async function tell(made: Plan, { json, csv, output }: PlanGiven): Promise<number> {
  const written = output === undefined ? undefined : await writePlan(output, made)
  if (json) printJson(made)
  else if (csv) process.stdout.write(planCsv(made))
  else {
    printDrawn((options) => planText(made, options))
    if (written !== undefined) printLine(`\nPage: ${printable(path.relative('', written.html))}`)
  }
  return made.verdict.exitCode
}
