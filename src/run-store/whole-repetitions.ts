/**
 * The repetitions that a repeated run is gone on with, once each of them is
 * known to be whole: a damaged one would be found only when all are merged.
 *
 * @module
 */
import path from 'node:path'

import { RunUnreadableError } from '../errors.ts'
import { readRun, repetitionsOf, runFoldersIn, type StoredRun } from './read-run.ts'
import { repetitionFolder } from './run-folder.ts'

/** @throws {RunUnreadableError} which names the folder to remove where one is damaged */
export function wholeRepetitionsOf(repeated: StoredRun): StoredRun[] {
  const { folder, run } = repeated
  for (const place of runFoldersIn(path.join(folder, repetitionFolder, String(run.scenario['name']))))
    checkRepetition(place)
  return repetitionsOf(repeated)
}

function checkRepetition(place: string): void {
  try {
    const { run, logOf } = readRun(place)
    if (run.status === 'complete') for (const { id } of run.cells) logOf(id)
  } catch (error) {
    if (!(error instanceof RunUnreadableError)) throw error
    const what = error.message.replace(/ Run the scenario again\.$/, '')
    throw new RunUnreadableError(
      `A repetition is damaged: ${what} Remove ${place}, and --resume runs it again.`,
      { cause: error },
    )
  }
}
