/**
 * Writes into docs/planning.md what the shipped plans say: an example as the
 * terminal shows it, a table of all scenarios by theory, how to write down a fleet, what a cold start loses, and what things cost. Takes seconds:
 * `npx node scripts/write-planning.ts`, after a change of the planner.
 *
 * @module
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Plan, PlanCell } from '../src/planner/plan-document.ts'
import { describeCount } from '../src/report/figures.ts'
import { planText } from '../src/report/plan/plan-terminal.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { makePlanQuietly } from './make-plan-quietly.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'
import { withColdStart } from './planning-cold-start.ts'
import { withFleets } from './planning-fleets.ts'
import { withMoney } from './planning-money.ts'

const root = path.dirname(import.meta.dirname)
export const planningPage = path.join(root, 'docs/planning.md')

const example: Markers = {
  begin: '<!-- example: written by scripts/write-planning.ts -->',
  end: '<!-- /example -->',
}
const scenarios: Markers = {
  begin: '<!-- scenarios: written by scripts/write-planning.ts -->',
  end: '<!-- /scenarios -->',
}

/** What a terminal shows before the tables begin. */
const blocksShown = 6
const widthShown = 100

/** `page` with both blocks as the planner makes them now. */
export async function withPlans(page: string): Promise<string> {
  const files = globSync('scenarios/plans/*.yaml', { cwd: root }).toSorted()
  const plans: Plan[] = []
  for (const file of files) plans.push(await theoryOf(file))
  const shown = plans.find(({ name }) => name === 'documented-kinesis')!
  const shownPlans = withBlock(
    withBlock(page, example, exampleBlock(shown)),
    scenarios,
    scenariosBlock(plans),
  )
  return withColdStart(withMoney(withFleets(shownPlans)))
}

function theoryOf(file: string): Promise<Plan> {
  return makePlanQuietly(loadScenario(path.join(root, file), {}, 'plan'), null)
}

function exampleBlock(plan: Plan): string {
  const text = planText(plan, { color: false, width: widthShown })
  const shown = text.split('\n\n').slice(0, blocksShown).join('\n\n')
  return [example.begin, '', '```text', shown, '…', '```', '', example.end].join('\n')
}

function scenariosBlock(plans: readonly Plan[]): string {
  const head = ['scenario', 'cell', 'calls /s', 'calls in 30 days', 'busiest second', 'USD', 'stream USD']
  const rows = plans.flatMap((plan) => plan.cells.map((cell) => rowOf(plan, cell)))
  const table = markdownTable(head, rows, (column) => column < 2)
  return [scenarios.begin, '', table, '', scenarios.end].join('\n')
}

function rowOf({ name }: Plan, { params, analysis, bill }: PlanCell): readonly string[] {
  const settings = Object.entries(params).map(([key, value]) => `\`${key}: ${String(value)}\``)
  return [
    name,
    settings.length === 0 ? 'as it is' : settings.join(', '),
    describeCount(Number(analysis.callsPerSecond.toPrecision(3))),
    describeCount(Math.round(analysis.callsPer30Days)),
    describeCount(Number(analysis.quota.busiestSecond.toPrecision(3))),
    bill.encryptionUsd.toFixed(2),
    bill.streamUsd.toFixed(2),
  ]
}

if (import.meta.main) writeFileSync(planningPage, await withPlans(readFileSync(planningPage, 'utf8')))
