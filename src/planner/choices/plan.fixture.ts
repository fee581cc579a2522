/**
 * Documented Kinesis as a plan, for the tests of what is made of plans.
 *
 * @module
 */
import { milliseconds, seconds, thirtyDaysS } from '../../units/units.ts'
import type { FleetModel } from '../fleet-model.ts'
import { documentedFleet } from '../fleet.fixture.ts'
import { undisturbedPlan, type PlanModel } from '../plan-model.ts'

/** 4 front ends and 2 consumers, 100 records/s, TTL and rotation 5 min: 12 calls in 5 min. */
export function documentedKinesis(change: Partial<FleetModel> = {}): PlanModel {
  const fleet: FleetModel = {
    ...documentedFleet,
    durationNs: seconds(thirtyDaysS),
    kmsLatency: { distribution: 'constant', value: milliseconds(10) },
    quotaPerSecond: 10_000,
    ...change,
  }
  return undisturbedPlan(fleet)
}
