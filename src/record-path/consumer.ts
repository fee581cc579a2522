/**
 * A consumer: reads the shards of a stream in order, opens what is sealed with
 * its own authority, and delivers records as they were put.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Clock } from '../clock/clock.ts'
import type { Stopwatch } from '../clock/stopwatch.ts'
import { resolveEdk } from '../envelope/edk-dictionary.ts'
import { EnvelopeError } from '../envelope/envelope-error.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { openParsed } from '../envelope/open.ts'
import { parseEnvelope, type ParsedEnvelope } from '../envelope/parse.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import { preparationNsOf } from '../key-cache/prepare-key.ts'
import { ReaderCache, type ReaderCacheSettings } from '../key-cache/reader-cache.ts'
import { KmsError, type KeyService } from '../kms/key-service.ts'
import type { Nanoseconds } from '../units/units.ts'
import { sequenceNumber } from './front-end.ts'
import { loadPlain } from './plain-layout.ts'
import { asServiceError, ServiceError } from './service-errors.ts'
import type { StoredRecord } from './shard-log.ts'
import type { Stream } from './stream.ts'

export interface ConsumerOptions {
  readonly name: string
  readonly principal: string
  readonly stream: Stream
  readonly clock: Clock
  readonly keyService: KeyService
  readonly cache: ReaderCacheSettings
  /** Suites that records of this stream may have; any other is refused before KMS is asked. */
  readonly suites: readonly Suite[]
}

/** As GetRecords delivers it; the payload belongs to the receiver. */
export interface DeliveredRecord {
  readonly sequenceNumber: string
  readonly approximateArrivalAt: Nanoseconds
  readonly partitionKey: string
  readonly payload: Buffer
  readonly encryptionType: 'KMS' | 'NONE'
}

/** Told of each record of a call, in order, as soon as it is opened or refused. */
export type GetObserver = (ordinal: number, outcome: Outcome) => void

type Outcome = DeliveredRecord | EnvelopeError

/** A sealed record that is about to be opened. */
interface Sealed {
  readonly shard: number
  readonly position: number
  readonly stored: StoredRecord
  readonly parsed: ParsedEnvelope
}

/** GetRecords gives at most so many records, and 10 MiB of them. */
const answerRecordsMax = 10_000
const answerBytesMax = 10 * 2 ** 20

export class Consumer {
  readonly #options: ConsumerOptions
  readonly #cache: ReaderCache
  readonly #positions: Float64Array
  readonly #isReading: Uint8Array

  constructor(options: ConsumerOptions) {
    const { stream, clock, keyService, cache, name, principal } = options
    this.#options = options
    const { encryptionContext } = stream
    const caller = { principal, source: name }
    this.#cache = new ReaderCache({ ...cache, clock, keyService, encryptionContext, caller })
    this.#positions = new Float64Array(stream.logs.length)
    this.#isReading = new Uint8Array(stream.logs.length)
  }

  /** Position in the log of `shard` of the next record to read. */
  position(shard: number): number {
    return this.#positions[shard]!
  }

  /** Whether a call for `shard` is waiting for KMS; it must end before the next. */
  isReading(shard: number): boolean {
    return this.#isReading[shard] === 1
  }

  /** EDKs whose key material it holds at this moment. */
  get cachedKeys(): number {
    return this.#cache.size
  }

  /**
   * Reads on from where the last call for `shard` ended: records that arrived
   * by `until`, at most `maxRecords`, which are 1 to 10,000. At once if all key material is cached,
   * else when KMS has answered; `stopwatch` is paused for that wait.
   *
   * A record that does not open is refused by itself and reading goes on.
   *
   * @returns how many records were read
   * @throws {ServiceError} at once where `maxRecords` is not allowed, and by
   * rejection if KMS fails; the next call begins where this one began
   */
  getRecords(
    shard: number,
    maxRecords: number,
    until: Nanoseconds,
    stopwatch: Stopwatch,
    observer: GetObserver,
  ): number | Promise<number> {
    assert(!this.isReading(shard), 'a call for a shard must end before the next')
    checkLimit(maxRecords)
    const range = this.#range(shard, maxRecords, until)
    for (let position = range.first; position < range.end; position += 1) {
      const stored = this.#log(shard).read(position)
      const outcome = this.#open(shard, position, stored, stopwatch)
      if (outcome instanceof Promise)
        return this.#getRest(shard, range, position, outcome, stopwatch, observer)
      observer(stored.ordinal, outcome)
    }
    this.#positions[shard] = range.end
    return range.end - range.first
  }

  /** Wipes all key material. */
  dispose(): void {
    this.#cache.dispose()
  }

