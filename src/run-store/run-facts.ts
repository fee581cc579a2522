/**
 * What can be told of a stored run from its types alone: apart from the format,
 * so that a page can ask it without the library that checks a format.
 *
 * @module
 */
import type { Exposure, ToldExposure } from './exposure-format.ts'
import type { CallsByOperation, CellResult } from './run-format.ts'

/** KMS calls of all operations. */
export function totalCalls({ GenerateDataKey, Decrypt, Encrypt = 0 }: CallsByOperation): number {
  return GenerateDataKey + Decrypt + Encrypt
}

/** Whether a cell has its figures for good; one that failed or was interrupted is run again. */
export function isFinished({ validity: { verdict } }: CellResult): boolean {
  return verdict === 'valid' || verdict === 'invalid' || verdict === 'absent'
}

/** Whether a cell has no figures at all. */
export function isEmpty({ validity: { verdict } }: CellResult): boolean {
  return verdict === 'failed' || verdict === 'absent'
}

/** Whether a cell makes the run one that is not to be trusted. */
export function isBroken({ validity: { verdict } }: CellResult): boolean {
  return verdict !== 'valid' && verdict !== 'absent'
}

/** Whether somebody told everything: contestants keep some to themselves. */
export function isTold(exposure: Exposure | undefined): exposure is ToldExposure {
  return (
    exposure !== undefined &&
    exposure.keyMaterial !== null &&
    exposure.held !== null &&
    exposure.timeline !== null
  )
}
