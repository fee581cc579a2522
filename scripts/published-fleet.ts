/**
 * The fleet that published figures are computed again with, and what the
 * analytic model says of it.
 *
 * @module
 */
import type { FleetModel } from '../src/planner/fleet-model.ts'
import { documentedFleet, minute } from '../src/planner/fleet.fixture.ts'
import { analyse } from '../src/planner/long-run/analyse.ts'
import type { Analysis } from '../src/planner/plan-document.ts'
import { undisturbedPlan, type PlanModel } from '../src/planner/plan-model.ts'

/** One full shard, key material for five minutes, consumers at the tip of the stream. */
export const documented: FleetModel = {
  ...documentedFleet,
  callsPerSecond: 1000,
  durationNs: 30 * 24 * 60 * minute,
  kmsLatency: { distribution: 'constant', value: 10e6 },
  quotaPerSecond: 10_000,
  reader: { ttlNs: 10 * minute, capacity: 100_000, pollIntervalNs: 1e9 },
}

export function planOf(fleet: Partial<FleetModel>): PlanModel {
  const whole = { ...documented, ...fleet }
  return undisturbedPlan(whole, { horizonS: whole.durationNs / 1e9, start: 'steady' })
}

export function analysisOf(fleet: Partial<FleetModel>): Analysis {
  return analyse(planOf(fleet))
}

export function rateOf(rates: Analysis['rates'], operation: string): number {
  return rates.reduce((sum, rate) => sum + (rate.operation === operation ? rate.perSecond : 0), 0)
}
