/**
 * How many calls one key material seals where use and not age ends it.
 *
 * A call whose records the key material cannot all seal needs new key material
 * as a whole. Bytes are counted as records of mean size.
 *
 * @module
 */
import { cachesOf } from '../fleet-model.ts'
import type { PlanModel } from '../plan-model.ts'

/** At least 1; Infinity where age ends key material before, but for one run in 10^9. */
export function callsPerKeyMax({ fleet, load }: PlanModel): number {
  const records = Math.min(fleet.maxRecords, Math.floor(fleet.maxBytes / fleet.meanRecordBytes))
  const calls = Math.max(1, Math.floor(records / fleet.batch))
  const rateMax = Math.max(...load.map(({ from, to }) => Math.max(from, to))) / cachesOf(fleet)
  const expected = rateMax * (fleet.rotationNs / 1e9 + 60)
  return calls > expected + 7 * Math.sqrt(expected) + 30 ? Infinity : calls
}
