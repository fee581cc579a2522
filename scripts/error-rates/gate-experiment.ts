/**
 * How often the gate errs on real runs: equal code that it calls a regression,
 * and a planted slowdown that it does not see or misjudges, beside a process
 * that keeps a core busy. Every experiment is the gate's own self-test.
 *
 *     npx node scripts/error-rates/gate-experiment.ts [--experiments 20] [--hogs 1] [--repetitions 6]
 *
 * It takes about 40 minutes on 2 cores and writes its table into
 * `docs/method.md`. Its runs stay in `reports/gate-experiment/`, some 150 MB, so
 * that they can be judged again: started again it goes on after the trials that
 * are there, and with all of them there only judges.
 *
 * @module
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

import { describeEnvironment } from '../../src/runner/environment.ts'
import { gateSelftest, type PlantedSlowdown } from '../../src/runner/gate-selftest.ts'
import { loadScenario } from '../../src/scenario/load-scenario.ts'
import { microseconds } from '../../src/units/units.ts'
import { busyMachine } from './busy-machine.ts'
import { writeGateTable } from './gate-table.ts'
import { judgeTrials, plantedFile, type GateSetup, type Planted } from './gate-trials.ts'

const root = path.join(import.meta.dirname, '../..')
const folder = path.join(root, 'reports', 'gate-experiment')
const setupFile = path.join(folder, 'setup.json')
const scenarioFile = path.join(root, 'scenarios', 'regression-gate.yaml')

const slowdowns: ReadonlyMap<string, PlantedSlowdown> = new Map([
  ['10 %', { share: 0.1 }],
  ['2 us', { ns: microseconds(2) }],
])

/** Trials are run turn by turn, so that slow phases of the machine meet both sizes alike. */
async function measure(experiments: number, setup: GateSetup): Promise<void> {
  const loaded = loadScenario(scenarioFile)
  begin(setup)
  using _ = busyMachine(setup.hogs)
  for (let index = 0; index < experiments * slowdowns.size; index += 1) {
    const output = folderOf(index)
    if (existsSync(path.join(output, plantedFile))) continue
    rmSync(output, { recursive: true, force: true })
    const [planted, slowdown] = [...slowdowns][index % slowdowns.size]!
    const seed = loaded.scenario.seed + index
    const result = await gateSelftest(loaded, { slowdown, rounds: setup.repetitions, output, seed })
    if (result === undefined) return
    const noted: Planted = { planted, plantedNs: result.plantedNs }
    writeFileSync(path.join(output, plantedFile), JSON.stringify(noted))
    process.stderr.write(`${index + 1} of ${experiments * slowdowns.size}\n`)
  }
}

/** Trials of another set-up are not mixed with these. */
function begin({ environment, ...setup }: GateSetup): void {
  const stored = existsSync(setupFile)
    ? (JSON.parse(readFileSync(setupFile, 'utf8')) as GateSetup)
    : undefined
  if (stored !== undefined && stored.hogs === setup.hogs && stored.repetitions === setup.repetitions) return
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  writeFileSync(setupFile, JSON.stringify({ environment, ...setup }))
}

function folderOf(index: number): string {
  return path.join(folder, String(index).padStart(2, '0'))
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      experiments: { type: 'string', default: '20' },
      hogs: { type: 'string', default: '1' },
      repetitions: { type: 'string', default: '6' },
    },
  })
  const [experiments, hogs, repetitions] = [values.experiments, values.hogs, values.repetitions].map(Number)
  const environment = describeEnvironment(new Date())
  await measure(experiments!, { environment, hogs: hogs!, repetitions: repetitions! })
  const folders = [...Array.from({ length: experiments! * slowdowns.size }).keys()].map(folderOf)
  const setup = JSON.parse(readFileSync(setupFile, 'utf8')) as GateSetup
  writeGateTable(judgeTrials(setup, folders))
}
