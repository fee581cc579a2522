/**
 * Key material that ends earlier by chance, so that caches do not ask KMS together.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../../clock/answered.fixture.ts'
import { randomStream } from '../../random.ts'
import { nanoseconds, seconds, type Nanoseconds } from '../../units/units.ts'
import { setUpKeyCache } from '../key-cache.fixture.ts'

const jittered = { ttl: seconds(100), rotation: seconds(100), jitter: 0.4 }

describe('jitter', () => {
  // 1 - 0.4 * 0.5
  const random = { ...randomStream(20170701, 'jitter'), uniform: () => 0.5 }

  it('ends TTL and rotation together: one GenerateDataKey for each cycle', async () => {
    const { kms, leaseAt } = setUpKeyCache(jittered, { random })
    const first = await leaseAt(seconds(0))

    assert.equal(await leaseAt(nanoseconds(seconds(80) - 1)), first)
    assert.notEqual(await leaseAt(seconds(80)), first)
    for (let at = 81; at < 400; at += 1) await leaseAt(seconds(at))

    assert.deepEqual(
      kms.operations,
      Array.from({ length: 5 }, () => 'GenerateDataKey'),
    )
  })

  it('wipes when the shortened time is over', async () => {
    const { clock, leaseAt } = setUpKeyCache(jittered, { random })
    const key = await leaseAt(seconds(0))
    key.release()

    await clock.waitUntil(nanoseconds(seconds(80) - 1))
    assert.equal(key.isWiped, false)
    await clock.waitUntil(seconds(80))
    assert.equal(key.isWiped, true)
  })

  it('wipes in time also where a later fill has the shorter life', async () => {
    const draws = [0, 1]
    const { clock, kms, cache } = setUpKeyCache(
      { ...jittered, jitter: 0.75 },
      { policy: 'independent', random: { ...random, uniform: () => draws.shift() ?? 0 } },
    )
    kms.latency = seconds(1)
    const both = Promise.all([cache.lease('ann', 1), cache.lease('ann', 1)])
    const [first, second] = await answered(clock, both)
    first.release()
    second.release()

    await clock.waitUntil(nanoseconds(seconds(26) - 1))
    assert.equal(second.isWiped, false)
    await clock.waitUntil(seconds(26))
    assert.equal(second.isWiped, true)
  })

  it('repeats with its seed, and differs between caches', async () => {
    assert.deepEqual(await timesOf('front-end-0'), await timesOf('front-end-0'))
    assert.notDeepEqual(await timesOf('front-end-0'), await timesOf('front-end-1'))
  })
})

/** When a busy cache with jitter asks KMS. */
async function timesOf(source: string): Promise<readonly Nanoseconds[]> {
  const { kms, leaseAt } = setUpKeyCache(jittered, { source, random: randomStream(20170701, source) })
  for (let at = 0; at < 1000; at += 1) await leaseAt(seconds(at))
  return kms.calls.map(({ arrivedAt }) => arrivedAt)
}
