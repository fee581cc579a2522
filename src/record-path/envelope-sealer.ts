/**
 * Seals records into the envelope: leases key material from the front end's
 * cache, derives, seals into the log, and releases.
 *
 * @module
 */
import { SealingKey } from '../envelope/key-material.ts'
import type { KeyReference } from '../envelope/layout.ts'
import type { KeyReferenceName } from '../envelope/names.ts'
import { sealedLength, sealInto } from '../envelope/seal.ts'
import { preparationNsOf } from '../key-cache/prepare-key.ts'
import { FrontEndCaches, type FrontEndCachesOptions } from './front-end-caches.ts'
import {
  receiptOf,
  type Place,
  type PutCall,
  type PutReceipt,
  type PutRecord,
  type Sealer,
} from './sealer.ts'
import { asServiceError } from './service-errors.ts'

export interface EnvelopeSealerOptions extends Omit<FrontEndCachesOptions, 'source'> {
  /** Of the front end, for KMS's accounting. */
  readonly name: string
  readonly keyReference: KeyReferenceName
  /** What it shares with others of the same stream and settings, disposed of with any of them; its own if left out. */
  readonly caches?: FrontEndCaches | undefined
}

export class EnvelopeSealer implements Sealer {
  readonly #options: EnvelopeSealerOptions
  readonly #caches: FrontEndCaches

  constructor(options: EnvelopeSealerOptions) {
    this.#options = options
    this.#caches = options.caches ?? new FrontEndCaches({ ...options, source: options.name })
  }

  /** At once if key material is cached, else when KMS has answered; the call's stopwatch is paused for that wait. */
  store(record: PutRecord, call: PutCall, place: Place): PutReceipt | Promise<PutReceipt> {
    const lease = this.#caches.of(place.epoch).lease(call.principal, place.size, call.stopwatch)
    if (lease instanceof SealingKey) return this.#storeWith(record, call, place, lease)
    return this.#storeWhenKeyed(record, call, place, lease)
  }

  dispose(): void {
    this.#caches.dispose()
  }

  async #storeWhenKeyed(
    record: PutRecord,
    call: PutCall,
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
    const receipt = this.#storeWith(record, call, place, key)
    call.stopwatch.hold()
    return receipt
  }

  /** Releases `key`. */
  #storeWith(record: PutRecord, call: PutCall, place: Place, key: SealingKey): PutReceipt {
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
      return receiptOf(stream, shard, position, 'KMS')
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
}

const inline: KeyReference = { kind: 'inline' }
const edkId: KeyReference = { kind: 'edk-id' }
