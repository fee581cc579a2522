import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { shardId, ShardMap } from './shards.ts'

const counts = fc.integer({ min: 1, max: 10_000 })

describe('ShardMap', () => {
  it('splits the hash key space as Kinesis does', () => {
    const map = new ShardMap(3)

    assert.deepEqual(
      [0, 1, 2].map((index) => map.rangeOf(index)),
      [
        { startingHashKey: '0', endingHashKey: '113427455640312821154458202477256070484' },
        {
          startingHashKey: '113427455640312821154458202477256070485',
          endingHashKey: '226854911280625642308916404954512140969',
        },
        {
          startingHashKey: '226854911280625642308916404954512140970',
          endingHashKey: '340282366920938463463374607431768211455',
        },
      ],
    )
  })

  it('covers the space without gap or overlap, in nearly equal parts, for any number of shards', () => {
    fc.assert(
      fc.property(counts, (count) => {
        const map = new ShardMap(count)
        let next = 0n

        for (let index = 0; index < count; index += 1) {
          const range = map.rangeOf(index)
          assert.equal(BigInt(range.startingHashKey), next)
          next = BigInt(range.endingHashKey) + 1n
        }

        assert.equal(next, 2n ** 128n)
      }),
      { seed: 20170701, numRuns: 20 },
    )
  })

  it('finds the shard whose range holds the MD5 of the partition key', () => {
    fc.assert(
      fc.property(counts, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 256 }), (count, key) => {
        const map = new ShardMap(count)

        const range = map.rangeOf(map.shardOf(key))

        const hashKey = BigInt(`0x${createHash('md5').update(key, 'utf8').digest('hex')}`)
        assert(BigInt(range.startingHashKey) <= hashKey && hashKey <= BigInt(range.endingHashKey))
      }),
      { seed: 20170701, numRuns: 100 },
    )
  })

  it('agrees with known MD5s (RFC 1321, A.5)', () => {
    const map = new ShardMap(16)
    const firstDigits: Readonly<Record<string, number>> = {
      a: 0x0,
      abc: 0x9,
      'message digest': 0xf,
      abcdefghijklmnopqrstuvwxyz: 0xc,
      ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789: 0xd,
      '12345678901234567890123456789012345678901234567890123456789012345678901234567890': 0x5,
    }

    for (const [key, digit] of Object.entries(firstDigits)) assert.equal(map.shardOf(key), digit, key)
  })

  it('spreads many keys evenly', () => {
    const map = new ShardMap(10)
    const keys = Array.from({ length: 10_000 }, (_, index) => `key-${index}`)
    const perShard = new Float64Array(10)

    for (const key of keys) perShard[map.shardOf(key)]! += 1

    // 1000 each, with a standard deviation of 30.
    assert(perShard.every((count) => count > 880 && count < 1120))
  })

  it('needs at least one shard, and whole ones', () => {
    for (const count of [0, -1, 1.5, Number.NaN])
      assert.throws(() => new ShardMap(count), /at least one shard/)
  })
})

describe('shardId', () => {
  it('has twelve digits', () => {
    assert.equal(shardId(3), 'shardId-000000000003')
  })
})
