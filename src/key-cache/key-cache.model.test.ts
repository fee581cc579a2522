import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { SealingKey } from '../envelope/key-material.ts'
import { randomStream } from '../random.ts'
import { nanoseconds } from '../units/units.ts'
import { numberOf, type NotedCall } from './counting-kms.fixture.ts'
import { Holdings } from './holdings.ts'
import { setUpKeyCache } from './key-cache.fixture.ts'

/** What happens to a cache, in ns of a clock on which lives are short. */
type Step =
  | { readonly does: 'wait'; readonly ns: number }
  | { readonly does: 'seal'; readonly size: number; readonly principal: string }
  | { readonly does: 'release' }
  | { readonly does: 'slow'; readonly ns: number }
  | { readonly does: 'fail'; readonly isFailing: boolean }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ does: fc.constant('wait'), ns: fc.nat(40) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      does: fc.constant('seal'),
      size: fc.integer({ min: 1, max: 60 }),
      principal: fc.constantFrom('ann', 'ann', 'ben'),
    }),
  },
  { weight: 3, arbitrary: fc.record({ does: fc.constant('release') }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('slow'), ns: fc.nat(60) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('fail'), isFailing: fc.boolean() }) },
)

const settings = fc.record({
  ttl: fc.integer({ min: 1, max: 100 }).map(nanoseconds),
  rotation: fc.integer({ min: 1, max: 200 }).map(nanoseconds),
  maxRecords: fc.integer({ min: 1, max: 20 }),
  jitter: fc.constantFrom(0, 0.3, 1),
  early: fc.constantFrom('none', 'refreshAhead', 'xfetch', 'independent'),
  seed: fc.nat(1000),
})

interface Use {
  readonly key: SealingKey
  readonly principal: string
  readonly at: number
  /** Whether the cache had it, rather than KMS. */
  readonly isHit: boolean
}

describe('KeyCache, whatever happens to it', () => {
  it('keeps to its limits, asks KMS once at a time, and leaves nothing behind', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.array(step, { maxLength: 60 }), async (drawn, steps) => {
        const world = setUpModel(drawn)

        for (const one of steps) await world.take(one)
        await world.end()
      }),
      { numRuns: 400 },
    )
  })
})

function setUpModel({
  early,
  seed,
  ...limits
}: typeof settings extends fc.Arbitrary<infer Drawn> ? Drawn : never) {
  const holdings = new Holdings({ horizon: nanoseconds(1e6), slices: 1 })
  const policy = early === 'independent' ? 'independent' : 'single-flight'
  const refreshAhead = nanoseconds(early === 'refreshAhead' ? Math.floor(limits.ttl / 2) : 0)
  const xfetch = early === 'xfetch' ? 1 : 0
  const { clock, kms, cache } = setUpKeyCache(
    { ...limits, refreshAhead, xfetch },
    { policy, random: randomStream(seed, 'model'), holdings },
  )
  const uses: Use[] = []
  const held: SealingKey[] = []
  const firstUse = new Map<SealingKey, number>()
  const sealed = new Map<number, number>()
  const owners = new Map<number, string>()

  const used = (use: Use): void => {
    const { key, principal, at, isHit } = use
    assert.equal(key.isWiped, false, 'no key is lent out after it was wiped')
    uses.push(use)
    held.push(key)
    if (!firstUse.has(key)) firstUse.set(key, at)
    // Who finds it in the cache finds it within its TTL, and it cannot have been filled after its first use.
    if (isHit) assert(at < firstUse.get(key)! + limits.ttl, 'no key outlives its TTL')
    const number = numberOf(key)
    sealed.set(number, (sealed.get(number) ?? 0) + 1)
    assert(sealed.get(number)! <= limits.maxRecords, 'no key material seals too many records')
    assert.equal(owners.get(number) ?? principal, principal, 'principals share nothing')
    owners.set(number, principal)
  }
  const seal = (principal: string, size: number): void => {
    const lease = cache.lease(principal, size)
    if (lease instanceof SealingKey) used({ key: lease, principal, at: clock.now(), isHit: true })
    else
      lease.then(
        (key) => used({ key, principal, at: clock.now(), isHit: false }),
        () => undefined,
      )
  }
  const take = async (one: Step): Promise<void> => {
    switch (one.does) {
      case 'wait':
        return clock.waitUntil(nanoseconds(clock.now() + one.ns))
      case 'seal':
        return seal(one.principal, one.size)
      case 'release':
        return held.shift()?.release()
      case 'slow':
        kms.latency = nanoseconds(one.ns)
        return undefined
      case 'fail':
        kms.failure = one.isFailing ? 'KMSInternalException' : undefined
        return undefined
      default:
        return one satisfies never
    }
  }
  /** Disposes of the cache with all that is under way, and looks at what is left. */
  const end = async (): Promise<void> => {
    cache.dispose()
    while (clock.nextWake() !== undefined) await clock.waitUntil(clock.nextWake()!)
    await clock.waitUntil(clock.now())
    for (const key of held.splice(0)) key.release()
    assert(
      uses.every(({ key }) => key.isWiped),
      'every key is wiped',
    )
    for (const plaintext of kms.plaintexts) assert.deepEqual(plaintext, Buffer.alloc(32))
    const { taken, longestNs } = holdings.snapshot(nanoseconds(clock.now() + 1e3))
    assert(longestNs <= limits.ttl, 'no key is held for longer than its TTL')
    assert.equal(holdings.snapshot(nanoseconds(clock.now() + 2e3)).taken, taken)
    if (policy === 'single-flight') assertOneAtATime(kms.calls)
  }
  return { take, end }
}

/** Calls of one principal never overlap: each begins when the last has been answered, at the earliest. */
function assertOneAtATime(calls: readonly NotedCall[]): void {
  const busyUntil = new Map<string, number>()
  for (const { arrivedAt, answeredAt, request } of calls) {
    const { principal } = request.caller
    assert(arrivedAt >= (busyUntil.get(principal) ?? 0), 'there is one flight at a time')
    busyUntil.set(principal, answeredAt)
  }
}
