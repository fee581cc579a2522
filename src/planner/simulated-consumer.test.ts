import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../random.ts'
import type { NextCall, SealingSpan } from './sealing-side.ts'
import { DrawnRecords } from './drawn-records.ts'
import { SimulatedConsumer } from './simulated-consumer.ts'

const second = 1e9
const nextCall: NextCall = (time) => Math.ceil(time / 1e8 - 1e-9) * 1e8

describe('SimulatedConsumer', () => {
  it('decrypts an EDK once while its entry lives', () => {
    assert.equal(decrypts([span(0, 0.2, 9.8)], { ttl: 10, waits: [0.1] }), 1)
  })

  it('decrypts it again at the first poll that finds the entry expired', () => {
    // Answered at 1.1 s: expired at the poll of 5 s with 3.9 s, not yet with 3.95 s.
    assert.equal(decrypts([span(0, 0.2, 4.9)], { ttl: 3.9, waits: [0.1] }), 2)
    assert.equal(decrypts([span(0, 0.2, 4.9)], { ttl: 3.95, waits: [0.1] }), 1)
  })

  it('looks up later what is behind an EDK that it waits for', () => {
    // Both polled at 5 s: EDK 0 expires at 5.05 s, and the new EDK before it takes until 5.3 s.
    const older = span(0, 0.2, 4.95)

    assert.equal(decrypts([older, span(1, 4.5, 5)], { ttl: 3.95, waits: [0.1, 0.3] }), 3)
    assert.equal(decrypts([older, span(1, 4.5, 5)], { ttl: 4.25, waits: [0.1, 0.3] }), 2)
  })

  it('leaves out the polls that come while it waits', () => {
    // Asked at 1 s, answered at 3.5 s: the polls at 2 and 3 s are left out, and that at 4 s finds it expired.
    assert.equal(decrypts([span(0, 0.2, 2.9)], { ttl: 0.4, waits: [2.5] }), 2)
    assert.equal(decrypts([span(0, 0.2, 2.9)], { ttl: 0.6, waits: [2.5] }), 1)
  })

  it('shares one call to KMS among the shards that wait', () => {
    assert.equal(decrypts([span(0, 0.2, 9.8)], { ttl: 20, waits: [0.1], shards: 4 }), 1)
  })

  it('decrypts again what it had no room for', () => {
    const both = [span(0, 0.2, 2.9), span(1, 0.25, 2.95)]

    // The two take turns, 28 records each: with room for one, each record but the first few of one misses.
    assert.equal(decrypts(both, { ttl: 20, waits: [0], capacity: 2 }), 2)
    const evicted = decrypts(both, { ttl: 20, waits: [0], capacity: 1 })
    assert.ok(evicted > 40 && evicted <= 2 * 28, `${evicted}`)
  })

  it('takes an answer at the moment of a poll before it, and an arrival after', () => {
    const answered = span(0, 1, 1)
    const arrived = { ...span(0, 0.2, 0.2), to: 1 * second + 1 }

    assert.equal(firstPollOf(answered), 1)
    // The call at 1 s itself is read at 2 s, when the entry is gone.
    assert.equal(decrypts([arrived], { ttl: 0.5, waits: [0.1] }), 2)
  })
})

/** In seconds; every cache sees a call each 100 ms. */
function span(edk: number, from: number, to: number): SealingSpan {
  return { edk, from: from * second, to: to * second, waiting: 30 }
}

interface Settings {
  readonly ttl: number
  readonly waits: readonly number[]
  readonly shards?: number
  readonly capacity?: number
}

/** `waits` are KMS's latencies in seconds, the last one for all that follow. */
function decrypts(
  spans: readonly SealingSpan[],
  { ttl, waits, shards = 1, capacity = Infinity }: Settings,
): number {
  const left = [...waits]
  const latency = () => (left.length > 1 ? left.shift()! : left[0]!) * second
  const consumer = consumerOf(spans, { shards, ttlNs: ttl * second, latency, capacity })
  while (consumer.advance());
  return consumer.decrypts
}

function firstPollOf(only: SealingSpan): number {
  const asked: number[] = []
  const latency = () => asked.push(1)
  const records = recordsOf([only], 1)
  const found: number[] = []
  records.read(0, 0, second, found)
  const consumer = consumerOf([only], { shards: 1, ttlNs: second, latency })
  while (consumer.advance());
  return found.length === 1 && asked.length === 1 ? 1 : 2
}

function recordsOf(spans: readonly SealingSpan[], shards: number) {
  const random = randomStream(1, 'test')
  return new DrawnRecords({ keys: keysOf(spans), nextCall, random, shards, batch: 1, sliceNs: second })
}

function consumerOf(
  spans: readonly SealingSpan[],
  {
    shards,
    ttlNs,
    latency,
    capacity = Infinity,
  }: { shards: number; ttlNs: number; latency: () => number; capacity?: number },
) {
  const records = recordsOf(spans, shards)
  return new SimulatedConsumer({
    keys: keysOf(spans),
    records,
    latency,
    shards,
    ttlNs,
    pollIntervalNs: second,
    capacity,
  })
}

/** Each span belongs to a cache and an EDK of its own. */
function keysOf(spans: readonly SealingSpan[]) {
  return {
    spans: spans.map((each) => [each]),
    firstStoredAt: spans.map(({ from }) => from),
    lastStoredAt: spans.map(({ to }) => to),
  }
}
