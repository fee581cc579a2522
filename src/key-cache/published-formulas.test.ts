import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { VirtualClock } from '../clock/virtual-clock.ts'
import { SealingKey } from '../envelope/key-material.ts'
import { suites } from '../envelope/suites/registry.ts'
import type { KmsErrorName } from '../kms/key-service.ts'
import { randomStream } from '../random.ts'
import { bytes, nanoseconds, type Nanoseconds } from '../units/units.ts'
import { BranchKeyService } from './branch-keys/branch-key-service.ts'
import { CountingKms, encryptionContext, keyId } from './counting-kms.fixture.ts'
import { KeyCache, type KeyCachePolicy } from './key-cache.ts'
import type { KeyCacheLimits } from './policies/cache-limits.ts'

/** Standard deviations that a right count strays beyond once in 370 seeds; the seed is fixed. */
const sigmas = 3

interface Experiment {
  /** Poisson arrivals, in records per second. */
  readonly rate: number
  readonly ttlSeconds: number
  readonly latencySeconds?: number
  readonly maxRecords?: number
  readonly policy?: KeyCachePolicy
  /** TTL and rotation are `ttlSeconds`. */
  readonly limits?: Partial<KeyCacheLimits>
  readonly negativeTtl?: Nanoseconds
  /** All that KMS answers, if not keys. */
  readonly failure?: KmsErrorName
  /** Of branch keys, where there are any. */
  readonly branchTtl?: Nanoseconds
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

  it('are one for each shortened TTL, latency and wait for a record with jitter', async () => {
    for (const [rate, jitter] of [
      [40, 0.1],
      [40, 1],
      [2, 0.5],
    ] as const) {
      const load = { rate, ttlSeconds: 0.5, latencySeconds: 0.05, records: 20_000 }
      const { calls, seconds, decrypts } = await simulate({ ...load, limits: { jitter } })

      const cycle = 0.5 * (1 - jitter / 2) + 0.05 + 1 / rate
      const deviation = Math.hypot((0.5 * jitter) / Math.sqrt(12), 1 / rate)
      assertNear(calls, seconds / cycle, (Math.sqrt(seconds / cycle) * deviation) / cycle)
      assert.equal(decrypts, 0)
    }
  })

  it('are early by the grace with refresh-ahead, and few records wait: exp(-rate * grace) of the fills', async () => {
    for (const [rate, grace] of [
      [1, 3],
      [5, 3],
      [0.2, 3],
    ] as const) {
      const load = { rate, ttlSeconds: 20, latencySeconds: 0.01, records: 20_000 }
      const { calls, delayed, seconds } = await simulate({
        ...load,
        limits: { refreshAhead: nanoseconds(grace * 1e9) },
      })

      const cycle = 20 - grace + 1 / rate + 0.01
      const cycles = seconds / cycle
      assertNear(calls, cycles, Math.max(Math.sqrt(cycles) / (rate * cycle), 0.5))
      const waits = Math.exp(-rate * grace)
      // The first fill is always waited for.
      assertNear(delayed - 1, cycles * waits * (1 + rate * 0.01), Math.max(Math.sqrt(cycles * waits), 0.5))
    }
  })

  it('are early by chance with XFetch, as its authors say', async () => {
    for (const [rate, beta] of [
      [20, 1],
      [200, 1],
      [20, 4],
      [0.5, 1],
    ] as const) {
      const ttlSeconds = rate < 1 ? 20 : 2
      const load = { rate, ttlSeconds, latencySeconds: 0.1, records: 20_000 }
      const { calls, seconds } = await simulate({ ...load, limits: { xfetch: beta } })

      const { mean, deviation } = xfetchCycle(rate, ttlSeconds, 0.1, beta)
      const cycles = seconds / mean
      assertNear(calls, cycles, (Math.sqrt(cycles) * deviation) / mean)
    }
  })

