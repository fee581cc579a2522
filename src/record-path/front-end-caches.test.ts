import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { suites } from '../envelope/suites/registry.ts'
import { BranchKeyService } from '../key-cache/branch-keys/branch-key-service.ts'
import { bytes, minutes, nanoseconds, seconds } from '../units/units.ts'
import { FrontEndCaches, type FrontEndCachesOptions } from './front-end-caches.ts'
import { recordOf, setUp, startedOn, textOf } from './record-path.fixture.ts'

const ttl = seconds(300)

describe('FrontEndCaches', () => {
  it('let the front ends of a group ask KMS together, under one name, and the others by themselves', async () => {
    const { kms, front, putTogether } = await setUpGroup()
    const others = [front(), front()]

    await putTogether(others[0]!, others[1]!)

    const { bySource, calls } = kms.snapshot()
    assert.equal(calls.GenerateDataKey, 1)
    assert.deepEqual(Object.keys(bySource), ['front-ends-0-1'])
    await putTogether(front({ source: 'front-end-2' }))
    assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
  })

  it('never share key material between principals', async () => {
    const { kms, put, front } = await setUpGroup()
    const [one, other] = [front(), front()]

    await put('a', '', { principal: 'ann', to: one })
    await put('b', '', { principal: 'ben', to: other })

    assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
  })

  it('begin anew with each epoch, and wipe what was before', async () => {
    const { kms, clock, front, putTogether, startEncryption } = await setUpGroup()
    const [one, other] = [front(), front()]
    await putTogether(one, other)
    await startEncryption(kms.createKey())
    await putTogether(one, other)

    assert.equal(kms.snapshot().calls.GenerateDataKey, 2)
    one.dispose()
    await clock.waitUntil(nanoseconds(clock.now() + ttl))
    assert.equal(clock.nextWake(), undefined)
  })

  it('draw their jitter from the seed, each differently', async () => {
    const first = await timesOf(1, 'front-end-0')
    assert.deepEqual(await timesOf(1, 'front-end-0'), first)
    assert.notDeepEqual(await timesOf(2, 'front-end-0'), first)
    assert.notDeepEqual(await timesOf(1, 'front-end-1'), first)
  })

  it('can stand on branch keys: sealed records come through, with EDKs of 92 bytes', async () => {
    const { kms, clock, stream, makeConsumer, makeFrontEnd, put, read, startEncryption } = setUp()
    const keyService = new BranchKeyService({ keyService: kms, clock, ttl: minutes(60) })
    await startEncryption()
    const to = makeFrontEnd({ keyService, keyReference: 'edk-id', limits: { ...limits, maxRecords: 1 } })

    for (let record = 0; record < 20; record += 1) await put(`key ${record}`, 'hello', { to })

    const outcomes = (await read(makeConsumer({ keyService }))).map(textOf)
    assert.deepEqual(
      outcomes,
      Array.from({ length: 20 }, (_, record) => `key ${record}=hello`),
    )
    assert.equal(stream.sharedEdkBytes, 20 * 92)
    assert.deepEqual(kms.snapshot().calls, { GenerateDataKey: 1, Decrypt: 1 })
  })
})

const limits = { ttl, rotation: ttl, maxRecords: 2 ** 32, maxBytes: bytes(2 ** 50) }

/** Front ends that share their caches, unless they have a source of their own. */
async function setUpGroup(options: Partial<FrontEndCachesOptions> = {}, jitter = 0) {
  const world = setUp()
  const { kms: keyService, clock, stream, makeFrontEnd, startEncryption } = world
  await startEncryption()
  const sealing = { stream, clock, keyService, suite: suites[0], policy: 'single-flight' } as const
  const cachesOf = (changes: Partial<FrontEndCachesOptions>) =>
    new FrontEndCaches({
      ...sealing,
      source: 'front-ends-0-1',
      limits: { ...limits, jitter },
      ...options,
      ...changes,
    })
  const shared = cachesOf({})
  const front = (own?: Partial<FrontEndCachesOptions>) =>
    makeFrontEnd({ caches: own === undefined ? shared : cachesOf(own) })
  const putTogether = (...frontEnds: ReturnType<typeof front>[]) =>
    answered(
      clock,
      Promise.all(
        frontEnds.map(async (one) => one.putRecord(recordOf('key'), 'ann', clock.now(), startedOn(clock))),
      ),
    )
  return { ...world, front, putTogether }
}

/** When a busy front end with jitter asks KMS. */
async function timesOf(seed: number, source: string): Promise<readonly string[]> {
  const { clock, auditEvents, front, putTogether } = await setUpGroup({ seed, source }, 0.5)
  const one = front()
  for (let second = 10; second < 3000; second += 10) {
    await putTogether(one)
    await clock.waitUntil(seconds(second))
  }
  return auditEvents.map(({ eventTime }) => eventTime)
}
