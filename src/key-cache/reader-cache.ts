/**
 * The reading side's cache: opened EDKs of one consumer, so that KMS is asked
 * once per EDK and TTL rather than once per record.
 *
 * @module
 */
import assert from 'node:assert/strict'

import type { Clock } from '../clock/clock.ts'
import type { WaitObserver } from '../clock/stopwatch.ts'
import type { SealingKey } from '../envelope/key-material.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import type { Caller, EncryptionContext, KeyService } from '../kms/key-service.ts'
import { randomStream, type Random } from '../random.ts'
import { nanoseconds, type Nanoseconds } from '../units/units.ts'
import type { HoldingsObserver } from './holdings.ts'
import { NegativeCache } from './negative-cache.ts'
import { prepareKey } from './prepare-key.ts'

/** What a scenario says about it, and who watches. */
export interface ReaderCacheSettings {
  /** Longest time in memory, counted from KMS's answer. 0: no cache, KMS for every record. */
  readonly ttl: Nanoseconds
  /** Most EDKs held; the least recently used goes first. */
  readonly capacity: number
  /** Longest time that KMS's refusal of an EDK is remembered; 0: none is, as if left out. */
  readonly negativeTtl?: Nanoseconds | undefined
  /** Most refusals remembered, apart from the EDKs held; 100 if left out. */
  readonly negativeCapacity?: number | undefined
  /** Of how long refusals are remembered; by the caller's source alone if left out. */
  readonly random?: Random | undefined
  readonly holdings?: HoldingsObserver | undefined
}

export interface ReaderCacheOptions extends ReaderCacheSettings {
  readonly keyService: KeyService
  readonly clock: Clock
  readonly encryptionContext: EncryptionContext
  /** The consumer; its principal is the only one whose key material is here. */
  readonly caller: Caller
}

/** What identifies key material on the reading side, besides consumer and stream. */
export interface EdkUse {
  readonly edk: Buffer
  readonly suite: Suite
  /** The KMS key that the record was sealed under, which KMS is pinned to. */
  readonly keyId: string
}

interface Entry {
  readonly id: string
  readonly use: EdkUse
  readonly key: SealingKey
  readonly filledAt: Nanoseconds
  readonly expiresAt: number
}

export class ReaderCache {
  readonly #options: ReaderCacheOptions
  /** Least recently used first. */
  readonly #entries = new Map<string, Entry>()
  /** In the order in which they were filled, which is that in which they expire. */
  readonly #byAge = new Set<Entry>()
  readonly #flights = new Map<string, Promise<SealingKey>>()
  readonly #negatives: NegativeCache
  #last: Entry | undefined
  readonly #disposal = new AbortController()
  #isWatched = false
  #isDisposed = false

  constructor(options: ReaderCacheOptions) {
    const { clock, caller, negativeTtl: ttl = nanoseconds(0), negativeCapacity: capacity = 100 } = options
    const random = options.random ?? randomStream(0, `reader-cache/${caller.source}`)
    this.#options = options
    this.#negatives = new NegativeCache({ clock, ttl, capacity, random })
  }

  /** EDKs whose key material is in memory at this moment. */
  get size(): number {
    return this.#entries.size
  }

