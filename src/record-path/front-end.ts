/**
 * A front end: what happens to a record between the producer's call and the
 * shard log. Plain and sealed records take the same way; they differ in
 * sealing alone.
 *
 * @module
 */
import type { Stopwatch } from '../clock/stopwatch.ts'
import { SealingKey } from '../envelope/key-material.ts'
import type { KeyReference } from '../envelope/layout.ts'
import type { KeyReferenceName } from '../envelope/names.ts'
import { sealedLength, sealInto } from '../envelope/seal.ts'
import { preparationNsOf } from '../key-cache/prepare-key.ts'
import type { Nanoseconds } from '../units/units.ts'
import { FrontEndCaches, type FrontEndCachesOptions } from './front-end-caches.ts'
import { plainLength, storePlain } from './plain-layout.ts'
import { checkBatch, checkRecord } from './put-limits.ts'
import { asServiceError, ServiceError } from './service-errors.ts'

export interface FrontEndOptions extends Omit<FrontEndCachesOptions, 'source'> {
  readonly name: string
  readonly keyReference: KeyReferenceName
  /** What it shares with others of the same stream and settings, disposed of with any of them; its own if left out. */
  readonly caches?: FrontEndCaches
}

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

/** Told of each record of a batch as soon as it is stored, or is known not to be. */
export type PutObserver = (index: number, outcome: PutReceipt | ServiceError) => void

/** What the records of one call share. */
interface Call {
  readonly principal: string
  readonly receivedAt: Nanoseconds
  readonly stopwatch: Stopwatch
  /** The EDKs that its records refer to by index. */
  readonly table: Buffer[]
  /** What KMS answered to a record of this call, if that was an error. */
  kmsFailure: unknown
}

/** Where a record goes, settled when it arrives. */
interface Place {
  /** Bytes of partition key and payload. */
  readonly size: number
  readonly shard: number
  readonly epoch: number
}

export class FrontEnd {
  readonly #options: FrontEndOptions
  readonly #caches: FrontEndCaches

  constructor(options: FrontEndOptions) {
    this.#options = options
    this.#caches = options.caches ?? new FrontEndCaches({ ...options, source: options.name })
  }

  /**
   * Stores one record, sealed if the stream is encrypted: at once if key
   * material is cached, else when KMS has answered; `stopwatch` is paused for
   * that wait.
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
    const call: Call = { principal, receivedAt, stopwatch, table: [], kmsFailure: undefined }
    for (const [index, record] of records.entries()) {
      const outcome = attempt(() => this.#put(record, call))
      if (outcome instanceof Promise) return this.#putRest(records, index, outcome, call, observer)
      observer(index, outcome)
    }
  }

  /** Wipes all key material. */
  dispose(): void {
    this.#caches.dispose()
  }

  async #putRest(
    records: readonly PutRecord[],
    first: number,
    pending: Promise<PutReceipt>,
    call: Call,
    observer: PutObserver,
  ): Promise<void> {
    observer(first, await pending.catch(expectServiceError))
    for (let index = first + 1; index < records.length; index += 1) {
      const outcome = attempt(() => this.#put(records[index]!, call))
      observer(index, outcome instanceof Promise ? await outcome.catch(expectServiceError) : outcome)
    }
  }

  #put(record: PutRecord, call: Call): PutReceipt | Promise<PutReceipt> {
    const { stream } = this.#options
    const size = checkRecord(record, stream.maxRecordBytes)
    const place: Place = { size, shard: stream.shardMap.shardOf(record.partitionKey), epoch: stream.epoch }
    if (stream.epochAt(place.epoch).encryptionType === 'NONE') return this.#storePlain(record, call, place)

    if (call.kmsFailure !== undefined) throw call.kmsFailure
    const lease = this.#caches.of(place.epoch).lease(call.principal, size)
    if (lease instanceof SealingKey) return this.#storeSealed(record, call, place, lease)
    return this.#storeWhenKeyed(record, call, place, lease)
  }

  async #storeWhenKeyed(
    record: PutRecord,
    call: Call,
    place: Place,
    lease: Promise<SealingKey>,
  ): Promise<PutReceipt> {
    call.stopwatch.pause()
    let key: SealingKey
    try {
      key = await lease
    } catch (error) {
      call.stopwatch.resume()
      call.kmsFailure = asServiceError(error)
      throw call.kmsFailure
    }
    call.stopwatch.resume(preparationNsOf(key))
    const receipt = this.#storeSealed(record, call, place, key)
    call.stopwatch.hold()
    return receipt
  }

  #storePlain(record: PutRecord, call: Call, { size, shard, epoch }: Place): PutReceipt {
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
    return this.#receipt(shard, position, 'NONE')
  }

  /** Releases `key`. */
  #storeSealed(record: PutRecord, call: Call, place: Place, key: SealingKey): PutReceipt {
    try {
      const { stream, suite, keyReference } = this.#options
      const { size, shard, epoch } = place
      const { partitionKey, payload, ordinal } = record
      const log = stream.logs[shard]!
      const reference = this.#refer(keyReference, key, call.table)
      const length = sealedLength(suite, reference, key.edk.length, size - payload.length, payload.length)
      const { buffer, offset } = log.reserve(length)
      sealInto(buffer, offset, key, stream.contexts[shard]!, partitionKey, payload, reference)
      const position = log.commit(length, {
        arrivedAt: call.receivedAt,
        ordinal,
        epoch,
        isSealed: true,
        contentBytes: size,
        batchTable: keyReference === 'batch-index' ? call.table : undefined,
      })
      return this.#receipt(shard, position, 'KMS')
    } finally {
      key.release()
    }
  }

  /** How the record names its EDK; what it names is stored first, so that no record is ever without. */
  #refer(name: KeyReferenceName, key: SealingKey, table: Buffer[]): KeyReference {
    const { stream } = this.#options
    switch (name) {
      case 'inline':
        return inline
      case 'edk-id':
        if (stream.edks.add(key.edk, key.edkHash)) stream.sharedEdkBytes += key.edk.length
        return edkId
      case 'batch-index': {
        // KMS brings an EDK back in memory of its own, so that it may be there already.
        let index = table.findIndex((edk) => edk === key.edk || edk.equals(key.edk))
        if (index < 0) {
          index = table.push(key.edk) - 1
          stream.sharedEdkBytes += key.edk.length
        }
        return { kind: 'batch-index', index }
      }
      default:
        return name satisfies never
    }
  }

  #receipt(shard: number, position: number, encryptionType: 'KMS' | 'NONE'): PutReceipt {
    return {
      shardId: this.#options.stream.shardIds[shard]!,
      sequenceNumber: sequenceNumber(position),
      encryptionType,
    }
  }
}

const inline: KeyReference = { kind: 'inline' }
const edkId: KeyReference = { kind: 'edk-id' }

/** Kinesis gives numbers of 56 digits that grow within a shard. */
export function sequenceNumber(position: number): string {
  return `49${String(position).padStart(54, '0')}`
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
