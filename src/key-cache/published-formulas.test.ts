import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import { randomStream } from '../random.ts'
import { bytes, nanoseconds, type Nanoseconds } from '../units/units.ts'
import { CountingKms, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { KeyCache, type KeyCachePolicy } from './key-cache.ts'

/** Standard deviations that a right count strays beyond once in 15,000 seeds. */
const sigmas = 4

interface Experiment {
  /** Poisson arrivals, in records per second. */
  readonly rate: number
  readonly ttlSeconds: number
  readonly latencySeconds?: number
  readonly maxRecords?: number
  readonly policy?: KeyCachePolicy
  readonly records: number
}

// The envelope specification, section 6; the cache is held to them, not the planner.
describe('calls of a KeyCache under Poisson arrivals', () => {
  it('are rate / (1 + rate * TTL) a second without latency', async () => {
    for (const [rate, ttlSeconds] of [
      [0.01, 300],
      [1, 5],
      [20, 1],
    ] as const) {
      const { calls, seconds } = await simulate({ rate, ttlSeconds, records: 12_000 })

      const cycle = ttlSeconds + 1 / rate
      assertNear(calls, seconds / cycle, Math.sqrt(seconds / cycle) / (rate * cycle))
    }
  })

  it('are one for each TTL, latency and wait for a record with single flight', async () => {
    const experiment = { rate: 40, ttlSeconds: 0.5, latencySeconds: 0.05, records: 20_000 }
    const { calls, delayed, records, seconds } = await simulate(experiment)

    const cycle = 0.5 + 0.05 + 1 / 40
    assertNear(calls, seconds / cycle, Math.sqrt(seconds / cycle) / (40 * cycle))
    const share = (1 + 40 * 0.05) / (1 + 40 * 0.55)
    assertNear(delayed, records * share, Math.sqrt(calls * (40 * 0.05 + share ** 2 * 40 * 0.55)))
  })

  it('are one for each record that waits without single flight: eleven times as many', async () => {
    const load = { rate: 200, ttlSeconds: 0.3, latencySeconds: 0.05, records: 30_000 }
    const { calls, delayed, seconds } = await simulate({ ...load, policy: 'independent' })

    assert.equal(calls, delayed)
    // Each answer fills the cache anew, so the TTL counts from that to the last record that waited.
    const lastWaits = 0.05 - (1 - Math.exp(-200 * 0.05)) / 200
    const cycles = seconds / (0.3 + 0.05 + lastWaits + 1 / 200)
    assertNear(calls, (1 + 200 * 0.05) * cycles, Math.sqrt(cycles * 200 * 0.05))
  })

  it('follow the tail of the Poisson distribution where maxRecords limits the use', async () => {
    for (const maxRecords of [1, 4, 10, 40]) {
      const { calls, seconds } = await simulate({ rate: 10, ttlSeconds: 1, maxRecords, records: 15_000 })

      const records = 1 + sum(maxRecords - 1, (atLeast) => poissonAtLeast(atLeast, 10))
      const expected = (10 * seconds) / records
      assertNear(calls, expected, Math.sqrt(expected))
    }
  })

  it('are equal for equal seeds', async () => {
    const experiment = { rate: 40, ttlSeconds: 0.5, latencySeconds: 0.05, records: 2000 }

    assert.deepEqual(await simulate(experiment), await simulate(experiment))
  })
})

/** Offers `records` to one cache of one principal; they are sealed as soon as they have a key. */
async function simulate({ rate, ttlSeconds, latencySeconds = 0, ...rest }: Experiment) {
  const { maxRecords = 2 ** 32, policy = 'single-flight', records } = rest
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  kms.latency = nanoseconds(latencySeconds * 1e9)
  const ttl = nanoseconds(ttlSeconds * 1e9)
  const limits = { ttl, rotation: ttl, maxRecords, maxBytes: bytes(2 ** 50) }
  const caller = { keyService: kms, keyId, encryptionContext, source: 'front-end-0' }
  const cache = new KeyCache({ ...caller, clock, suite: suites[0], limits, policy })
  const random = randomStream(20170701, `arrivals at ${rate} /s`)
  let delayed = 0
  let time = 0
  for (let record = 0; record < records; record += 1) {
    time += (random.exponential() / rate) * 1e9
    await moveTo(clock, nanoseconds(time))
    const lease = cache.lease('ann', 1)
    if (lease instanceof SealingKey) {
      lease.release()
      continue
    }
    delayed += 1
    void lease.then((key) => key.release())
    // Without latency the answer is there at once, before time goes on.
    if (latencySeconds === 0) await clock.waitUntil(clock.now())
  }
  return { calls: kms.calls.length, delayed, records, seconds: time / 1e9 }
}

async function moveTo(clock: VirtualClock, time: Nanoseconds): Promise<void> {
  if (clock.mustWait(time)) await clock.waitUntil(time)
  else clock.reach(time)
}

function assertNear(actual: number, expected: number, sigma: number): void {
  const limit = sigmas * sigma
  assert(Math.abs(actual - expected) <= limit, `${actual} is not within ${limit} of ${expected}`)
}

function sum(count: number, term: (index: number) => number): number {
  let total = 0
  for (let index = 1; index <= count; index += 1) total += term(index)
  return total
}

function poissonAtLeast(count: number, mean: number): number {
  let below = 0
  let probability = Math.exp(-mean)
  for (let index = 0; index < count; index += 1) {
    below += probability
    probability *= mean / (index + 1)
  }
  return 1 - below
}
