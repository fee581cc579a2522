/**
 * The check of `--workers`, which several commands take.
 *
 * @module
 */
import os from 'node:os'

import { UsageError } from '../errors.ts'
import { tooManyWorkers } from '../judge/conditions.ts'

export function checkWorkers(workers: number | undefined): void {
  if (workers === undefined || (Number.isInteger(workers) && workers >= 1 && workers <= 1024)) return
  throw new UsageError('--workers takes a whole number from 1 to 1024.')
}

/** What to say before a run with so many workers; undefined where there is a core for each. */
export function workersNotice(workers: number): string | undefined {
  const reason = tooManyWorkers({ workers, cores: os.availableParallelism() })
  return reason === undefined ? undefined : `this run will be invalid: ${reason}`
}
