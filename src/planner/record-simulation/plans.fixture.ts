/**
 * Plans for the tests of both simulations.
 *
 * @module
 */
import type { FleetModel } from '../fleet-model.ts'
import { undisturbedPlan, type PlanModel } from '../plan-model.ts'

/** A run of `fleet` and of nothing else, with a minute for consumers to read what is left. */
export function planOf(fleet: FleetModel, change: Partial<PlanModel> = {}): PlanModel {
  const lengthS = fleet.durationNs / 1e9
  return undisturbedPlan(fleet, {
    horizonS: lengthS + 60,
    load: [
      { lengthS, from: fleet.callsPerSecond, to: fleet.callsPerSecond },
      { lengthS: Infinity, from: 0, to: 0 },
    ],
    ...change,
  })
}
