/**
 * Which shard a record goes to: the MD5 of its partition key, taken as a
 * 128-bit number, falls into exactly one shard's range (Amazon Kinesis API,
 * `HashKeyRange`).
 *
 * @module
 */
import assert from 'node:assert/strict'
import { hash } from 'node:crypto'

const hashKeySpace = 2n ** 128n

/** An even split of the hash key space; as with Kinesis the last shard has what is left over. */
export class ShardMap {
  readonly count: number
  /** First hash key of each shard as 32 hex digits, which order as the numbers do. */
  readonly #firstKeys: readonly string[]

  constructor(count: number) {
    assert(Number.isInteger(count) && count >= 1, 'a stream has at least one shard')
    this.count = count
    const share = hashKeySpace / BigInt(count)
    this.#firstKeys = Array.from({ length: count }, (_, index) =>
      (share * BigInt(index)).toString(16).padStart(32, '0'),
    )
  }

  /** Index of the shard of `partitionKey`. */
  shardOf(partitionKey: string): number {
    const hashKey = hash('md5', partitionKey)
    let low = 0
    let high = this.count - 1
    while (low < high) {
      const middle = (low + high + 1) >> 1
      if (this.#firstKeys[middle]! <= hashKey) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Inclusive range of shard `index`, in decimal as the API gives it. */
  rangeOf(index: number): { readonly startingHashKey: string; readonly endingHashKey: string } {
    const next = this.#firstKeys[index + 1]
    const end = next === undefined ? hashKeySpace : BigInt(`0x${next}`)
    return {
      startingHashKey: BigInt(`0x${this.#firstKeys[index]!}`).toString(),
      endingHashKey: (end - 1n).toString(),
    }
  }
}

/** `shardId-000000000003` */
export function shardId(index: number): string {
  return `shardId-${String(index).padStart(12, '0')}`
}
