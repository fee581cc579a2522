/**
 * Sets what was counted beside what theory predicts for the same cell.
 *
 * @module
 */
import { expectedCalls, type ExpectedCalls } from '../planner/expected-calls.ts'
import type { FleetModel } from '../planner/fleet-model.ts'
import type { Scenario } from '../scenario/schema.ts'
import { describeWorkload } from '../workload/describe-workload.ts'
import { loadDuration } from './cell-world.ts'
import { workloadSpec } from './workload-spec.ts'

/** The KMS calls that theory predicts for `scenario`, or why it predicts none. */
export function predictCalls(scenario: Scenario): ExpectedCalls {
  return expectedCalls(fleetModelOf(scenario))
}

/** `key-000123` and the like; records from files differ, but use limits by bytes are rare there. */
const partitionKeyBytes = 10

function fleetModelOf(scenario: Scenario): FleetModel {
  const { fleet, stream, load, put, get, keyCache, readerCache, kms } = scenario
  const { meanPayloadBytes } = describeWorkload(workloadSpec(scenario))
  return {
    ...fleet,
    shards: stream.shards,
    arrivals: load.arrivals,
    callsPerSecond: 'rate' in load ? load.rate / put.batch : 0,
    batch: put.batch,
    durationNs: loadDuration(scenario) ?? 0,
    ttlNs: keyCache.ttl,
    rotationNs: keyCache.rotation,
    singleFlight: keyCache.policy === 'single-flight',
    maxRecords: keyCache.maxRecords,
    maxBytes: keyCache.maxBytes,
    meanRecordBytes: meanPayloadBytes + partitionKeyBytes,
    kmsLatency: kms.latency,
    quotaPerSecond: kms.quota,
    failuresPlanned: kms.failures.length > 0,
    reader: { ttlNs: readerCache.ttl, capacity: readerCache.capacity, pollIntervalNs: get.pollInterval },
  }
}
