/**
 * A reader cache on a clock of choice, with a KMS that counts or the embedded one.
 *
 * @module
 */
import { answered } from '../clock/answered.fixture.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { suites } from '../envelope/suites/registry.ts'
import { seconds } from '../units/units.ts'
import { CountingKms, edkNumber, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { ReaderCache, type EdkUse, type ReaderCacheOptions } from './reader-cache.ts'

export const ttl = seconds(300)

export const caller = { principal: 'carl', source: 'consumer-0' }

export function useOf(number: number): EdkUse {
  return { edk: edkNumber(number), suite: suites[0], keyId }
}

export function setUp(options: Partial<ReaderCacheOptions> = {}) {
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  const cache = new ReaderCache({
    keyService: kms,
    clock,
    encryptionContext,
    caller,
    ttl,
    capacity: 1000,
    ...options,
  })
  /** Leases the key of EDK `number`, without releasing it. */
  const read = (number: number) => answered(clock, cache.lease(useOf(number)))
  return { clock, kms, cache, read }
}
