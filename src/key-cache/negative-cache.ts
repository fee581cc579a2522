/**
 * Remembers for a moment what KMS refused for good, so that a producer without
 * permission, or an EDK that is junk, does not cost one KMS call per record.
 *
 * It is apart from the keys and small: whoever sends junk evicts other junk.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import { KmsError, type KmsErrorName } from '../kms/key-service.ts'
import type { Random } from '../random.ts'
import type { Nanoseconds } from '../units/units.ts'

export interface NegativeCacheOptions {
  readonly clock: Clock
  /** Longest time that a refusal is remembered. 0: none is. */
  readonly ttl: Nanoseconds
  /** Most refusals remembered; the least recently used goes first. */
  readonly capacity: number
  /** Of the jitter. */
  readonly random: Random
}

/** Of the TTL: half of it, at most, is taken off by chance, so that many who were refused together do not ask together. */
const jitter = 0.5

/**
 * Answers that hold until somebody changes a permission or a key. Throttling,
 * timeouts and failures of KMS may be over with the next call, and are for the
 * client to retry.
 */
const lasting: ReadonlySet<KmsErrorName> = new Set([
  'AccessDeniedException',
  'DisabledException',
  'IncorrectKeyException',
  'InvalidCiphertextException',
  'KMSInvalidStateException',
  'NotFoundException',
] as const)

interface Refusal {
  readonly error: KmsError
  readonly endsAt: number
}

export class NegativeCache {
  readonly #options: NegativeCacheOptions
  /** Least recently used first. */
  readonly #refusals = new Map<string, Refusal>()

  constructor(options: NegativeCacheOptions) {
    this.#options = options
  }

  /** Refusals in memory, those that have ended included. */
  get size(): number {
    return this.#refusals.size
  }

  /**
   * What `ask` answers for `id`; if KMS refused `id` lately, that error, and
   * KMS is not asked.
   *
   * @throws {KmsError} by rejection.
   */
  guard<Answer>(id: string, ask: () => Promise<Answer>): Promise<Answer> {
    return this.#options.ttl === 0 ? ask() : this.#guarded(id, ask)
  }

  async #guarded<Answer>(id: string, ask: () => Promise<Answer>): Promise<Answer> {
    const refusal = this.#find(id)
    if (refusal !== undefined) throw refusal
    try {
      return await ask()
    } catch (error) {
      if (error instanceof KmsError && lasting.has(error.kmsErrorName)) this.#remember(id, error)
      throw error
    }
  }

  #find(id: string): KmsError | undefined {
    const refusal = this.#refusals.get(id)
    if (refusal === undefined) return undefined
    this.#refusals.delete(id)
    if (this.#options.clock.now() >= refusal.endsAt) return undefined
    this.#refusals.set(id, refusal)
    return refusal.error
  }

  #remember(id: string, error: KmsError): void {
    const { clock, ttl, capacity, random } = this.#options
    this.#refusals.delete(id)
    this.#refusals.set(id, { error, endsAt: clock.now() + ttl * (1 - jitter * random.uniform()) })
    if (this.#refusals.size > capacity) this.#refusals.delete(this.#refusals.keys().next().value!)
  }
}
