/**
 * Reuses one key material for many records, so that KMS is asked once per
 * rotation rather than once per record: the sealing side of a front end.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Clock } from '../clock/clock.ts'
import type { SealingKey } from '../envelope/key-material.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import type { Caller, EncryptionContext, KeyService } from '../kms/key-service.ts'
import { nanoseconds, type Bytes, type Nanoseconds } from '../units/units.ts'
import { prepareKey } from './prepare-key.ts'

/** Key material is retired by whichever limit it meets first. */
export interface KeyCacheLimits {
  /** Longest time in memory, counted from KMS's answer. 0: no cache, KMS for every record. */
  readonly ttl: Nanoseconds
  /** Longest time that it seals new records, counted from the answer to its `GenerateDataKey`. */
  readonly rotation: Nanoseconds
  /** Most records sealed. */
  readonly maxRecords: number
  /** Most plaintext sealed. */
  readonly maxBytes: Bytes
}

/** `single-flight`: concurrent misses of one principal share one KMS call. `independent`: each makes its own. */
export type KeyCachePolicy = 'single-flight' | 'independent'

export interface KeyCacheOptions {
  readonly keyService: KeyService
  readonly clock: Clock
  readonly suite: Suite
  /** The KMS key of the stream. */
  readonly keyId: string
  readonly encryptionContext: EncryptionContext
  /** The front end, for KMS's accounting. */
  readonly source: string
  readonly limits: KeyCacheLimits
  readonly policy: KeyCachePolicy
}

/** What is kept for one principal; the EDK outlives the plaintext, so that `Decrypt` can bring it back. */
interface Entry {
  readonly principal: string
  key: SealingKey | undefined
  filledAt: number
  edk: Buffer | undefined
  generatedAt: number
  records: number
  bytes: number
  flight: Promise<SealingKey> | undefined
  /** Records that wait for the flight of another. */
  waiting: number
  isWatched: boolean
}

export class KeyCache {
  readonly #options: KeyCacheOptions
  readonly #entries = new Map<string, Entry>()
  readonly #disposal = new AbortController()
  #isDisposed = false

  constructor(options: KeyCacheOptions) {
    this.#options = options
  }

  /**
   * Key material to seal one record of `size` plaintext bytes for `principal`:
   * at once where the cache has it, else after a fill. The key comes retained;
   * the caller releases it once the record is sealed.
   *
   * @throws {KmsError} by rejection, to all who wait; nothing is cached then.
   */
  lease(principal: string, size: number): SealingKey | Promise<SealingKey> {
    assert(!this.#isDisposed, 'a disposed cache must not be used')
    const entry = this.#entryOf(principal)
    return this.#use(entry, size) ?? this.#miss(entry, size)
  }

  /**
   * Wipes all key material that no seal is using at this moment, and the rest
   * when that seal ends. Who waits for KMS by now still gets a key.
   */
  dispose(): void {
    this.#isDisposed = true
    this.#disposal.abort()
    for (const entry of this.#entries.values()) drop(entry)
    this.#entries.clear()
  }

  #entryOf(principal: string): Entry {
    let entry = this.#entries.get(principal)
    if (entry === undefined) {
      entry = newEntry(principal)
      this.#entries.set(principal, entry)
    }
    return entry
  }

  #use(entry: Entry, size: number): SealingKey | undefined {
    const { key } = entry
    if (key === undefined) return undefined
    const { ttl, rotation, maxRecords, maxBytes } = this.#options.limits
    const now = this.#options.clock.now()
    const isUsable =
      now < entry.filledAt + ttl &&
      now < entry.generatedAt + rotation &&
      entry.records < maxRecords &&
      entry.bytes + size <= maxBytes
    if (!isUsable) return undefined
    count(entry, size)
    return lent(key)
  }

  async #miss(entry: Entry, size: number): Promise<SealingKey> {
    const { limits, policy } = this.#options
    if (limits.ttl === 0 || policy === 'independent') return this.#fill(entry, size)

