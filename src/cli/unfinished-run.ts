/**
 * Finds the run that `--resume` goes on with, and refuses one whose figures
 * would not go together with those of this machine.
 *
 * @module
 */
import path from 'node:path'

import { RunUnreadableError, UsageError } from '../errors.ts'
import { program } from '../program.ts'
import { statsOf } from '../run-store/folders-in.ts'
import { readRun, runFoldersIn, type StoredRun } from '../run-store/read-run.ts'
import type { Environment, Run } from '../run-store/run-format.ts'
import { isFinished } from '../run-store/run-facts.ts'
import { describeEnvironment } from '../runner/environment.ts'
import { loadScenario, parseScenario, type Overrides } from '../scenario/load-scenario.ts'
import type { LoadedScenario } from '../scenario/loaded.ts'

export interface UnfinishedRun {
  readonly loaded: LoadedScenario
  readonly resume: StoredRun
}

/**
 * `place` is a scenario, of which the newest unfinished run below `reports` is meant, or the folder of a run;
 * `overrides` are what the command line changes in it, as it did when the run began.
 */
export function findUnfinished(place: string, reports: string, overrides: Overrides): UnfinishedRun {
  const isFolder = statsOf(place)?.isDirectory() === true
  const found = isFolder ? ofFolder(place, overrides) : ofScenario(place, reports, overrides)
  refuseElsewhere(found.resume)
  return found
}

function ofFolder(folder: string, overrides: Overrides): UnfinishedRun {
  const resume = readRun(folder)
  if (!isUnfinished(resume.run)) throw isComplete(resume)
  const text = JSON.stringify(resume.run.scenario)
  const loaded = parseScenario(text, path.join(resume.folder, 'scenario.json'), overrides)
  if (isOther(resume, loaded))
    throw new UsageError(
      `The run in ${resume.folder} asked another KMS than --kms names. ` +
        'Name that one, or leave out --resume to begin a new run.',
    )
  return { loaded, resume }
}

function ofScenario(scenario: string, reports: string, overrides: Overrides): UnfinishedRun {
  const loaded = loadScenario(scenario, overrides)
  const folder = path.join(reports, loaded.scenario.name)
  const runs = runFoldersIn(folder).flatMap(readable)
  const newest = runs.at(-1)
  if (newest === undefined)
    throw new UsageError(`${folder} has no run to go on with. Leave out --resume to begin one.`)
  const resume = runs.findLast(({ run }) => isUnfinished(run))
  if (resume === undefined) throw isComplete(newest)
  if (isOther(resume, loaded)) {
    throw new UsageError(
      `${scenario} has changed since the run in ${resume.folder} began. ` +
        'Leave out --resume to begin a new run, or name that folder to go on with the scenario as it was.',
    )
  }
  return { loaded, resume }
}

function isOther({ run }: StoredRun, { resolved }: LoadedScenario): boolean {
  return JSON.stringify(run.scenario) !== JSON.stringify(resolved)
}

/** A run of an older version, or one that is damaged, does not keep the others from going on. */
function readable(folder: string): StoredRun[] {
  try {
    return [readRun(folder)]
  } catch (error) {
    if (error instanceof RunUnreadableError) return []
    throw error
  }
}

/** A cell that failed or was interrupted has no figures: it is run again, also where the run came to its end. */
function isUnfinished({ status, cells, cellsPlanned }: Run): boolean {
  return status !== 'complete' || cells.length < cellsPlanned || !cells.every(isFinished)
}

function isComplete({ folder }: StoredRun): UsageError {
  const shown = path.relative('', folder) || folder
  return new UsageError(
    `The run in ${shown} is complete: there is nothing to go on with. ` +
      `Draw it again with ${program} report ${shown}, or leave out --resume to begin a new run.`,
  )
}

/** What changes how fast a record is sealed, in the words of a person. */
const decisive = { sealbench: 'sealbench', node: 'Node', cpuModel: 'CPU', cores: 'cores' } as const

/** Cells of one run are compared with each other, so one machine and runtime must have measured them all. */
function refuseElsewhere({ run, folder }: StoredRun): void {
  const here: Environment = describeEnvironment(new Date())
  const keys = Object.keys(decisive) as (keyof typeof decisive)[]
  const differences = keys
    .filter((key) => run.environment[key] !== here[key])
    .map((key) => `${decisive[key]} ${run.environment[key]} then, ${here[key]} now`)
  if (differences.length === 0) return
  throw new UsageError(
    `The run in ${folder} began elsewhere (${differences.join('; ')}), and its cells could not be compared. ` +
      'Go on with it there, or leave out --resume to begin a new run here.',
  )
}
