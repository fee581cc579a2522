/**
 * The trials of `gate-experiment.ts`, judged from their stored runs.
 *
 * @module
 */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

import { compareRuns } from '../../src/judge/comparison/compare-runs.ts'
import { runGroup } from '../../src/judge/comparison/compared-runs.ts'
import type { Change, Comparison } from '../../src/run-store/comparison-format.ts'
import { readRun, runFoldersIn, type StoredRun } from '../../src/run-store/read-run.ts'
import type { Environment } from '../../src/run-store/run-format.ts'
import { judgeSelftest, type SelftestRuns } from '../../src/runner/gate-selftest.ts'
import { nanoseconds } from '../../src/units/units.ts'

/** One self-test, as far as the table needs it. */
export interface GateTrial {
  /** `10 %` or `2 us`. */
  readonly planted: string
  readonly plantedShare: number
  readonly isGreen: boolean
  readonly isRed: boolean
  /** The same runs judged as if they had not taken turns, and each run of a side against one of the other. */
  readonly independent: { readonly isRed: boolean; readonly isSlowedRed: boolean }
  readonly single: { readonly red: number; readonly of: number }
  /** What increase of a median put would be found four times out of five, by runs of each side. */
  readonly detectable: Readonly<Record<number, number>>
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

/** How the trials were made. */
export type GateSetup = Omit<GateExperiment, 'trials'>

/** Of a trial: what was planted. Written last, so that a trial that was cut off is run again. */
export interface Planted {
  readonly planted: string
  readonly plantedNs: number
}

/** Names a file in the folder of a trial. */
export const plantedFile = 'planted.json'

/** Those of `folders` that are whole. */
export function judgeTrials(setup: GateSetup, folders: readonly string[]): GateExperiment {
  const whole = folders.filter((folder) => existsSync(path.join(folder, plantedFile)))
  return { ...setup, trials: whole.map(judgeTrial) }
}

function judgeTrial(folder: string): GateTrial {
  const { planted, plantedNs } = JSON.parse(readFileSync(path.join(folder, plantedFile), 'utf8')) as Planted
  const runsOf = (version: string) => runFoldersIn(path.join(folder, version, 'regression-gate')).map(readRun)
  const runs = { base: runsOf('base'), again: runsOf('base-again'), slowed: runsOf('slowed') }
  const result = judgeSelftest(runs, nanoseconds(plantedNs), undefined)
  const singles = runs.base.flatMap((base, at) => (runs.again[at] ? [isRed([base], [runs.again[at]])] : []))
  return {
    planted,
    plantedShare: result.plantedShare,
    isGreen: result.staysGreen,
    isRed: result.goesRed,
    independent: { isRed: isRed(runs.base, runs.again), isSlowedRed: isRed(runs.base, runs.slowed) },
    single: { red: singles.filter(Boolean).length, of: singles.length },
    detectable: Object.fromEntries(
      repetitionsTried
        .filter((count) => count <= runs.base.length)
        .map((count) => [count, detectableWith(runs, count)]),
    ),
    slowed: figureOf(result.slowedChange),
    same: latenciesOf(result.same),
  }
}

/** Fewer than were made are the first of them. */
export const repetitionsTried = [3, 4, 5, 6] as const

function detectableWith({ base, again }: SelftestRuns, count: number): number {
  const { changes } = compareRuns({
    base: runGroup('base', base.slice(0, count)),
    candidate: runGroup('again', again.slice(0, count)),
    design: 'paired',
  })
  return changes.find(({ metric, statistic }) => metric.startsWith('put.') && statistic === 'p50')!
    .detectable!
}

/** As if they had not taken turns. */
function isRed(base: readonly StoredRun[], candidate: readonly StoredRun[]): boolean {
  const sides = { base: runGroup('base', base), candidate: runGroup('candidate', candidate) }
  return compareRuns({ ...sides, design: 'independent' }).verdict === 'regression'
}

function latenciesOf({ changes }: Comparison): Figure[] {
  return changes.filter(({ runToRun, ci95 }) => runToRun !== null && ci95 !== null).map(figureOf)
}

function figureOf({ metric, statistic, change, ci95, runToRun }: Change): Figure {
  return { name: `${metric} ${statistic}`, change: change!, ci95: ci95!, runToRun: runToRun! }
}
