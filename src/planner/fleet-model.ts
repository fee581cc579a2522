/**
 * What decides how often a fleet asks KMS, as plain numbers, so that plans can
 * be made without a scenario.
 *
 * @module
 */
import type { Distribution } from '../statistics/distributions.ts'
import { cachesOfFleet } from './published-formulas.ts'

export interface FleetModel {
  readonly frontEnds: number
  readonly consumers: number
  readonly principals: number
  readonly shards: number
  readonly arrivals: 'constant' | 'poisson' | 'bursts' | 'ramp' | 'steps' | 'trace' | 'closed'
  /** Calls of the whole stream, each of `batch` records. They choose front end and principal at random. */
  readonly callsPerSecond: number
  readonly batch: number
  readonly durationNs: number
  /** Of the sealing side's cache; 0: no cache. */
  readonly ttlNs: number
  readonly rotationNs: number
  readonly singleFlight: boolean
  /** TTL and rotation of each fill are both shortened to 1 - `jitter` U of themselves; 0 to 1, 0 if left out. */
  readonly jitter?: number
  /** A use within this time of expiry starts one fill in the background; 0 if left out. */
  readonly refreshAheadNs?: number
  /** Beta of XFetch; no early refresh by chance if 0 or left out. */
  readonly xfetchBeta?: number
  /** Front ends that share one cache; 1 if left out. */
  readonly sharedBy?: number
  /** KMS is asked for branch keys alone, which live so long, and data keys are wrapped under them; 0 or left out: not so. */
  readonly branchKeyTtlNs?: number
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
export function cachesOf({ frontEnds, principals, sharedBy = 1 }: FleetModel): number {
  return cachesOfFleet(frontEnds, sharedBy) * principals
}

/** Without a cache, nothing is there to be refreshed ahead of time. */
export function graceNsOf({ ttlNs, refreshAheadNs = 0 }: FleetModel): number {
  return ttlNs === 0 ? 0 : refreshAheadNs
}

export function betaOf({ ttlNs, xfetchBeta = 0 }: FleetModel): number {
  return ttlNs === 0 ? 0 : xfetchBeta
}

export function isHierarchical({ branchKeyTtlNs = 0 }: Pick<FleetModel, 'branchKeyTtlNs'>): boolean {
  return branchKeyTtlNs > 0
}
