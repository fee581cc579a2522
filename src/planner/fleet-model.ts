/**
 * What decides how often a fleet asks KMS, as plain numbers, so that plans can
 * be made without a scenario.
 *
 * @module
 */
import type { Distribution } from '../statistics/distributions.ts'

export interface FleetModel {
  readonly frontEnds: number
  readonly consumers: number
  readonly principals: number
  readonly shards: number
  readonly arrivals: 'constant' | 'poisson' | 'bursts' | 'trace' | 'closed'
  /** Calls of the whole stream, each of `batch` records. They choose front end and principal at random. */
  readonly callsPerSecond: number
  readonly batch: number
  readonly durationNs: number
  /** Of the sealing side's cache; 0: no cache. */
  readonly ttlNs: number
  readonly rotationNs: number
  readonly singleFlight: boolean
  /** Limits by use of one key material. */
  readonly maxRecords: number
  readonly maxBytes: number
  /** Payload and partition key. */
  readonly meanRecordBytes: number
  /** Standard deviation of the same; 0 if left out. */
  readonly recordBytesSd?: number
  readonly kmsLatency: Distribution
  /** No limit if left out. */
  readonly quotaPerSecond?: number
  /** Whether KMS fails by plan. */
  readonly failuresPlanned?: boolean
  readonly reader: {
    /** 0: no cache. */
    readonly ttlNs: number
    /** EDKs. */
    readonly capacity: number
    readonly pollIntervalNs: number
    /** Records in the answer to a poll of one shard; no limit if left out. */
    readonly pollRecordsMax?: number
  }
}

/** Caches of the sealing side: principals never share key material. */
export function cachesOf({ frontEnds, principals }: FleetModel): number {
  return frontEnds * principals
}
