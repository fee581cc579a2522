/**
 * Reuses one key material for many records, so that KMS is asked once per
 * rotation rather than once per record: the sealing side of a front end.
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
import { nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import type { HoldingsObserver } from './holdings.ts'
import {
  begin,
  charged,
  count,
  isGenerationDue,
  lent,
  lentOnce,
  newEntry,
  type Entry,
} from './key-cache-entry.ts'
import { NegativeCache } from './negative-cache.ts'
import type { KeyCacheLimits } from './policies/cache-limits.ts'
import { endlessTerm, endOf, type CachePolicy } from './policies/cache-policy.ts'
import { policiesOf } from './policies/registry.ts'
import { prepareKey } from './prepare-key.ts'
import { standStill } from './stand-still.ts'

/** `single-flight`: concurrent misses of one principal share one KMS call. `independent`: each makes its own. */
export type KeyCachePolicy = 'single-flight' | 'independent'

export interface KeyCacheOptions {
  readonly keyService: KeyService
  readonly clock: Clock
  readonly suite: Suite
  /** The KMS key of the stream. */
  readonly keyId: string
  readonly encryptionContext: EncryptionContext
  /** The front end, or those that share the cache, for KMS's accounting. */
  readonly source: string
  readonly limits: KeyCacheLimits
  /** Only with `single-flight` can key material be fetched ahead of its time. */
  readonly policy: KeyCachePolicy
  /** Longest time that a refusal of KMS is remembered; 0: none is, as if left out. */
  readonly negativeTtl?: Nanoseconds | undefined
  /** Of jitter and early refresh; by `source` alone if left out. */
  readonly random?: Random | undefined
  readonly holdings?: HoldingsObserver | undefined
}

/** How soon KMS is asked again after a refresh that failed, while the current key material lasts. */
const retryAfter = seconds(1)
/** Refusals remembered; there is one for each principal at most. */
const negativeCapacity = 100
/** A partition key of one byte. */
const smallestRecord = 1

export class KeyCache {
  readonly #options: KeyCacheOptions
  readonly #policies: readonly CachePolicy[]
  readonly #random: Random
  readonly #negatives: NegativeCache
  readonly #entries = new Map<string, Entry>()
  readonly #disposal = new AbortController()
  #isDisposed = false

  constructor(options: KeyCacheOptions) {
    const { clock, source, limits, policy, negativeTtl: ttl = nanoseconds(0) } = options
    this.#options = options
    this.#policies = policiesOf(limits)
    this.#random = options.random ?? randomStream(0, `key-cache/${source}`)
    this.#negatives = new NegativeCache({ clock, ttl, capacity: negativeCapacity, random: this.#random })
    const isEarly = this.#policies.some((one) => 'refreshes' in one)
    assert(policy === 'single-flight' || !isEarly, 'only a single flight can be ahead of its time')
  }

