/**
 * A key cache on a virtual clock with a KMS that counts, and records that ask
 * it at given times.
 *
 * @module
 */
import assert from 'node:assert/strict'

import { answered } from '../clock/answered.fixture.ts'
import type { Clock } from '../clock/clock.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { keyAdministratorOf } from '../kms-service/administrator.fixture.ts'
import { EmbeddedKms } from '../kms-service/embedded-kms.ts'
import { bytes, minutes, perSecond, seconds, type Nanoseconds } from '../units/units.ts'
import { CountingKms, encryptionContext, keyId, numberOf } from './counting-kms.fixture.ts'
import { KeyCache, type KeyCacheOptions } from './key-cache.ts'
import type { KeyCacheLimits } from './policies/cache-limits.ts'

/** TTL and rotation of five minutes, and no other limit. */
export const usualLimits: KeyCacheLimits = {
  ttl: minutes(5),
  rotation: minutes(5),
  maxRecords: 2 ** 32,
  maxBytes: bytes(2 ** 50),
}

export function setUpKeyCache(limits: Partial<KeyCacheLimits> = {}, options: Partial<KeyCacheOptions> = {}) {
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
  const lease = (principal = 'ann', size = 1) => cache.lease(principal, size)
  const leaseTogether = (count: number) =>
    Promise.all(Array.from({ length: count }, async () => cache.lease('ann', 1)))
  return { clock, kms, cache, leaseAt, leaseNowAt, lease, leaseTogether }
}

export const ttl = seconds(60)
export const rotation = seconds(300)

export function setUpEmbedded<SomeClock extends Clock>(
  clock: SomeClock,
  limits: Partial<KeyCacheLimits> = { ttl, rotation },
) {
  const kms = new EmbeddedKms({
    clock,
    region: 'us-east-1',
    latency: { distribution: 'constant', value: 0 },
    quotaPerSecond: perSecond(10_000),
    failures: [],
    seed: 20170701,
  })
  const arn = kms.createKey()
  const { cache } = setUpKeyCache(limits, { clock, keyService: kms, keyId: arn })
  return { clock, kms, arn, cache, administrator: keyAdministratorOf(kms.keys, clock) }
}

/** How many records each key material seals, in order of first use. */
export function uses(keys: readonly SealingKey[]): number[] {
  const counts = new Map<number, number>()
  for (const key of keys) counts.set(numberOf(key), (counts.get(numberOf(key)) ?? 0) + 1)
  return [...counts.values()]
}

export function assertAllWiped(kms: CountingKms): void {
  for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
}
