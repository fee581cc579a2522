/**
 * Documented Kinesis as a plan, for the tests of what is made of plans.
 *
 * @module
 */
import { minutes, milliseconds, seconds } from '../../units/units.ts'
import type { FleetModel } from '../fleet-model.ts'
import { undisturbedPlan, type PlanModel } from '../plan-model.ts'

const month = 30 * 86_400

/** 4 front ends and 2 consumers, 100 records/s, TTL and rotation 5 min: 12 calls in 5 min. */
export function documentedKinesis(change: Partial<FleetModel> = {}): PlanModel {
  const fleet: FleetModel = {
    frontEnds: 4,
    consumers: 2,
    principals: 1,
    shards: 1,
    arrivals: 'poisson',
    callsPerSecond: 100,
    batch: 1,
    durationNs: seconds(month),
    ttlNs: minutes(5),
    rotationNs: minutes(5),
    singleFlight: true,
    maxRecords: 2 ** 32,
    maxBytes: 2 ** 50,
    meanRecordBytes: 1024,
    kmsLatency: { distribution: 'constant', value: milliseconds(10) },
    quotaPerSecond: 10_000,
    reader: { ttlNs: minutes(5), capacity: 1000, pollIntervalNs: seconds(1) },
    ...change,
  }
  return undisturbedPlan(fleet, { horizonS: month })
}
