/**
 * The key caches of a front end, one for each encryption epoch, as each has its
 * own KMS key. Front ends of one worker group can share them: KMS is then asked
 * once for all of them, and one leak of memory is one of all.
 *
 * @module
 */
import type { Clock } from '../clock/clock.ts'
import type { Suite } from '../envelope/suites/suite.ts'
import type { HoldingsObserver } from '../key-cache/holdings.ts'
import { KeyCache, type KeyCachePolicy } from '../key-cache/key-cache.ts'
import type { KeyCacheLimits } from '../key-cache/policies/cache-limits.ts'
import type { KeyService } from '../kms/key-service.ts'
import { randomStream } from '../random.ts'
import type { Nanoseconds } from '../units/units.ts'
import type { Stream } from './stream.ts'

export interface FrontEndCachesOptions {
  /** The front end, or those that share the caches, for KMS's accounting. */
  readonly source: string
  readonly stream: Stream
  readonly clock: Clock
  readonly keyService: KeyService
  readonly suite: Suite
  readonly limits: KeyCacheLimits
  readonly policy: KeyCachePolicy
  /** Longest time that a refusal of KMS is remembered; 0: none is, as if left out. */
  readonly negativeTtl?: Nanoseconds | undefined
  /** Of jitter and early refresh; each cache has a stream of its own. */
  readonly seed?: number | undefined
  readonly holdings?: HoldingsObserver | undefined
}

export class FrontEndCaches {
  readonly #options: FrontEndCachesOptions
  readonly #caches: (KeyCache | undefined)[] = []

  constructor(options: FrontEndCachesOptions) {
    this.#options = options
  }

  /** The cache for records of `epoch`, which is encrypted. Those of earlier epochs are wiped. */
  of(epoch: number): KeyCache {
    return this.#caches[epoch] ?? this.#open(epoch)
  }

  /** Wipes all key material, that of every front end that shares it. */
  dispose(): void {
    for (const cache of this.#caches) cache?.dispose()
  }

  #open(epoch: number): KeyCache {
    const { source, stream, clock, keyService, suite, limits, policy, seed = 0 } = this.#options
    const { negativeTtl, holdings } = this.#options
    const current = stream.epochAt(epoch)
    if (current.encryptionType === 'NONE') throw new Error('an unsealed epoch has no cache')
    // Records of earlier epochs that still wait for KMS are sealed with the leases they get.
    this.dispose()
    const { encryptionContext } = stream
    const random = randomStream(seed, `key-cache/${source}/${epoch}`)
    const cache = new KeyCache({
      keyService,
      clock,
      suite,
      keyId: current.keyId,
      encryptionContext,
      source,
      limits,
      policy,
      negativeTtl,
      random,
      holdings,
    })
    this.#caches[epoch] = cache
    return cache
  }
}
