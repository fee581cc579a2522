/**
 * What of a scenario decides how often its fleet asks KMS: the one conversion
 * that oracle and planner share.
 *
 * @module
 */
import { symmetricQuotaOf } from '../price-list/quotas.ts'
import type { FleetModel } from '../planner/fleet-model.ts'
import { randomStream } from '../random.ts'
import type { Scenario } from '../scenario/schema.ts'
import { samplerOf } from '../statistics/distributions.ts'
import { describeWorkload } from '../workload/describe-workload.ts'
import { boundedSizes } from '../workload/records/generated-records.ts'
import { loadDuration } from './cell-world.ts'
import { kmsLatencyOf } from './kms-latency.ts'
import { workloadSpec } from './workload-spec.ts'

/** `key-000123` and the like; records from files differ, but use limits by bytes are rare there. */
export const partitionKeyBytes = 10
/** What an envelope with its EDK adds, about. */
const envelopeBytes = 260
const pollBytesMax = 10 * 2 ** 20

/** Files that the scenario names are read. @throws {InputUnreadableError} */
export function fleetModelOf(scenario: Scenario): FleetModel {
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
    jitter: keyCache.jitter,
    refreshAheadNs: keyCache.refreshAhead,
    xfetchBeta: keyCache.xfetch,
    sharedBy: keyCache.sharedBy,
    ...(keyCache.branchKey && { branchKeyTtlNs: keyCache.branchKey.ttl }),
    meanRecordBytes: meanPayloadBytes + partitionKeyBytes,
    recordBytesSd: payloadBytesSd(scenario),
    kmsLatency: kmsLatencyOf(scenario.kms.latency),
    quotaPerSecond: kms.quota ?? symmetricQuotaOf(kms.region),
    failuresPlanned: kms.failures.length > 0,
    reader: {
      ttlNs: readerCache.ttl,
      capacity: readerCache.capacity,
      pollIntervalNs: get.pollInterval,
      pollRecordsMax: Math.min(get.maxRecords, pollBytesMax / (meanPayloadBytes + envelopeBytes)),
    },
  }
}

/** From a sample, as accurate as it need be; records from files are taken to be alike. */
function payloadBytesSd({ records }: Scenario): number {
  if ('source' in records || records.size.distribution === 'constant') return 0
  const draw = samplerOf(boundedSizes(records.size), randomStream(1, 'oracle/sizes'))
  const sizes = Array.from({ length: 4000 }, draw)
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length
  return Math.sqrt(sizes.reduce((sum, size) => sum + (size - mean) ** 2, 0) / sizes.length)
}
