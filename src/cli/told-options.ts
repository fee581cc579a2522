/**
 * What of a command line is stored with its run, so that a report can say how
 * to have the run again.
 *
 * @module
 */
import type { Told } from '../run-store/told-format.ts'
import type { KmsOptions } from './kms-options.ts'
import type { SamplingOptions } from './sampling-options.ts'

export interface ToldOptions extends KmsOptions, Omit<SamplingOptions, 'repetitions' | 'untilDecided'> {
  readonly workers: number | undefined
  readonly strict: boolean
  readonly audit: boolean
}

/**
 * Of options that were checked: an address with a password or a query has been refused by then.
 * `cellsOfSweep` counts those of the scenario, run or not. Undefined where nothing was told.
 */
export function toldOf(given: ToldOptions, cellsOfSweep: number): Told | undefined {
  const { cells, workers, kms, maxKmsCalls, maxUsd, strict, audit, maxTime, maxRecords } = given
  const told: Told = {
    ...(cells !== undefined && { cells: { ids: [...new Set(cells.split(','))], of: cellsOfSweep } }),
    ...(workers !== undefined && { workers }),
    ...(kms !== undefined && { kms }),
    ...(maxKmsCalls !== undefined && { maxKmsCalls }),
    ...(maxUsd !== undefined && { maxUsd }),
    ...(strict && { strict }),
    ...(audit && { audit }),
    ...(maxTime !== undefined && { maxTime }),
    ...(maxRecords !== undefined && { maxRecords }),
  }
  return Object.keys(told).length === 0 ? undefined : told
}
