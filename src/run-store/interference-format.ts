/**
 * How a stored run tells what else the machine did while a cell was measured.
 *
 * @module
 */
import { z } from '../schema.ts'

const count = z.int().min(0)
const share = z.number().min(0)

/** Between two readings of the counters of system and process. Null stands for what the system does not count. */
export const interferenceSchema = z.object({
  /** Between the readings, on the wall. */
  elapsedNs: z.number().min(0),
  /** CPU time that the hypervisor gave to other machines, and its share of that of all cores. */
  stolenNs: z.number().min(0).nullable(),
  stealShare: share.nullable(),
  /** Share of the CPU time of all cores that other processes used. */
  othersShare: share.nullable(),
  /** Cores that this process used on average, all of its threads together. */
  ownCores: z.number().min(0),
  /** At the end, of the last minute. */
  loadAverage1Min: z.number(),
  /** Periods in which the quota of the cgroup held it back, and for how long: a share of the wall time, summed over cores. */
  throttledPeriods: count.nullable(),
  throttledShare: share.nullable(),
  /** Share of the wall time in which some thread of the system waited for a core. */
  pressureShare: share.nullable(),
  /** Of this process: pages that had to come from the disk, and times that it was taken off its core. */
  majorFaults: count,
  involuntarySwitches: count,
})
export type Interference = z.infer<typeof interferenceSchema>
