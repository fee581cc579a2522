/**
 * Fleets for cache policies: one front end that is neither busy nor idle, and some that are read.
 *
 * @module
 */
import type { Distribution } from '../statistics/distributions.ts'
import { slowKms } from './expected-calls.fixture.ts'
import type { FleetModel } from './fleet-model.ts'
import { documentedFleet, hour, minute, plainFleet, second } from './fleet.fixture.ts'

export const verySlow: Distribution = { distribution: 'lognormal', median: 1e9, p99: 5e9 }

/** One front end that is neither busy nor idle. */
export const one: FleetModel = { ...plainFleet, arrivals: 'poisson', callsPerSecond: 0.5 }

export const refilled: FleetModel = { ...one, ttlNs: minute, durationNs: 2 * hour, kmsLatency: slowKms }
/** Four front ends and two consumers whose entries outlive their EDKs. */
export const read: FleetModel = {
  ...documentedFleet,
  callsPerSecond: 2,
  durationNs: 40 * minute,
  kmsLatency: slowKms,
  reader: { ttlNs: 10 * minute, capacity: 1000, pollIntervalNs: second },
}
export const holding = (capacity: number, ttlNs = 10 * minute) => ({
  ttlNs,
  capacity,
  pollIntervalNs: second,
})
