/**
 * The table of docs/planning.md that says what a cold start costs: the cells of
 * the shipped plan of that name, simulated.
 *
 * @module
 */
import path from 'node:path'

import { simulateFleet } from '../src/planner/fleet-simulation/simulate-fleet.ts'
import type { Estimate, SimulatedFleet } from '../src/planner/plan-document.ts'
import { describeCount } from '../src/report/figures.ts'
import { planModelOf } from '../src/runner/plan-model-of.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'

const coldStart: Markers = {
  begin: '<!-- cold-start: written by scripts/write-planning.ts -->',
  end: '<!-- /cold-start -->',
}
const file = path.join(import.meta.dirname, '../scenarios/plans/cold-start.yaml')
/** Of each cell: what is refused and lost differs much from one to the next. */
const replications = 30
/** Room for all of them. */
const workMax = 100e6

/** `page` with the table as the simulation makes it now. */
export function withColdStart(page: string): string {
  const { cells, scenario: shipped } = loadScenario(file, {}, 'plan')
  const effort = { seed: shipped.seed, precision: 0, replicationsMax: replications, workMax }
  const rows = cells.map(({ params, scenario: cell }) =>
    rowOf(params, simulateFleet(planModelOf(cell), effort)),
  )
  const head = [
    'jitter',
    'refresh ahead',
    'retries',
    'refused sealing calls %',
    'refused consumers’ calls %',
    'lost records',
    'recovery s',
    'busiest second',
    'throttled',
    'records that wait %',
  ]
  const table = markdownTable(head, rows, (column) => column < 3)
  return withBlock(page, coldStart, [coldStart.begin, '', table, '', coldStart.end].join('\n'))
}

function rowOf(params: Readonly<Record<string, unknown>>, simulated: SimulatedFleet): readonly string[] {
  const { refused, lost, recoveryS, unrecovered, busiestSecond, throttled, waits } = simulated
  return [
    String(params['keyCache.jitter']),
    String(params['keyCache.refreshAhead']),
    String(params['plan.retries']),
    described(refused.sealing, percent),
    described(refused.reading, percent),
    described(lost, whole),
    unrecovered === 1
      ? 'not within the plan'
      : recoveryS === null
        ? 'no trouble'
        : described(recoveryS, (time) => time.toFixed(1)),
    described(busiestSecond, whole),
    described(throttled, whole),
    (100 * waits.share).toFixed(4),
  ]
}

function described({ mean, ci95: [from, to] }: Estimate, text: (value: number) => string): string {
  return text(from) === text(to) ? text(mean) : `${text(mean)} (${text(from)}–${text(to)})`
}

function percent(share: number): string {
  return (100 * share).toFixed(2)
}

function whole(count: number): string {
  return describeCount(Math.round(count))
}
