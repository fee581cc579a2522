/**
 * Opens records from the envelope: parses, resolves the EDK, leases key
 * material from the consumer's cache, opens and releases.
 *
 * @module
 */
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
import type { Content, Opener } from './opener.ts'
import type { StoredRecord } from './shard-log.ts'
import type { Stream } from './stream.ts'

export interface EnvelopeOpenerOptions {
  /** Of the consumer, for KMS's accounting. */
  readonly name: string
  readonly principal: string
  readonly stream: Stream
  readonly clock: Clock
  readonly keyService: KeyService
  readonly cache: ReaderCacheSettings
  /** Suites that records of this stream may have; any other is refused before KMS is asked. */
  readonly suites: readonly Suite[]
}

export class EnvelopeOpener implements Opener {
  readonly #options: EnvelopeOpenerOptions
  readonly #cache: ReaderCache

  constructor(options: EnvelopeOpenerOptions) {
    const { stream, clock, keyService, cache, name, principal } = options
    this.#options = options
    const { encryptionContext } = stream
    const caller = { principal, source: name }
    this.#cache = new ReaderCache({ ...cache, clock, keyService, encryptionContext, caller })
  }

  get cachedKeys(): number {
    return this.#cache.size
  }

  /** At once if key material is cached, else when KMS has answered; `stopwatch` is paused for that wait. */
  open(stored: StoredRecord, shard: number, keyId: string, stopwatch: Stopwatch): Content | Promise<Content> {
    const { stream, suites } = this.#options
    const parsed = parseEnvelope(stored.bytes)
    if (!suites.includes(parsed.suite)) throw new EnvelopeError('SUITE_NOT_ALLOWED')
    const edk = resolveEdk(parsed, stream.edks, stored.batchTable)
    const lease = this.#cache.lease({ edk, suite: parsed.suite, keyId }, stopwatch)
    if (lease instanceof SealingKey) return this.#openWith(lease, parsed, shard)
    return this.#openWhenKeyed(lease, parsed, shard, keyId, stopwatch)
  }

  dispose(): void {
    this.#cache.dispose()
  }

  async #openWhenKeyed(
    lease: Promise<SealingKey>,
    parsed: ParsedEnvelope,
    shard: number,
    keyId: string,
    stopwatch: Stopwatch,
  ): Promise<Content> {
    stopwatch.pause()
    let key: SealingKey
    try {
      key = await lease
    } catch (error) {
      stopwatch.resume()
      throw isAboutRecord(error, keyId) ? new EnvelopeError('AUTH') : error
    }
    stopwatch.resume(preparationNsOf(key))
    try {
      return this.#openWith(key, parsed, shard)
    } finally {
      stopwatch.hold()
    }
  }

  /** Releases `key`. */
  #openWith(key: SealingKey, parsed: ParsedEnvelope, shard: number): Content {
    try {
      return openParsed(parsed, key, this.#options.stream.contexts[shard]!)
    } finally {
      key.release()
    }
  }
}

/**
 * Whether KMS is well and it is the record whose EDK is damaged or belongs
 * elsewhere. An alias may have been pointed at another KMS key, and then the
 * record is not to blame: a call that fails loses nothing.
 */
function isAboutRecord(error: unknown, keyId: string): boolean {
  if (!(error instanceof KmsError)) return false
  if (error.kmsErrorName === 'InvalidCiphertextException') return true
  return keyId.includes(':key/') && error.kmsErrorName === 'IncorrectKeyException'
}