  /**
   * Key material to seal one record of `size` plaintext bytes for `principal`:
   * at once where the cache has it, else after a fill. The key comes retained;
   * the caller releases it once the record is sealed. `observer` is told why
   * it must be waited for, and nothing of a hit.
   *
   * @throws {KmsError} by rejection, to all who wait; nothing is cached then.
   */
  lease(principal: string, size: number, observer?: WaitObserver): SealingKey | Promise<SealingKey> {
    assert(!this.#isDisposed, 'a disposed cache must not be used')
    const entry = this.#entryOf(principal)
    return this.#use(entry, size) ?? this.#miss(entry, size, observer)
  }

  /**
   * Wipes all key material that no seal is using at this moment, and the rest
   * when that seal ends. Who waits for KMS by now still gets a key.
   */
  dispose(): void {
    this.#isDisposed = true
    this.#disposal.abort()
    for (const entry of this.#entries.values()) this.#drop(entry)
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
    const { key, term } = entry
    if (key === undefined) return undefined
    const now = this.#options.clock.now()
    const isUsable =
      now < term.expiresAt && entry.records < term.recordsMax && entry.bytes + size <= term.bytesMax
    if (!isUsable) return undefined
    count(entry, size)
    if (now >= term.refreshAt) this.#considerRefresh(entry, now)
    return lent(key)
  }

  async #miss(entry: Entry, size: number, observer?: WaitObserver): Promise<SealingKey> {
    const { limits, policy } = this.#options
    const ask = () => this.#negatives.guard(entry.principal, () => this.#fill(entry, size, observer))
    if (limits.ttl === 0 || policy === 'independent') return ask()

    // Who started the call uses its answer whatever the limits say; the others look again.
    for (;;) {
      if (entry.flight === undefined) {
        const own = ask().finally(() => (entry.flight = undefined))
        entry.flight = own
        return own
      }
      observer?.waitsFor('behind-a-miss')
      const key = await this.#join(entry, entry.flight, size)
      if (key !== undefined) return key
    }
  }

  /** Waits for the call that is under way; its answer serves this record too, if the limits leave room. */
  async #join(entry: Entry, flight: Promise<unknown>, size: number): Promise<SealingKey | undefined> {
    entry.waiting += 1
    try {
      await flight
      return this.#use(entry, size)
    } finally {
      entry.waiting -= 1
      // Otherwise each of them would call KMS again once the cache is disposed.
      if (this.#isDisposed && entry.waiting === 0) this.#drop(entry)
    }
  }

  /** Fetches key material, by `GenerateDataKey` where rotation or a use limit is due, and charges it with one record. */
  async #fill(entry: Entry, size: number, observer?: WaitObserver): Promise<SealingKey> {
    const { edk } = entry
    const isDue = edk !== undefined && isGenerationDue(entry, size, this.#options.clock.now())
    observer?.waitsFor(isDue ? 'rotation' : 'kms-miss')
    if (edk === undefined || isDue) return this.#generate(entry, size)
    // Without a cache there is one call for each record, so its answer is used in any case and counts beforehand.
    if (this.#options.limits.ttl === 0) return this.#restoreOnce(entry, edk, size)
    const key = (await this.#restore(entry, edk, size)) ?? this.#use(entry, size)
    if (key !== undefined) return key
    observer?.waitsFor('rotation')
    return this.#generate(entry, size)
  }

  async #restoreOnce(entry: Entry, edk: Buffer, size: number): Promise<SealingKey> {
    count(entry, size)
    return lentOnce(await this.#decrypt(entry, edk))
  }

  #considerRefresh(entry: Entry, now: number): void {
    const { clock } = this.#options
    const { term, fill, principal } = entry
    if (entry.flight !== undefined || this.#isDisposed) return
    if (!this.#policies.some((policy) => policy.refreshes?.(now, term, fill!))) return
    standStill(clock)
    entry.flight = this.#negatives
      .guard(principal, () => this.#refresh(entry))
      .finally(() => (entry.flight = undefined))
    // It fails those who have come to wait for it. The others seal on.
    entry.flight.catch(() => (term.refreshAt = clock.now() + retryAfter))
  }

  /**
   * Fetches the key material that shall follow the current one. It begins
   * behind the record that found it due, whose own time it is not.
   */
  async #refresh(entry: Entry): Promise<void> {
    await Promise.resolve()
    const edk = entry.edk!
    const isDue = isGenerationDue(entry, smallestRecord, entry.term.expiresAt)
    if (isDue || (await this.#restore(entry, edk)) === undefined) await this.#generate(entry)
  }

  /** Brings the key material of `edk` back, unless it may not seal any more once KMS has answered. */
  async #restore(entry: Entry, edk: Buffer, size?: number): Promise<SealingKey | undefined> {
    const { clock } = this.#options
    const askedAt = clock.now()
    const key = await this.#decrypt(entry, edk)
    if (entry.edk === edk && !isGenerationDue(entry, size ?? smallestRecord, clock.now())) {
      return this.#install(entry, key, askedAt, size)
    }
    key.wipe()
    return undefined
  }

  async #decrypt(entry: Entry, edk: Buffer): Promise<SealingKey> {
    const { keyService, suite, keyId, encryptionContext } = this.#options
    const caller = this.#callerFor(entry)
    const answer = await keyService.decrypt({ ciphertextBlob: edk, keyId, encryptionContext, caller })
    return prepareKey(suite, answer.plaintext, edk, answer.workedNs)
  }

  async #generate(entry: Entry, size?: number): Promise<SealingKey> {
    const { keyService, clock, suite, keyId, encryptionContext } = this.#options
    const askedAt = clock.now()
    const caller = this.#callerFor(entry)
    const answer = await keyService.generateDataKey({ keyId, encryptionContext, caller })
    const key = prepareKey(suite, answer.plaintext, answer.ciphertextBlob, answer.workedNs)
    begin(entry, key.edk)
    return this.#install(entry, key, askedAt, size)
  }

  #callerFor({ principal }: Entry): Caller {
    return { principal, source: this.#options.source }
  }

  /**
   * Puts `key` in the place of the last one and sets its term. Where it is for
   * a record of `size`, lends it in the same breath: by the next turn another
   * answer may have taken its place.
   */
  #install(entry: Entry, key: SealingKey, askedAt: number, size?: number): SealingKey {
    const { clock, limits, holdings } = this.#options
    this.#drop(entry)
    const now = clock.now()
    this.#limit(entry, now, askedAt)
    const isKept = limits.ttl > 0 && (!this.#isDisposed || entry.waiting > 0)
    if (isKept) {
      entry.key = key
      holdings?.held(now)
      this.#wipeOnTime(entry)
    }
    if (size !== undefined) return charged(entry, key, size, isKept)
    if (!isKept) key.wipe()
    return key
  }

  #limit(entry: Entry, filledAt: number, askedAt: number): void {
    const random = this.#random
    const chance = random.uniform()
    entry.generation ??= { at: filledAt, chance }
    const { at: generatedAt, chance: generationChance } = entry.generation
    const fetchNs = filledAt - askedAt
    entry.fill = { filledAt, generatedAt, fetchNs, chance, generationChance, random }
    entry.term = endlessTerm()
    for (const policy of this.#policies) policy.limit(entry.term, entry.fill)
    // One comparison at each use.
    entry.term.expiresAt = endOf(entry.term)
  }

  /** Has the entry's plaintext wiped when its time is up, whether or not records still arrive. */
  #wipeOnTime(entry: Entry): void {
    const { expiresAt } = entry.term
    if (this.#isDisposed || entry.wakesAt <= expiresAt) return
    entry.wakesAt = expiresAt
    void this.#wipeAt(entry, expiresAt)
  }

  async #wipeAt(entry: Entry, time: number): Promise<void> {
    const { clock } = this.#options
    await clock.sleep(nanoseconds(Math.max(0, time - clock.now())), this.#disposal.signal)
    if (entry.wakesAt === time) entry.wakesAt = Infinity
    if (entry.key === undefined) return
    if (clock.now() >= entry.term.expiresAt) this.#drop(entry)
    else this.#wipeOnTime(entry)
  }

  #drop(entry: Entry): void {
    const { key, fill } = entry
    if (key === undefined) return
    key.wipe()
    entry.key = undefined
    this.#options.holdings?.dropped(this.#options.clock.now(), nanoseconds(fill!.filledAt))
  }
}
