/**
 * How many records one key material seals where use and not age ends it. Bytes
 * are counted as records of mean size.
 *
 * @module
 */
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'

/** At least 1; Infinity where age ends key material before, but for one life in 10^9. */
export function recordsPerKeyMax({ fleet, load }: PlanModel): number {
  const records = Math.max(1, Math.min(fleet.maxRecords, Math.floor(fleet.maxBytes / fleet.meanRecordBytes)))
  const rateMax = Math.max(...load.map(({ from, to }) => Math.max(from, to))) / cachesOf(fleet)
  const expected = rateMax * (fleet.rotationNs / 1e9 + 60)
  return records > fleet.batch * (expected + 7 * Math.sqrt(expected) + 30) ? Infinity : records
}
