/**
 * A key cache on a virtual clock with a KMS that counts, and records that ask
 * it at given times.
 *
 * @module
 */
import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import type { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { bytes, minutes, type Nanoseconds } from '../units/units.ts'
import { CountingKms, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { KeyCache, type KeyCacheOptions } from './key-cache.ts'
import type { KeyCacheLimits } from './policies/cache-limits.ts'

/** TTL and rotation of five minutes, and no other limit. */
export const usualLimits: KeyCacheLimits = {
  ttl: minutes(5),
  rotation: minutes(5),
  maxRecords: 2 ** 32,
  maxBytes: bytes(2 ** 50),
}

export function setUpKeyCache(
  limits: Partial<KeyCacheLimits> = {},
  options: Partial<Omit<KeyCacheOptions, 'clock'>> = {},
) {
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  const cache = new KeyCache({
    keyService: kms,
    clock,
    suite: suites[0],
    keyId,
    encryptionContext,
    source: 'front-end-0',
    limits: { ...usualLimits, ...limits },
    policy: 'single-flight',
    ...options,
  })
  /** Asks for a lease at `time` and waits for it, without releasing it. */
  const leaseAt = async (time: Nanoseconds, size = 1, principal = 'ann'): Promise<SealingKey> => {
    await clock.waitUntil(time)
    return answered(clock, cache.lease(principal, size))
  }
  /** Seals at `time`, at once or not at all: what a record gets that waits for nobody. */
  const leaseNowAt = async (time: Nanoseconds, size = 1) => {
    await clock.waitUntil(time)
    return cache.lease('ann', size)
  }
  return { clock, kms, cache, leaseAt, leaseNowAt }
}
