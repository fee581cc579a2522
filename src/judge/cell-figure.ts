/**
 * The figures of a cell that are one number: what KMS was asked, what was
 * stored, what a leak would open.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Exposure } from '../run-store/exposure-format.ts'
import type { CellResult } from '../run-store/run-format.ts'
import type { Estimated } from '../statistics/bootstrap.ts'
import { kmsFigure, type ClockKind } from './kms-figure.ts'

/** Undefined where the cell does not have it, as contestants tell nothing of their keys. */
export function cellFigure(name: string, cell: CellResult, clock: ClockKind): Estimated | undefined {
  if (name.startsWith('kms.')) return kmsFigure(name, cell, clock)
  const estimate = figureOf(name, cell)
  return estimate === undefined ? undefined : { estimate, ci95: [estimate, estimate] }
}

function figureOf(name: string, { exposure, storedBytes, bytes, records }: CellResult): number | undefined {
  switch (name) {
    case 'stored.overheadBytes':
      return records === 0 ? undefined : (storedBytes - bytes) / records
    case 'exposure.keyMaterial.records':
      return exposure?.keyMaterial?.recordsMax
    case 'exposure.keyMaterial.bytes':
      return exposure?.keyMaterial?.bytesMax
    case 'exposure.keyMaterial.time':
      return exposure?.keyMaterial?.spanNsMax
    case 'exposure.branchKey.records':
      return exposure?.branchKey?.recordsMax
    case 'exposure.recordKey.records':
      return exposure?.recordKey.recordsMax
    case 'exposure.revocationDelay.put':
      return exposure?.revocationDelayNs.put ?? undefined
    case 'exposure.revocationDelay.get':
      return exposure?.revocationDelayNs.get ?? undefined
    case 'exposure.keysHeld':
      return exposure?.held ? keysHeld(exposure.held) : undefined
    default:
      return assert.fail(`${name} is not a figure of a cell`)
  }
}

/** On average; the caches of both sides and branch keys together. */
function keysHeld({ sealing, reading, branchKeys }: NonNullable<Exposure['held']>): number {
  return sealing.mean + reading.mean + (branchKeys?.mean ?? 0)
}
