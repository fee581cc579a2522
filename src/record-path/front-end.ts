/**
 * A front end: what happens to a record between the producer's call and the
 * shard log. Plain and sealed records take the same way; they differ in
 * sealing alone.
 *
 * @module
 */
import type { Stopwatch } from '../clock/stopwatch.ts'
import type { Nanoseconds } from '../units/units.ts'
import { plainLength, storePlain } from './plain-layout.ts'
import { checkBatch, checkRecord } from './put-limits.ts'
import {
  receiptOf,
  type Place,
  type PutCall,
  type PutReceipt,
  type PutRecord,
  type Sealer,
} from './sealer.ts'
import { ServiceError } from './service-errors.ts'
import type { Stream } from './stream.ts'

export interface FrontEndOptions {
  readonly stream: Stream
  /** Belongs to the front end, which disposes it. */
  readonly sealer: Sealer
}

/** Told of each record of a batch as soon as it is stored, or is known not to be. */
export type PutObserver = (index: number, outcome: PutReceipt | ServiceError) => void

export class FrontEnd {
  readonly #options: FrontEndOptions

  constructor(options: FrontEndOptions) {
    this.#options = options
  }

  /**
   * Stores one record, sealed if the stream is encrypted: at once, or when KMS
   * has answered or a library is done; `stopwatch` is paused while KMS is
   * waited for.
   *
   * @throws {ServiceError} at once or by rejection; nothing is stored then
   */
  putRecord(
    record: PutRecord,
    principal: string,
    receivedAt: Nanoseconds,
    stopwatch: Stopwatch,
  ): PutReceipt | Promise<PutReceipt> {
    return this.#put(record, { principal, receivedAt, stopwatch, table: [], kmsFailure: undefined })
  }

  /**
   * Stores up to 500 records in order. A record that cannot be stored has its
   * error in its place and does not keep the others from being stored. Where
   * KMS fails, it is not asked again for the rest of the call: they share its
   * error (Kinesis documents KMS errors for the call, not for its records).
   *
   * @throws {ServiceError} where the call as a whole is not valid
   */
  putRecords(
    records: readonly PutRecord[],
    principal: string,
    receivedAt: Nanoseconds,
    stopwatch: Stopwatch,
    observer: PutObserver,
  ): void | Promise<void> {
    checkBatch(records)
    const call: PutCall = { principal, receivedAt, stopwatch, table: [], kmsFailure: undefined }
    for (const [index, record] of records.entries()) {
      const outcome = attempt(() => this.#put(record, call))
      if (outcome instanceof Promise) return this.#putRest(records, index, outcome, call, observer)
      observer(index, outcome)
    }
  }

  /** Wipes all key material. */
  dispose(): void {
    this.#options.sealer.dispose()
  }

  async #putRest(
    records: readonly PutRecord[],
    first: number,
    pending: Promise<PutReceipt>,
    call: PutCall,
    observer: PutObserver,
  ): Promise<void> {
    observer(first, await pending.catch(expectServiceError))
    for (let index = first + 1; index < records.length; index += 1) {
      const outcome = attempt(() => this.#put(records[index]!, call))
      observer(index, outcome instanceof Promise ? await outcome.catch(expectServiceError) : outcome)
    }
  }

  #put(record: PutRecord, call: PutCall): PutReceipt | Promise<PutReceipt> {
    const { stream } = this.#options
    const size = checkRecord(record, stream.maxRecordBytes)
    const place: Place = { size, shard: stream.shardMap.shardOf(record.partitionKey), epoch: stream.epoch }
    if (stream.epochAt(place.epoch).encryptionType === 'NONE') return this.#storePlain(record, call, place)

    if (call.kmsFailure !== undefined) throw call.kmsFailure
    return this.#options.sealer.store(record, call, place)
  }

  #storePlain(record: PutRecord, call: PutCall, { size, shard, epoch }: Place): PutReceipt {
    const log = this.#options.stream.logs[shard]!
    const length = plainLength(record)
    const { buffer, offset } = log.reserve(length)
    storePlain(buffer, offset, record)
    const position = log.commit(length, {
      arrivedAt: call.receivedAt,
      ordinal: record.ordinal,
      epoch,
      isSealed: false,
      contentBytes: size,
      batchTable: undefined,
    })
    return receiptOf(this.#options.stream, shard, position, 'NONE')
  }
}

function attempt(
  put: () => PutReceipt | Promise<PutReceipt>,
): PutReceipt | Promise<PutReceipt> | ServiceError {
  try {
    return put()
  } catch (error) {
    return expectServiceError(error)
  }
}

function expectServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  throw error
}