  it('are one for each TTL of the branch key where each record has a data key of its own', async () => {
    const load = { rate: 20, ttlSeconds: 10, latencySeconds: 0.1, maxRecords: 1, records: 12_000 }
    const { calls, seconds, decrypts } = await simulate({ ...load, branchTtl: nanoseconds(2e9) })

    const cycle = 2 + 0.1 + 1 / 20
    assertNear(calls, seconds / cycle, Math.sqrt(seconds / cycle) / (20 * cycle))
    assert.equal(decrypts, calls - 1)
  })

  it('that are refused are one for each time that a refusal is remembered, which is 3/4 of its TTL on average', async () => {
    const load = { rate: 20, ttlSeconds: 10, latencySeconds: 0.05, records: 20_000 }
    const { calls, seconds, refused, records } = await simulate({
      ...load,
      negativeTtl: nanoseconds(2e9),
      failure: 'AccessDeniedException',
    })

    const cycle = 2 * 0.75 + 0.05 + 1 / 20
    const deviation = Math.hypot((2 * 0.5) / Math.sqrt(12), 1 / 20)
    assertNear(calls, seconds / cycle, (Math.sqrt(seconds / cycle) * deviation) / cycle)
    assert.equal(refused, records)
  })

  it('are equal for equal seeds', async () => {
    const experiment = { rate: 40, ttlSeconds: 0.5, latencySeconds: 0.05, records: 2000 }

    assert.deepEqual(await simulate(experiment), await simulate(experiment))
  })
})

/** Offers `records` to one cache of one principal; they are sealed as soon as they have a key. */
async function simulate(experiment: Experiment) {
  const { rate, latencySeconds = 0, records, failure } = experiment
  const clock = new VirtualClock()
  const kms = new CountingKms(clock)
  kms.latency = nanoseconds(latencySeconds * 1e9)
  kms.failure = failure
  const cache = cacheOf(experiment, clock, kms)
  const random = randomStream(20170701, `arrivals at ${rate} /s`)
  let delayed = 0
  let refused = 0
  const refuse = (): void => void (refused += 1)
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
    void lease.then((key) => key.release(), refuse)
    // Without latency the answer is there at once, before time goes on.
    if (latencySeconds === 0) await clock.waitUntil(clock.now())
  }
  await clock.waitUntil(nanoseconds(time + kms.latency))
  const calls = kms.calls.length
  return { calls, decrypts: kms.count('Decrypt'), delayed, refused, records, seconds: time / 1e9 }
}

function cacheOf(experiment: Experiment, clock: VirtualClock, kms: CountingKms): KeyCache {
  const { ttlSeconds, maxRecords = 2 ** 32, policy = 'single-flight', branchTtl, negativeTtl } = experiment
  const ttl = nanoseconds(ttlSeconds * 1e9)
  const keyService =
    branchTtl === undefined ? kms : new BranchKeyService({ keyService: kms, clock, ttl: branchTtl })
  return new KeyCache({
    keyService,
    keyId,
    encryptionContext,
    source: 'front-end-0',
    clock,
    suite: suites[0],
    limits: { ttl, rotation: ttl, maxRecords, maxBytes: bytes(2 ** 50), ...experiment.limits },
    policy,
    negativeTtl,
  })
}

/**
 * From one fill to the next with XFetch and a single flight, in seconds. The
 * hazard of an early refresh is `rate * exp(-left / (delta * beta))`; its
 * integral gives the chance that none has come by `t`.
 */
function xfetchCycle(rate: number, ttl: number, delta: number, beta: number) {
  const scale = delta * beta
  const survival = (t: number) =>
    Math.exp(-rate * scale * (Math.exp(-(ttl - t) / scale) - Math.exp(-ttl / scale)))
  const steps = 20_000
  let mean = 0
  let square = 0
  for (let step = 0; step < steps; step += 1) {
    const t = ((step + 0.5) * ttl) / steps
    mean += (survival(t) * ttl) / steps
    square += (2 * t * survival(t) * ttl) / steps
  }
  const left = survival(ttl)
  mean += left / rate
  square += left * 2 * (ttl / rate + 1 / rate ** 2)
  return { mean: mean + delta, deviation: Math.sqrt(square - mean ** 2) }
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
