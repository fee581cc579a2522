/**
 * What opens the sealed records of a stream: the counterpart of a sealer, with
 * the reader's own authority.
 *
 * @module
 */
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { StoredRecord } from './shard-log.ts'

/** What a record held before it was sealed; the payload belongs to the receiver. */
export interface Content {
  readonly partitionKey: string
  readonly payload: Buffer
}

export interface Opener {
  /** EDKs whose key material it holds at this moment. */
  readonly cachedKeys: number
  /**
   * Opens a sealed record of `shard`, put while the stream was encrypted under
   * `keyId`: at once, or when it can be opened.
   *
   * @throws {EnvelopeError} at once or by rejection, where this record does not open
   * @throws {KmsError} by rejection, where KMS fails and the record is not to blame
   */
  open(stored: StoredRecord, shard: number, keyId: string, stopwatch: Stopwatch): Content | Promise<Content>
  /** Wipes all key material. */
  dispose(): void
}
