/**
 * What somebody with access to the store can do to its records.
 *
 * @module
 */
import type { RecordEntry } from './shard-log.ts'
import type { Stream } from './stream.ts'

interface Copy {
  /** Shard whose first record is copied, of `source` if given. */
  readonly from: number
  readonly to: number
  readonly source?: Stream
  readonly changes?: Partial<RecordEntry>
}

/** Needs no key. */
export function copyRecord(stream: Stream, { from, to, source = stream, changes = {} }: Copy): void {
  const { bytes: record, ...entry } = source.logs[from]!.read(0)
  const log = stream.logs[to]!
  const { buffer, offset } = log.reserve(record.length)
  record.copy(buffer, offset)
  log.commit(record.length, { ...entry, ...changes })
}
