/**
 * How often the gate errs on real runs: equal code that it calls a regression,
 * and a planted slowdown that it does not see or misjudges, beside a process
 * that keeps a core busy. Every experiment is the gate's own self-test.
 *
 *     npx node scripts/error-rates/gate-experiment.ts [--experiments 20] [--hogs 1] [--repetitions 6]
 *
 * It takes about 25 minutes on 2 cores and writes its table into
 * `docs/method.md`. What it has so far stands in `reports/gate-experiment.json`;
 * started again with `--resume` it goes on from there.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { describeEnvironment } from '../../src/runner/environment.ts'
import { gateSelftest, type PlantedSlowdown } from '../../src/runner/gate-selftest.ts'
import type { Change, Comparison } from '../../src/run-store/comparison-format.ts'
import type { Environment } from '../../src/run-store/run-format.ts'
import { loadScenario } from '../../src/scenario/load-scenario.ts'
import { microseconds } from '../../src/units/units.ts'
import { busyMachine } from './busy-machine.ts'
import { writeGateTable } from './gate-table.ts'

/** One self-test, as far as the table needs it. */
export interface GateTrial {
  /** `10 %` or `2 us`. */
  readonly planted: string
  readonly plantedShare: number
  readonly isGreen: boolean
  readonly isRed: boolean
  /** Of the planted median, and of every latency of equal code. */
  readonly slowed: Figure
  readonly same: readonly Figure[]
}

export interface Figure {
  readonly name: string
  readonly change: number
  readonly ci95: readonly [number, number]
  readonly runToRun: number
}

export interface GateExperiment {
  readonly environment: Environment
  readonly hogs: number
  readonly repetitions: number
  readonly trials: readonly GateTrial[]
}

const root = path.join(import.meta.dirname, '../..')
const results = path.join(root, 'reports', 'gate-experiment.json')
const scenarioFile = path.join(root, 'scenarios', 'regression-gate.yaml')

const slowdowns: ReadonlyMap<string, PlantedSlowdown> = new Map([
  ['10 %', { share: 0.1 }],
  ['2 us', { ns: microseconds(2) }],
])

async function experiment(experiments: number, hogs: number, repetitions: number, isResumed: boolean) {
  const loaded = loadScenario(scenarioFile)
  const stored = isResumed && existsSync(results) ? read(results) : undefined
  const trials: GateTrial[] = [...(stored?.trials ?? [])]
  const environment = stored?.environment ?? describeEnvironment(new Date())
  const output = path.join(root, 'reports', 'gate-experiment')
  using _ = busyMachine(hogs)
  for (let index = trials.length; index < experiments * slowdowns.size; index += 1) {
    // Turn by turn, so that slow phases of the machine meet both sizes alike.
    const [planted, slowdown] = [...slowdowns][index % slowdowns.size]!
    const seed = loaded.scenario.seed + index
    const result = await gateSelftest(loaded, { slowdown, rounds: repetitions, output, seed })
    rmSync(output, { recursive: true, force: true })
    if (result === undefined) break
    trials.push({
      planted,
      plantedShare: result.plantedShare,
      isGreen: result.staysGreen,
      isRed: result.goesRed,
      slowed: figureOf(result.slowedChange),
      same: latenciesOf(result.same),
    })
    const soFar: GateExperiment = { environment, hogs, repetitions, trials }
    mkdirSync(path.dirname(results), { recursive: true })
    writeFileSync(results, JSON.stringify(soFar))
    process.stderr.write(`${trials.length} of ${experiments * slowdowns.size}\n`)
  }
  return read(results)
}

function latenciesOf({ changes }: Comparison): Figure[] {
  return changes.filter(({ runToRun, ci95 }) => runToRun !== null && ci95 !== null).map(figureOf)
}

function figureOf({ metric, statistic, change, ci95, runToRun }: Change): Figure {
  return { name: `${metric} ${statistic}`, change: change!, ci95: ci95!, runToRun: runToRun! }
}

function read(file: string): GateExperiment {
  return JSON.parse(readFileSync(file, 'utf8')) as GateExperiment
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      experiments: { type: 'string', default: '20' },
      hogs: { type: 'string', default: '1' },
      repetitions: { type: 'string', default: '6' },
      resume: { type: 'boolean', default: false },
    },
  })
  const { experiments, hogs, repetitions, resume } = values
  writeGateTable(await experiment(Number(experiments), Number(hogs), Number(repetitions), resume))
}
