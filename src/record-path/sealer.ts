/**
 * What seals records on their way into the log of an encrypted stream: the
 * envelope, or a library in its place. All else that happens to a record on
 * put is the front end's, and the same for all.
 *
 * @module
 */
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { Stream } from './stream.ts'

/** A record as the producer hands it over; only read, and only until the put completes. */
export interface PutRecord {
  readonly partitionKey: string
  readonly payload: Uint8Array
  /** The producer's number of the record; stored beside it, in the clear. */
  readonly ordinal: number
}

/** As PutRecord answers. */
export interface PutReceipt {
  readonly shardId: string
  readonly sequenceNumber: string
  readonly encryptionType: 'KMS' | 'NONE'
}

/** What the records of one call share. */
export interface PutCall {
  readonly principal: string
  readonly receivedAt: Nanoseconds
  readonly stopwatch: Stopwatch
  /** The EDKs that its records refer to by index. */
  readonly table: Buffer[]
  /** What KMS answered to a record of this call, if that was an error: a sealer notes it for those that follow. */
  kmsFailure: unknown
}

/** Where a record goes, settled when it arrives. */
export interface Place {
  /** Bytes of partition key and payload. */
  readonly size: number
  readonly shard: number
  readonly epoch: number
}

export interface Sealer {
  /**
   * Stores `record` sealed: at once, or when it can be sealed.
   *
   * @throws {ServiceError} at once or by rejection; nothing is stored then
   */
  store(record: PutRecord, call: PutCall, place: Place): PutReceipt | Promise<PutReceipt>
  /** Wipes all key material. */
  dispose(): void
}

/** What is told of a record that lies in the log at `position`. */
export function receiptOf(
  { shardIds }: Stream,
  shard: number,
  position: number,
  encryptionType: PutReceipt['encryptionType'],
): PutReceipt {
  return { shardId: shardIds[shard]!, sequenceNumber: sequenceNumber(position), encryptionType }
}

/** Kinesis gives numbers of 56 digits that grow within a shard. */
export function sequenceNumber(position: number): string {
  return `49${String(position).padStart(54, '0')}`
}
