/**
 * Plans the cold start anew with one of its settings, and keeps in
 * `reports/example-plan` the plan and the picture of it that the README shows.
 * Takes seconds: `npx node scripts/make-plan-example.ts`, after a change of the
 * planner or of its pictures.
 *
 * @module
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

import type { Plan } from '../src/planner/plan-document.ts'
import { planCharts } from '../src/report/plan/plan-charts.ts'
import { drawStill, stillWidth } from '../src/report/stills/still.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { makePlanQuietly } from './make-plan-quietly.ts'

const root = path.dirname(import.meta.dirname)
const folder = path.join(root, 'reports/example-plan')
export const planExample = path.join(folder, 'plan.json')
export const planExamplePicture = path.join(folder, 'calls-over-time.svg')

const settings = [
  { path: ['keyCache', 'jitter'], value: 0.2 },
  { path: ['keyCache', 'refreshAhead'], value: '0 s' },
  { path: ['plan', 'retries'], value: 'standard' },
]

/** The picture of `plan` that the README shows, as the page has it. */
export async function planPicture(plan: Plan): Promise<string> {
  const chart = planCharts(plan).find(({ id }) => id === 'calls-over-time')!
  return drawStill(chart, { theme: 'light', width: stillWidth.usual })
}

function madePlan(): Promise<Plan> {
  const file = path.join(root, 'scenarios/plans/cold-start.yaml')
  return makePlanQuietly(loadScenario(file, { settings }, 'plan'), 0.01)
}

if (import.meta.main) {
  const plan = await madePlan()
  mkdirSync(folder, { recursive: true })
  writeFileSync(planExample, `${JSON.stringify(plan)}\n`)
  writeFileSync(planExamplePicture, await planPicture(plan))
}
