/**
 * What the offered records are: the one interface of generated records and
 * records from a file.
 *
 * @module
 */
import type { OfferedRecord } from '../workload.ts'

export interface RecordSource {
  /** Makes the next record and enters its partition key, size and payload into the hash that the source was made with. */
  take(ordinal: number): OfferedRecord
}
