/**
 * Key material that is refreshed before it ends, by chance: the sooner, the longer KMS takes.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { SealingKey } from '../../envelope/key-material.ts'
import { milliseconds, seconds } from '../../units/units.ts'
import { setUpKeyCache } from '../key-cache.fixture.ts'

describe('XFetch', () => {
  it('lets a busy cache never wait for KMS, with about as many calls as TTLs', async () => {
    const { kms, clock, leaseAt, leaseNowAt } = setUpKeyCache({
      ttl: seconds(10),
      rotation: seconds(10),
      xfetch: 1,
    })
    kms.latency = milliseconds(50)
    await leaseAt(seconds(0))
    let delayed = 0

    for (let at = 1; at < 300; at += 0.005) {
      const lease = await leaseNowAt(seconds(at))
      if (lease instanceof SealingKey) lease.release()
      else delayed += 1
    }
    await clock.waitUntil(clock.now())

    assert.equal(delayed, 0)
    assert(kms.calls.length >= 30 && kms.calls.length <= 33, `${kms.calls.length} calls`)
  })
})
