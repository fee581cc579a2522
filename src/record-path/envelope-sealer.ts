/**
 * Seals records into the envelope: leases key material from the front end's
 * cache, derives, seals into the log, and releases.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import type { KeyReference } from '../envelope/layout.ts'
import type { KeyReferenceName } from '../envelope/names.ts'
import { sealedLength, sealInto } from '../envelope/seal.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import { KeyCache, type KeyCacheLimits, type KeyCachePolicy } from '../key-cache/key-cache.ts'
import { preparationNsOf } from '../key-cache/prepare-key.ts'
import type { KeyService } from '../kms/key-service.ts'
import {
  receiptOf,
  type Place,
  type PutCall,
  type PutReceipt,
  type PutRecord,
  type Sealer,
} from './sealer.ts'
import { asServiceError } from './service-errors.ts'
import type { Stream } from './stream.ts'

export interface EnvelopeSealerOptions {
  /** Of the front end, for KMS's accounting. */
  readonly name: string
  readonly stream: Stream
  readonly clock: Clock
  readonly keyService: KeyService
  readonly suite: Suite
  readonly keyReference: KeyReferenceName
  readonly limits: KeyCacheLimits
  readonly policy: KeyCachePolicy
}

export class EnvelopeSealer implements Sealer {
  readonly #options: EnvelopeSealerOptions
  /** One cache per encryption epoch, as each has its own KMS key. */
  readonly #caches: (KeyCache | undefined)[] = []

  constructor(options: EnvelopeSealerOptions) {
    this.#options = options
  }

  /** At once if key material is cached, else when KMS has answered; the call's stopwatch is paused for that wait. */
  store(record: PutRecord, call: PutCall, place: Place): PutReceipt | Promise<PutReceipt> {
    const lease = this.#cacheOf(place.epoch).lease(call.principal, place.size)
    if (lease instanceof SealingKey) return this.#storeWith(record, call, place, lease)
    return this.#storeWhenKeyed(record, call, place, lease)
  }

  dispose(): void {
    for (const cache of this.#caches) cache?.dispose()
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

  #cacheOf(epoch: number): KeyCache {
    const existing = this.#caches[epoch]
    if (existing !== undefined) return existing
    const { stream, clock, keyService, suite, limits, policy, name } = this.#options
    const { encryptionContext } = stream
    const current = stream.epochAt(epoch)
    if (current.encryptionType === 'NONE') throw new Error('an unsealed epoch has no cache')
    // Records of earlier epochs that still wait for KMS are sealed with the leases they get.
    for (const cache of this.#caches) cache?.dispose()
    const { keyId } = current
    const cache = new KeyCache({
      keyService,
      clock,
      suite,
      keyId,
      encryptionContext,
      source: name,
      limits,
      policy,
    })
    this.#caches[epoch] = cache
    return cache
  }
}

const inline: KeyReference = { kind: 'inline' }
const edkId: KeyReference = { kind: 'edk-id' }
