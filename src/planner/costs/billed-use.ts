/**
 * What a fleet uses of that which AWS charges for.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'

export interface BilledUse {
  /** All streams together, of all operations. */
  readonly kmsCallsPer30Days: number
  readonly streams: number
  readonly shardsPerStream: number
  readonly consumersPerStream: number
  readonly isFanOutEnhanced: boolean
  /** All streams together, mean over the horizon. */
  readonly recordsPerSecond: number
  /** Payload and partition key. */
  readonly meanRecordBytes: number
  /** Standard deviation of the same. */
  readonly recordBytesSd: number
}

/** The calls come from theory or from a simulation of the same model. */
export function billedUseOf(
  { fleet, streams, isFanOutEnhanced }: PlanModel,
  kmsCallsPer30Days: number,
): BilledUse {
  return {
    kmsCallsPer30Days,
    streams,
    shardsPerStream: fleet.shards,
    consumersPerStream: fleet.consumers,
    isFanOutEnhanced,
    recordsPerSecond: streams * fleet.callsPerSecond * fleet.batch,
    meanRecordBytes: fleet.meanRecordBytes,
    recordBytesSd: fleet.recordBytesSd ?? 0,
  }
}