  /**
   * Key material to open records under `use.edk`: at once where the cache has
   * it, else after a `Decrypt`. The key comes retained; the caller releases it.
   *
   * @throws {KmsError} by rejection, to all who wait; nothing is cached then.
   */
  lease(use: EdkUse, observer?: WaitObserver): SealingKey | Promise<SealingKey> {
    assert(!this.#isDisposed, 'a disposed cache must not be used')
    // Records under one EDK come in runs: comparing bytes is cheaper than making an id.
    const last = this.#last
    if (last !== undefined && this.#isFresh(last) && isSame(last.use, use)) return retained(last.key)

    const id = identify(use)
    const entry = this.#entries.get(id)
    if (entry !== undefined && this.#isFresh(entry)) return retained(this.#touch(entry).key)
    // `use.edk` is a view into somebody's record, and the record may be gone when KMS answers.
    return this.#miss(id, { ...use, edk: Buffer.from(use.edk) }, observer)
  }

  /** Wipes all key material that no open is using at this moment, and the rest when that open ends. */
  dispose(): void {
    this.#isDisposed = true
    this.#disposal.abort()
    for (const entry of this.#entries.values()) this.#drop(entry)
  }

  #isFresh(entry: Entry): boolean {
    return this.#options.clock.now() < entry.expiresAt
  }

  #touch(entry: Entry): Entry {
    this.#entries.delete(entry.id)
    this.#entries.set(entry.id, entry)
    this.#last = entry
    return entry
  }

  async #miss(id: string, use: EdkUse, observer?: WaitObserver): Promise<SealingKey> {
    if (this.#options.ttl === 0) {
      observer?.waitsFor('kms-miss')
      const key = retained(await this.#negatives.guard(id, () => this.#decrypt(use)))
      key.wipe()
      return key
    }
    for (;;) {
      const flight = this.#flights.get(id)
      observer?.waitsFor(flight === undefined ? 'kms-miss' : 'behind-a-miss')
      if (flight === undefined) {
        const own = this.#negatives
          .guard(id, () => this.#fill(id, use))
          .finally(() => this.#flights.delete(id))
        this.#flights.set(id, own)
        return own
      }
      await flight
      const entry = this.#entries.get(id)
      if (entry !== undefined && this.#isFresh(entry)) return retained(entry.key)
    }
  }

  async #fill(id: string, use: EdkUse): Promise<SealingKey> {
    const key = retained(await this.#decrypt(use))
    const { clock, ttl, capacity, holdings } = this.#options
    if (this.#isDisposed || capacity === 0) {
      key.wipe()
      return key
    }
    const stale = this.#entries.get(id)
    if (stale !== undefined) this.#drop(stale)
    // Makes room first, so that it never holds more.
    while (this.#entries.size >= capacity) this.#drop(this.#entries.values().next().value!)
    const now = clock.now()
    this.#byAge.add(this.#touch({ id, use, key, filledAt: now, expiresAt: now + ttl }))
    holdings?.held(now)
    if (!this.#isWatched) void this.#watch()
    return key
  }

  async #decrypt({ edk, suite, keyId }: EdkUse): Promise<SealingKey> {
    const { keyService, encryptionContext, caller } = this.#options
    const answer = await keyService.decrypt({ ciphertextBlob: edk, keyId, encryptionContext, caller })
    return prepareKey(suite, answer.plaintext, edk, answer.workedNs)
  }

  #drop(entry: Entry): void {
    entry.key.wipe()
    this.#entries.delete(entry.id)
    this.#byAge.delete(entry)
    if (this.#last === entry) this.#last = undefined
    this.#options.holdings?.dropped(this.#options.clock.now(), entry.filledAt)
  }

  /** Wipes what has expired when its time is up, whether or not records are still read. */
  async #watch(): Promise<void> {
    const { clock } = this.#options
    this.#isWatched = true
    while (this.#entries.size > 0) {
      const [oldest] = this.#byAge
      const left = oldest === undefined ? 0 : oldest.expiresAt - clock.now()
      if (left > 0) await clock.sleep(nanoseconds(left), this.#disposal.signal)
      for (const entry of this.#byAge) {
        if (this.#isFresh(entry)) break
        this.#drop(entry)
      }
    }
    this.#isWatched = false
  }
}

function isSame(a: EdkUse, b: EdkUse): boolean {
  return a.suite === b.suite && a.keyId === b.keyId && (a.edk === b.edk || a.edk.equals(b.edk))
}

function identify({ edk, suite, keyId }: EdkUse): string {
  return `${suite.id}\0${keyId}\0${edk.toString('latin1')}`
}

function retained(key: SealingKey): SealingKey {
  key.retain()
  return key
}
