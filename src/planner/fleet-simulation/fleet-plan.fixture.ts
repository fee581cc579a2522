/**
 * Fleets for the tests of the event simulation.
 *
 * @module
 */
import type { FleetModel } from '../fleet-model.ts'
import { plainFleet } from '../fleet.fixture.ts'
import { undisturbedPlan, type PlanModel } from '../plan-model.ts'
import { simulateOnce, type FleetRun } from './simulate-once.ts'

/** TTL, rotation and the consumers' TTL are one; polls come every second; no limit by use, no latency, no quota. */
export function fleetPlan(
  {
    ttlS,
    latencyS = 0,
    ...fleet
  }: Partial<FleetModel> & { readonly ttlS: number; readonly latencyS?: number },
  plan: Partial<PlanModel>,
): PlanModel {
  const whole: FleetModel = {
    ...plainFleet,
    arrivals: 'poisson',
    ttlNs: ttlS * 1e9,
    rotationNs: ttlS * 1e9,
    kmsLatency: { distribution: 'constant', value: latencyS * 1e9 },
    reader: { ttlNs: ttlS * 1e9, capacity: 1e9, pollIntervalNs: 1e9 },
    ...fleet,
  }
  return undisturbedPlan(whole, { horizonS: 3600, ...plan })
}

/** Of the mean of `runs` runs. */
export function meanAndSigma(
  plan: PlanModel,
  runs: number,
  figure: (run: FleetRun) => number,
): { readonly mean: number; readonly sigma: number } {
  const values = Array.from({ length: runs }, (_, seed) => figure(simulateOnce(plan, seed)))
  const mean = values.reduce((sum, value) => sum + value, 0) / runs
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (runs - 1)
  return { mean, sigma: Math.sqrt(variance / runs) }
}
