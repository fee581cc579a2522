/**
 * What a workload will amount to, before it is run.
 *
 * @module
 */
import { randomStream } from '../random.ts'
import { meanOf } from '../statistics/distributions.ts'
import { createArrivals } from './arrivals/create-arrivals.ts'
import { readRecords } from './input/read-records.ts'
import { boundedSizes } from './records/generated-records.ts'
import type { RecordsSpec, WorkloadSpec } from './workload-spec.ts'

/** Expected values; undefined for a closed loop, whose load depends on how fast it is served. */
export interface WorkloadDescription {
  readonly expectedRecords: number | undefined
  /** Payload bytes of all records, without partition keys. */
  readonly expectedBytes: number | undefined
  readonly meanPayloadBytes: number
}

/** Describes `spec` without generating it; files that it names are read. Throws `InputUnreadableError`. */
export function describeWorkload(spec: WorkloadSpec): WorkloadDescription {
  const random = randomStream(spec.seed, 'workload/arrivals')
  const { expectedCalls } = createArrivals(spec.load, { batch: spec.batch, random })
  const meanPayloadBytes = meanPayloadBytesOf(spec.records)
  if (expectedCalls === undefined)
    return { expectedRecords: undefined, expectedBytes: undefined, meanPayloadBytes }
  const expectedRecords = expectedCalls * spec.batch
  return { expectedRecords, expectedBytes: expectedRecords * meanPayloadBytes, meanPayloadBytes }
}

function meanPayloadBytesOf(records: RecordsSpec): number {
  if ('source' in records) return readRecords(records.source).meanPayloadBytes
  return meanOf(boundedSizes(records.size))
}
