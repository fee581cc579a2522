import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import type { WaitObserver, WaitReason } from '../clock/stopwatch.ts'
import { VirtualClock } from '../clock/virtual-clock.ts'
import { suites } from '../envelope/suites/registry.ts'
import { minutes, nanoseconds, seconds, type Nanoseconds } from '../units/units.ts'
import { CountingKms, edkNumber, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { setUpKeyCache } from './key-cache.fixture.ts'
import { ReaderCache } from './reader-cache.ts'

class Told implements WaitObserver {
  readonly reasons: WaitReason[] = []

  waitsFor(reason: WaitReason): void {
    this.reasons.push(reason)
  }
}

describe('KeyCache', () => {
  it('calls the first fill and a Decrypt a miss, and tells nothing of a hit', async () => {
    const { reasonsAt, kms } = setUp({ ttl: minutes(1), rotation: minutes(5) })

    assert.deepEqual(await reasonsAt(seconds(0)), ['kms-miss'])
    assert.deepEqual(await reasonsAt(seconds(59)), [])
    assert.deepEqual(await reasonsAt(seconds(60)), ['kms-miss'])
    assert.deepEqual(kms.operations, ['GenerateDataKey', 'Decrypt'])
  })

  it('calls it rotation where age or use ask for new key material', async () => {
    const byAge = setUp({ ttl: minutes(5), rotation: minutes(5) })
    const byUse = setUp({ maxRecords: 1 })

    await byAge.reasonsAt(seconds(0))
    await byUse.reasonsAt(seconds(0))

    assert.deepEqual(await byAge.reasonsAt(minutes(5)), ['rotation'])
    assert.deepEqual(await byUse.reasonsAt(seconds(1)), ['rotation'])
  })

  it('turns a miss into rotation where the answer of KMS came too late to seal with', async () => {
    const { reasonsAt, kms } = setUp({ ttl: seconds(100), rotation: seconds(105) })
    await reasonsAt(seconds(0))
    kms.latency = seconds(10)

    assert.deepEqual(await reasonsAt(seconds(101)), ['kms-miss', 'rotation'])
  })

  it('tells those who wait for the call of another so, and those who then ask themselves that too', async () => {
    const { cache, clock, kms } = setUp({ maxRecords: 2 })
    kms.latency = seconds(1)
    const [first, second, third] = [new Told(), new Told(), new Told()]

    const leases = [first, second, third].map((told) => cache.lease('ann', 1, told))
    for (const lease of leases) await answered(clock, lease)

    assert.deepEqual(first.reasons, ['kms-miss'])
    assert.deepEqual(second.reasons, ['behind-a-miss'])
    assert.deepEqual(third.reasons, ['behind-a-miss', 'rotation'])
  })

  it('tells each record that asks by itself why', async () => {
    const { cache, clock } = setUp({}, 'independent')
    const told = [new Told(), new Told()]

    const leases = told.map((observer) => cache.lease('ann', 1, observer))
    for (const lease of leases) await answered(clock, lease)

    assert.deepEqual(
      told.map(({ reasons }) => reasons),
      [['kms-miss'], ['kms-miss']],
    )
  })
})

describe('ReaderCache', () => {
  it('tells who asks KMS from who waits for that, and tells nothing of a hit', async () => {
    const { cache, clock, use } = setUpReader(minutes(5))
    const told = [new Told(), new Told(), new Told()] as const

    const leases = [cache.lease(use, told[0]), cache.lease(use, told[1])]
    for (const lease of leases) await answered(clock, lease)
    cache.lease(use, told[2])

    assert.deepEqual(
      told.map(({ reasons }) => reasons),
      [['kms-miss'], ['behind-a-miss'], []],
    )
  })

  it('calls every record a miss where there is no cache', async () => {
    const { cache, clock, use } = setUpReader(nanoseconds(0))
    const told = new Told()

    await answered(clock, cache.lease(use, told))
    await answered(clock, cache.lease(use, told))

    assert.deepEqual(told.reasons, ['kms-miss', 'kms-miss'])
  })
})

function setUp(
  limits: Parameters<typeof setUpKeyCache>[0],
  policy: 'single-flight' | 'independent' = 'single-flight',
) {
  const { clock, cache, kms } = setUpKeyCache(limits, { policy })
  const reasonsAt = async (time: Nanoseconds): Promise<readonly WaitReason[]> => {
    await clock.waitUntil(time)
    const told = new Told()
    await answered(clock, cache.lease('ann', 1, told))
    return told.reasons
  }
  return { clock, cache, kms, reasonsAt }
}

function setUpReader(ttl: Nanoseconds) {
  const clock = new VirtualClock()
  const keyService = new CountingKms(clock)
  const caller = { principal: 'bob', source: 'consumer-0' }
  const cache = new ReaderCache({ keyService, clock, encryptionContext, caller, ttl, capacity: 10 })
  return { clock, cache, use: { edk: edkNumber(1), suite: suites[0], keyId } }
}