    // Who started the call uses its answer whatever the limits say; the others look again.
    for (;;) {
      if (entry.flight === undefined) {
        entry.flight = this.#fill(entry, size).finally(() => (entry.flight = undefined))
        return entry.flight
      }
      const key = await this.#join(entry, entry.flight, size)
      if (key !== undefined) return key
    }
  }

  /** Waits for the call that is under way; its answer serves this record too, if the limits leave room. */
  async #join(entry: Entry, flight: Promise<SealingKey>, size: number): Promise<SealingKey | undefined> {
    entry.waiting += 1
    try {
      await flight
      return this.#use(entry, size)
    } finally {
      entry.waiting -= 1
      // Otherwise each of them would call KMS again once the cache is disposed.
      if (this.#isDisposed && entry.waiting === 0) drop(entry)
    }
  }

  /** Fetches key material, by `GenerateDataKey` where rotation or a use limit is due, and charges it with one record. */
  async #fill(entry: Entry, size: number): Promise<SealingKey> {
    if (entry.edk !== undefined && !this.#isGenerationDue(entry, size)) {
      const restored = await this.#restore(entry, entry.edk, size)
      if (restored !== undefined) return restored
    }
    return this.#generate(entry, size)
  }

  /** Brings the key material of the current EDK back, unless a limit retires it while KMS is asked. */
  async #restore(entry: Entry, edk: Buffer, size: number): Promise<SealingKey | undefined> {
    const { keyService, suite, keyId, encryptionContext, limits } = this.#options
    const caller = this.#callerFor(entry)
    // Without a cache there is one call for each record, so its answer is used in any case and counts beforehand.
    const isForOne = limits.ttl === 0
    if (isForOne) count(entry, size)
    const answer = await keyService.decrypt({ ciphertextBlob: edk, keyId, encryptionContext, caller })
    const key = prepareKey(suite, answer.plaintext, edk)
    if (isForOne) return lentOnce(key)
    if (entry.edk === edk && !this.#isGenerationDue(entry, size)) return this.#install(entry, key, size)
    key.wipe()
    return this.#use(entry, size)
  }

  async #generate(entry: Entry, size: number): Promise<SealingKey> {
    const { keyService, clock, suite, keyId, encryptionContext } = this.#options
    const caller = this.#callerFor(entry)
    const answer = await keyService.generateDataKey({ keyId, encryptionContext, caller })
    const key = prepareKey(suite, answer.plaintext, answer.ciphertextBlob)
    entry.edk = key.edk
    entry.generatedAt = clock.now()
    entry.records = 0
    entry.bytes = 0
    return this.#install(entry, key, size)
  }

  #callerFor({ principal }: Entry): Caller {
    return { principal, source: this.#options.source }
  }

  #isGenerationDue(entry: Entry, size: number): boolean {
    const { rotation, maxRecords, maxBytes } = this.#options.limits
    return (
      this.#options.clock.now() >= entry.generatedAt + rotation ||
      entry.records >= maxRecords ||
      entry.bytes + size > maxBytes
    )
  }

  #install(entry: Entry, key: SealingKey, size: number): SealingKey {
    drop(entry)
    count(entry, size)
    const isForOne = this.#options.limits.ttl === 0 || (this.#isDisposed && entry.waiting === 0)
    if (isForOne) return lentOnce(key)
    entry.key = key
    entry.filledAt = this.#options.clock.now()
    if (!entry.isWatched) void this.#watch(entry)
    return lent(key)
  }

  /** Wipes the entry's key material when its time is up, whether or not records still arrive. */
  async #watch(entry: Entry): Promise<void> {
    const { clock, limits } = this.#options
    entry.isWatched = true
    while (entry.key !== undefined && !this.#isDisposed) {
      const expiresAt = Math.min(entry.filledAt + limits.ttl, entry.generatedAt + limits.rotation)
      const left = expiresAt - clock.now()
      if (left <= 0) drop(entry)
      else await clock.sleep(nanoseconds(left), this.#disposal.signal)
    }
    entry.isWatched = false
  }
}

function newEntry(principal: string): Entry {
  return {
    principal,
    key: undefined,
    filledAt: 0,
    edk: undefined,
    generatedAt: 0,
    records: 0,
    bytes: 0,
    flight: undefined,
    waiting: 0,
    isWatched: false,
  }
}

function count(entry: Entry, size: number): void {
  entry.records += 1
  entry.bytes += size
}

function lent(key: SealingKey): SealingKey {
  key.retain()
  return key
}

/** For one record alone: wiped as soon as that is sealed. */
function lentOnce(key: SealingKey): SealingKey {
  lent(key)
  key.wipe()
  return key
}

function drop(entry: Entry): void {
  entry.key?.wipe()
  entry.key = undefined
}
