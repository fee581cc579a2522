/**
 * The check of `--workers`, which several commands take.
 *
 * @module
 */
import { UsageError } from '../errors.ts'

export function checkWorkers(workers: number | undefined): void {
  if (workers === undefined || (Number.isInteger(workers) && workers >= 1 && workers <= 1024)) return
  throw new UsageError('--workers takes a whole number from 1 to 1024.')
}
