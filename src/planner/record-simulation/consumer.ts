/**
 * One consumer of the record-by-record simulation, and the EDKs that it holds:
 * a cache that forgets the least recently used.
 *
 * Its slot is taken when KMS is asked, and records are looked up in the order
 * in which they are read, so that a cache that is too small misses record by
 * record as that of a consumer that waits for each answer.
 *
 * @module
 */
import type { PlanModel } from '../plan-model.ts'
import { newHeldBranchKey, type DataKeys, type HeldBranchKey, type StreamBranchKey } from './branch-keys.ts'
import type { Credential } from './credential.ts'
import type { EventQueue } from './event-queue.ts'
import type { RetryClient } from './retry-client.ts'

export interface ConsumerOptions {
  readonly model: PlanModel
  readonly queue: EventQueue
  readonly keys: DataKeys
  readonly client: RetryClient
  readonly credential: Credential
  readonly branchKey: StreamBranchKey
  /** What it would have read before, in the fleet's past, is not its own. */
  readonly beginsAt: number
  /** A call for `edk` has failed: records under it stay unread. */
  readonly failed: (consumer: Consumer, edk: number) => void
}

interface HeldEdk {
  /** Infinity while KMS is asked. */
  expiresAt: number
}

/** Under one credential. */
interface ReaderCache {
  readonly endsAt: number
  readonly branch: HeldBranchKey
  /** Least recently used first. */
  readonly held: Map<number, HeldEdk>
  /** In the order of their answers, which is that in which they expire. */
  readonly byAge: Map<number, HeldEdk>
  /** The most recently used. */
  last: number | undefined
}

export class Consumer {
  readonly #options: ConsumerOptions
  readonly #ttl: number
  readonly #capacity: number
  #cache: ReaderCache
  /** EDKs that KMS will be asked for again: more records under them wait for that. */
  readonly #failed = new Set<number>()

  constructor(options: ConsumerOptions) {
    const { reader } = options.model.fleet
    this.#options = options
    this.#ttl = reader.ttlNs / 1e9
    this.#capacity = reader.capacity
    this.#cache = this.#newCache()
  }

  /** Finds a record under `edk`, at this moment. */
  find(edk: number): void {
    const { now } = this.#options.queue
    if (now < this.#options.beginsAt || this.#failed.has(edk)) return
    if (now >= this.#cache.endsAt) this.#cache = this.#newCache()
    const cache = this.#cache
    const held = cache.held.get(edk)
    if (held === undefined || now >= held.expiresAt) this.#ask(cache, edk)
    else if (cache.last !== edk) this.#touch(cache, edk, held)
  }

  /** After a call for it has failed. */
  findAgain(edk: number): void {
    this.#failed.delete(edk)
    this.find(edk)
  }

  restart(): void {
    this.#cache = this.#newCache()
  }

  #newCache(): ReaderCache {
    const endsAt = this.#options.credential.endAfter(this.#options.queue.now)
    return { endsAt, branch: newHeldBranchKey(), held: new Map(), byAge: new Map(), last: undefined }
  }

  #touch(cache: ReaderCache, edk: number, held: HeldEdk): void {
    cache.held.delete(edk)
    cache.held.set(edk, held)
    cache.last = edk
  }

  #ask(cache: ReaderCache, edk: number): void {
    const { keys, client, branchKey, queue, failed } = this.#options
    const held: HeldEdk = { expiresAt: Infinity }
    const isKept = this.#ttl > 0 && this.#capacity > 0
    if (isKept) {
      drop(cache, edk)
      this.#makeRoom(cache)
      this.#touch(cache, edk, held)
    }
    keys.ask({ client, held: cache.branch, ofStream: branchKey }, 'Decrypt', (isOk) => {
      if (isOk) {
        held.expiresAt = queue.now + this.#ttl
        if (cache.held.get(edk) === held) cache.byAge.set(edk, held)
        return
      }
      if (cache.held.get(edk) === held) drop(cache, edk)
      if (this.#ttl > 0) {
        if (this.#failed.has(edk)) return
        this.#failed.add(edk)
      }
      failed(this, edk)
    })
  }

  /** What has expired goes before what is only old. */
  #makeRoom(cache: ReaderCache): void {
    const { held, byAge } = cache
    if (held.size < this.#capacity) return
    for (const [edk, { expiresAt }] of byAge) {
      if (expiresAt > this.#options.queue.now) break
      drop(cache, edk)
    }
    for (const edk of held.keys()) {
      if (held.size < this.#capacity) return
      drop(cache, edk)
    }
  }
}

function drop(cache: ReaderCache, edk: number): void {
  cache.held.delete(edk)
  cache.byAge.delete(edk)
  if (cache.last === edk) cache.last = undefined
}
