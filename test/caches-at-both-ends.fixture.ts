/**
 * The caches of a front end and a consumer on one virtual clock, for the
 * programs that count which secrets these leave in memory.
 *
 * @module
 */
import type { VirtualClock } from '../src/clock/virtual-clock.ts'
import type { Suite } from '../src/envelope/suites/suite.ts'
import { KeyCache } from '../src/key-cache/key-cache.ts'
import { ReaderCache } from '../src/key-cache/reader-cache.ts'
import type { KeyService } from '../src/kms/key-service.ts'
import { bytes, nanoseconds } from '../src/units/units.ts'

export const keyId = 'alias/orders'
/** Of both caches, and the rotation of the front end's. */
export const ttl = nanoseconds(300e9)

interface Ends {
  readonly keyService: KeyService
  readonly clock: VirtualClock
  readonly suite: Suite
}

export function cachesAtBothEnds({ keyService, clock, suite }: Ends): {
  frontEnd: KeyCache
  consumer: ReaderCache
} {
  const common = { keyService, clock, encryptionContext: { 'aws:kinesis:arn': 'arn' } }
  const limits = { ttl, rotation: ttl, maxRecords: 2 ** 32, maxBytes: bytes(2 ** 40) }
  const frontEnd = new KeyCache({
    ...common,
    suite,
    keyId,
    source: 'front end',
    limits,
    policy: 'single-flight',
  })
  const caller = { principal: 'ann', source: 'consumer' }
  return { frontEnd, consumer: new ReaderCache({ ...common, caller, ttl, capacity: 10 }) }
}