  #log(shard: number) {
    return this.#options.stream.logs[shard]!
  }

  #range(shard: number, maxRecords: number, until: Nanoseconds): { first: number; end: number } {
    const log = this.#log(shard)
    const first = Math.max(this.#positions[shard]!, log.first)
    const last = Math.min(log.next, first + maxRecords)
    let end = first
    let size = 0
    while (end < last && log.arrivedAt(end) <= until) {
      size += log.contentBytesAt(end)
      if (size > answerBytesMax && end > first) break
      end += 1
    }
    return { first, end }
  }

  async #getRest(
    shard: number,
    range: { first: number; end: number },
    from: number,
    pending: Promise<Outcome>,
    stopwatch: Stopwatch,
    observer: GetObserver,
  ): Promise<number> {
    this.#isReading[shard] = 1
    try {
      observer(this.#log(shard).read(from).ordinal, await pending)
      for (let position = from + 1; position < range.end; position += 1) {
        const stored = this.#log(shard).read(position)
        const outcome = this.#open(shard, position, stored, stopwatch)
        observer(stored.ordinal, outcome instanceof Promise ? await outcome : outcome)
      }
    } catch (error) {
      throw asServiceError(error)
    } finally {
      this.#isReading[shard] = 0
    }
    this.#positions[shard] = range.end
    return range.end - range.first
  }

  #open(
    shard: number,
    position: number,
    stored: StoredRecord,
    stopwatch: Stopwatch,
  ): Outcome | Promise<Outcome> {
    const epoch = this.#options.stream.epochAt(stored.epoch)
    const isEncrypted = epoch.encryptionType === 'KMS'
    // Never guess from the bytes: a record that does not fit its epoch is a forgery.
    if (stored.isSealed !== isEncrypted) return new EnvelopeError('BAD_MAGIC')
    if (!isEncrypted) return delivered(position, stored, loadPlain(stored.bytes))
    try {
      const parsed = parseEnvelope(stored.bytes)
      if (!this.#options.suites.includes(parsed.suite)) throw new EnvelopeError('SUITE_NOT_ALLOWED')
      const edk = resolveEdk(parsed, this.#options.stream.edks, stored.batchTable)
      const lease = this.#cache.lease({ edk, suite: parsed.suite, keyId: epoch.keyId })
      const sealed: Sealed = { shard, position, stored, parsed }
      if (lease instanceof SealingKey) return this.#openWith(lease, sealed)
      return this.#openWhenKeyed(lease, sealed, stopwatch)
    } catch (error) {
      return expectEnvelopeError(error)
    }
  }

  async #openWhenKeyed(lease: Promise<SealingKey>, sealed: Sealed, stopwatch: Stopwatch): Promise<Outcome> {
    stopwatch.pause()
    let key: SealingKey
    try {
      key = await lease
    } catch (error) {
      stopwatch.resume()
      if (this.#isAboutRecord(error, sealed.stored)) return new EnvelopeError('AUTH')
      throw error
    }
    stopwatch.resume(preparationNsOf(key))
    try {
      return this.#openWith(key, sealed)
    } catch (error) {
      return expectEnvelopeError(error)
    } finally {
      stopwatch.hold()
    }
  }

  /**
   * Whether KMS is well and it is the record whose EDK is damaged or belongs
   * elsewhere. An alias may have been pointed at another KMS key, and then the
   * record is not to blame: a call that fails loses nothing.
   */
  #isAboutRecord(error: unknown, { epoch: index }: StoredRecord): boolean {
    if (!(error instanceof KmsError)) return false
    if (error.kmsErrorName === 'InvalidCiphertextException') return true
    const epoch = this.#options.stream.epochAt(index)
    const isPinned = epoch.encryptionType === 'KMS' && epoch.keyId.includes(':key/')
    return isPinned && error.kmsErrorName === 'IncorrectKeyException'
  }

  /** Releases `key`. */
  #openWith(key: SealingKey, { shard, position, stored, parsed }: Sealed): DeliveredRecord {
    try {
      return delivered(position, stored, openParsed(parsed, key, this.#options.stream.contexts[shard]!))
    } finally {
      key.release()
    }
  }
}

function checkLimit(maxRecords: number): void {
  if (Number.isInteger(maxRecords) && maxRecords >= 1 && maxRecords <= answerRecordsMax) return
  throw new ServiceError(
    'InvalidArgumentException',
    `The call asks for ${maxRecords} records. Ask for 1 to ${answerRecordsMax}.`,
  )
}

function delivered(
  position: number,
  stored: StoredRecord,
  content: { readonly partitionKey: string; readonly payload: Buffer },
): DeliveredRecord {
  return {
    sequenceNumber: sequenceNumber(position),
    approximateArrivalAt: stored.arrivedAt,
    partitionKey: content.partitionKey,
    payload: content.payload,
    encryptionType: stored.isSealed ? 'KMS' : 'NONE',
  }
}

function expectEnvelopeError(error: unknown): EnvelopeError {
  if (error instanceof EnvelopeError) return error
  throw error
}
