/**
 * How many EDKs a reader cache holds, and what it costs to hold too few.
 *
 * @module
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { answered } from '../clock/answered.fixture.ts'
import { SealingKey } from '../envelope/key-material.ts'
import type { DecryptedDataKey, KeyService } from '../kms/key-service.ts'
import { randomStream } from '../random.ts'
import { minutes, seconds } from '../units/units.ts'
import { keyId } from './counting-kms.fixture.ts'
import { setUp, useOf } from './reader-cache.fixture.ts'

describe('ReaderCache', () => {
  describe('capacity', () => {
    it('holds so many EDKs and not one more', async () => {
      const { cache, read } = setUp({ capacity: 3 })

      for (const number of [1, 2, 3]) await read(number)
      assert.equal(cache.size, 3)
      await read(4)

      assert.equal(cache.size, 3)
    })

    it('lets the least recently used go first', async () => {
      const { kms, read } = setUp({ capacity: 3 })
      for (const number of [1, 2, 3, 1, 4]) await read(number)
      const before = kms.calls.length

      for (const number of [1, 3, 4]) await read(number)
      assert.equal(kms.calls.length, before)

      await read(2)
      assert.equal(kms.calls.length, before + 1)
    })

    it('wipes what it lets go, once nothing opens with it', async () => {
      const { read } = setUp({ capacity: 1 })
      const used = await read(1)

      await read(2)

      assert.equal(used.isWiped, false)
      used.release()
      assert.equal(used.isWiped, true)
    })

    it('is a cliff: with one less than the producers that take turns, every record asks KMS', async () => {
      const roundRobin = Array.from({ length: 800 }, (_, record) => record % 8)
      const random = randomStream(20170701, 'producers')
      const atRandom = Array.from({ length: 800 }, () => random.below(8))

      assert.equal(await callsFor(8, roundRobin), 8)
      assert.equal(await callsFor(7, roundRobin), 800)
      assert.equal(await callsFor(8, atRandom), 8)
      const calls = await callsFor(7, atRandom)
      // One of eight is not there: 100 expected, with a standard deviation of 9.4.
      assert(calls > 62 && calls < 138, `${calls} calls`)
    })

    it('of 0 holds nothing and still opens', async () => {
      const { cache, kms, read } = setUp({ capacity: 0 })

      for (let record = 0; record < 3; record += 1) (await read(1)).release()

      assert.equal(cache.size, 0)
      assert.equal(kms.calls.length, 3)
    })
  })

  describe('with eight producers at 50 records a second, for an hour', () => {
    it('and a place for each asks KMS once for each EDK', async () => {
      const inTurn = await callsOfAnHour(8, (record) => record % 8)
      const atRandom = await callsOfAnHour(8, producersAtRandom())

      // 12 EDKs of each in an hour, and the one that its phase begins with. An old EDK may cost a new one its place.
      assert(inTurn >= 96 && inTurn <= 220, `${inTurn} calls`)
      assert(atRandom >= 96 && atRandom <= 220, `${atRandom} calls`)
    })

    it('and one place less asks KMS for every record, or for one in eight', async () => {
      // Ten minutes are enough to see it: an hour makes 180,000.
      assert.equal(await callsOfAnHour(7, (record) => record % 8, 30_000), 30_000)

      const atRandom = await callsOfAnHour(7, producersAtRandom())
      // Of those that are not among the last seven, 1 - 7/8; and of new EDKs 7/8 that would have been.
      const expected = 180_000 / 8 + (100 * 7) / 8
      const sigma = Math.sqrt(180_000 * (1 / 8) * (7 / 8))
      assert(Math.abs(atRandom - expected) < 3 * sigma, `${atRandom} calls, not ${expected}`)
    })
  })
})

/** Decrypts of a reader of `capacity` that reads records of `producers` in turn. */
async function callsFor(capacity: number, producers: readonly number[]): Promise<number> {
  const { kms, clock, cache } = setUp({ capacity })
  for (const producer of producers) (await answered(clock, cache.lease(useOf(producer)))).release()
  return kms.calls.length
}

function producersAtRandom(): (record: number) => number {
  const random = randomStream(20170701, 'eight producers')
  return () => random.below(8)
}

/** Decrypts of a reader of `capacity` that reads 50 records a second, of producers with a new EDK every 5 min. */
async function callsOfAnHour(
  capacity: number,
  producerOf: (record: number) => number,
  records = 180_000,
): Promise<number> {
  const instant = new InstantKms()
  const { clock, cache } = setUp({ keyService: instant, capacity, ttl: minutes(5) })
  const edks = Array.from({ length: 8 * 14 }, (_, number) => useOf(number))
  for (let record = 0; record < records; record += 1) {
    const now = seconds(record / 50)
    if (clock.mustWait(now)) await clock.waitUntil(now)
    else clock.reach(now)
    const producer = producerOf(record)
    const generation = Math.floor((record / 50 + producer * 37) / 300)
    const lease = cache.lease(edks[generation * 8 + producer]!)
    const key = lease instanceof SealingKey ? lease : await lease
    key.release()
  }
  cache.dispose()
  return instant.calls
}

/** Answers as soon as it is asked. */
class InstantKms implements KeyService {
  calls = 0

  generateDataKey(): never {
    throw new Error('a reader generates nothing')
  }

  async decrypt(): Promise<DecryptedDataKey> {
    this.calls += 1
    return { plaintext: Buffer.from(new ArrayBuffer(32)), keyId }
  }
}
