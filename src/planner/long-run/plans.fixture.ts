/**
 * Plans for the tests of the analytic model.
 *
 * @module
 */
import type { FleetModel } from '../fleet-model.ts'
import { documentedFleet, minute } from '../fleet.fixture.ts'
import type { Analysis } from '../plan-document.ts'
import { undisturbedPlan, type PlanModel } from '../plan-model.ts'

/** 4 front ends, 2 consumers at the tip, 100 calls per second, 10 ms of KMS, 30 days from a steady start. */
export const documentedPlan: PlanModel = undisturbedPlan(
  {
    ...documentedFleet,
    kmsLatency: { distribution: 'constant', value: 10e6 },
    quotaPerSecond: 10_000,
    reader: { ttlNs: 10 * minute, capacity: 1000, pollIntervalNs: 1e9 },
  },
  { start: 'steady' },
)

/** Of the documented plan with another fleet, whose load is constant, or with whatever else `change` says. */
export function planWith(fleet: Partial<FleetModel>, change: Partial<PlanModel> = {}): PlanModel {
  const { callsPerSecond } = { ...documentedPlan.fleet, ...fleet }
  return {
    ...documentedPlan,
    load: [{ lengthS: Infinity, from: callsPerSecond, to: callsPerSecond }],
    ...change,
    fleet: { ...documentedPlan.fleet, ...fleet },
  }
}

export function perSecond({ rates }: Analysis, operation: 'GenerateDataKey' | 'Decrypt'): number {
  return rates.reduce((sum, rate) => sum + (rate.operation === operation ? rate.perSecond : 0), 0)
}
