/**
 * Proves on this machine that the gate does what it is for: it stays green on
 * equal code and goes red on a slowdown of known size, which it reports within
 * its interval. Base, base again and a base with a planted slowdown are run in
 * turns and compared as any two versions are.
 *
 * @module
 */
import { writeFileSync } from 'node:fs'
import path from 'node:path'

import { compareRuns, type ComparisonOptions } from '../judge/comparison/compare-runs.ts'
import { runGroup } from '../judge/comparison/compared-runs.ts'
import { exitCodes } from '../judge/exit-codes.ts'
import { RepetitionFailedError } from '../errors.ts'
import type { StoredRun } from '../run-store/read-run.ts'
import { makeFolder, writing } from '../run-store/run-folder.ts'
import type { Change, Comparison } from '../run-store/comparison-format.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'
import { formatDuration } from '../units/quantity.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import { freshRun, thisProgram, type FreshProgress } from './fresh-run.ts'
import { interleave } from './interleaved-runs.ts'

/** A size of its own, or a share of the median sealed put. */
export type PlantedSlowdown = { readonly ns: Nanoseconds } | { readonly share: number }

export interface SelftestOptions extends Pick<ComparisonOptions, 'tolerance'> {
  readonly slowdown: PlantedSlowdown
  /** Runs of each version. */
  readonly rounds: number
  /** Folder of the whole experiment. */
  readonly output: string
  /** Orders the runs; the scenario's own if left out. */
  readonly seed?: number
  readonly signal?: AbortSignal | undefined
  readonly onRun?: (round: number, version: string) => void
  /** Told now and then how far that run is. */
  readonly onProgress?: (progress: FreshProgress) => void
}

export interface SelftestResult {
  /** What was planted into every sealed put, in ns. */
  readonly plantedNs: number
  /** Equal code: must be green. */
  readonly same: Comparison
  /** With the slowdown: must be red. */
  readonly slowed: Comparison
  /** Of the median sealed put in each comparison. */
  readonly sameChange: Change
  readonly slowedChange: Change
  /** What was planted, in shares of the base's median sealed put. */
  readonly plantedShare: number
  readonly staysGreen: boolean
  readonly goesRed: boolean
  /** Whether what was planted lies within the interval of what was found. */
  readonly isWithinInterval: boolean
}

/** Undefined where `signal` ended it. @throws {RepetitionFailedError} */
export async function gateSelftest(
  loaded: LoadedScenario,
  options: SelftestOptions,
): Promise<SelftestResult | undefined> {
  const { output, rounds, signal, onRun, onProgress, seed = loaded.scenario.seed } = options
  const { name } = loaded.scenario
  const scenarioOf = (version: string, planted?: string): string => {
    const file = path.join(makeFolder(output), `${version}.json`)
    const scenario = { ...loaded.resolved, ...(planted !== undefined && { planted: { slowdown: planted } }) }
    writing(file, () => writeFileSync(file, `${JSON.stringify(scenario, undefined, 2)}\n`))
    return file
  }
  const base = scenarioOf('base')
  const plantedNs = await sizeOf(options.slowdown, { scenario: base, name, output, signal })
  if (plantedNs === undefined) return undefined
  const versions = [
    { name: 'base', program: thisProgram, scenarioFile: base },
    { name: 'base-again', program: thisProgram, scenarioFile: base },
    { name: 'slowed', program: thisProgram, scenarioFile: scenarioOf('slowed', formatDuration(plantedNs)) },
  ]
  const runs = await interleave({
    versions,
    rounds,
    scenario: name,
    output,
    seed,
    signal,
    ...(onRun && { onRun }),
    onProgress,
  })
  if (signal?.aborted === true) return undefined
  const [ofBase, ofAgain, ofSlowed] = runs as [StoredRun[], StoredRun[], StoredRun[]]
  return judgeSelftest({ base: ofBase, again: ofAgain, slowed: ofSlowed }, plantedNs, options.tolerance)
}

/** Run k of each version was made in round k. */
export interface SelftestRuns {
  readonly base: readonly StoredRun[]
  readonly again: readonly StoredRun[]
  readonly slowed: readonly StoredRun[]
}

/** The verdict, from stored runs alone. `plantedNs` is what was planted into each sealed put. */
export function judgeSelftest(
  runs: SelftestRuns,
  plantedNs: Nanoseconds,
  tolerance: number | undefined,
): SelftestResult {
  const compared = {
    base: runGroup('base', runs.base),
    design: 'paired' as const,
    ...(tolerance !== undefined && { tolerance }),
  }
  const same = compareRuns({ ...compared, candidate: runGroup('base-again', runs.again) })
  const slowed = compareRuns({ ...compared, candidate: runGroup('slowed', runs.slowed) })
  const [sameChange, slowedChange] = [medianPut(same), medianPut(slowed)]
  const plantedShare = plantedNs / slowedChange.base
  const [low, high] = slowedChange.ci95 ?? [Number.NaN, Number.NaN]
  return {
    plantedNs,
    same,
    slowed,
    sameChange,
    slowedChange,
    plantedShare,
    // What could not be told is not green.
    staysGreen: same.exitCode === exitCodes.ok && sameChange.pValue !== null,
    goesRed: slowedChange.verdict === 'regression',
    isWithinInterval: low <= plantedShare && plantedShare <= high,
  }
}

function medianPut({ changes }: Comparison): Change {
  const found = changes.find(
    ({ metric, statistic }) => metric === 'put.sealed.serviceTime' && statistic === 'p50',
  )
  if (found !== undefined) return found
  throw new RepetitionFailedError('the gate', null, 'no median of a sealed put was measured')
}

/** A share is of a first run that counts for nothing else. */
async function sizeOf(
  slowdown: PlantedSlowdown,
  run: { scenario: string; name: string; output: string; signal: AbortSignal | undefined },
): Promise<Nanoseconds | undefined> {
  if ('ns' in slowdown) return slowdown.ns
  const pilot = await freshRun({ ...run, program: thisProgram, output: path.join(run.output, 'pilot') })
  if (pilot === undefined) return undefined
  const [cell] = pilot.run.cells
  if (cell?.validity.verdict !== 'valid')
    throw new RepetitionFailedError(
      'the first run',
      pilot.run.exitCode,
      cell?.validity.reasons.join('; ') ?? '',
    )
  const median = cell.put.sealed.serviceTime.p50
  return nanoseconds(Math.max(1, Math.round(median * slowdown.share)))
}
