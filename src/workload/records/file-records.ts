/**
 * Records from a file, over and over.
 *
 * @module
 */
import { readRecords } from '../input/read-records.ts'
import type { RecordStreamHash } from '../record-stream-hash.ts'
import type { FileRecordsSpec } from '../workload-spec.ts'
import type { RecordSource } from './record-source.ts'

/** Offers the rows in the order of the file and begins again when it ends. Throws `InputUnreadableError`. */
export function fileRecords({ source }: FileRecordsSpec, hash: RecordStreamHash): RecordSource {
  const { partitionKeys, payloads, digests } = readRecords(source)
  hash.text('file')
  let row = 0
  return {
    take: (ordinal) => {
      const partitionKey = partitionKeys[row]!
      const payload = payloads[row]!
      hash.text(partitionKey)
      hash.uint32(payload.length)
      hash.bytes(digests[row]!)
      row = row + 1 === payloads.length ? 0 : row + 1
      return { ordinal, partitionKey, payload }
    },
  }
}
