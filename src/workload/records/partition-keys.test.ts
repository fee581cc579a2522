import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import type { PartitionKeysSpec } from '../workload-spec.ts'
import { partitionKeySampler } from './partition-keys.ts'

const seed = 20170701
const draws = 200_000

describe('partitionKeySampler', () => {
  it('draws all keys of a uniform population equally often', () => {
    const counts = countsOf({ distribution: 'uniform', count: 50 })

    assertFits(
      counts,
      Array.from({ length: 50 }, () => 1 / 50),
    )
  })

  for (const exponent of [0.5, 1, 1.1, 3]) {
    it(`draws the key of rank k with probability proportional to k^-${exponent}`, () => {
      const weights = Array.from({ length: 40 }, (_, index) => (index + 1) ** -exponent)
      const total = weights.reduce((sum, weight) => sum + weight, 0)

      const counts = countsOf({ distribution: 'zipf', count: 40, exponent })

      assertFits(
        counts,
        weights.map((weight) => weight / total),
      )
    })
  }

  it('draws the one key there is', () => {
    for (const spec of [
      { distribution: 'uniform', count: 1 },
      { distribution: 'zipf', count: 1, exponent: 1.1 },
    ] as const) {
      const draw = partitionKeySampler(spec, randomStream(seed, 'test'))

      assert.deepEqual([draw(), draw()], ['key-000000', 'key-000000'])
    }
  })

  it('reaches the first and the last of a million keys and no further', () => {
    const uniforms = [0, 1 - 2 ** -53]
    for (const spec of [
      { distribution: 'uniform', count: 1_000_000 },
      { distribution: 'zipf', count: 1_000_000, exponent: 0.01 },
    ] as const) {
      let drawn = 0
      const uniform = () => uniforms[drawn++ % 2]!
      const random = {
        ...randomStream(seed, 'test'),
        uniform,
        below: (n: number) => Math.floor(uniform() * n),
      }
      const draw = partitionKeySampler(spec, random)

      assert.deepEqual([draw(), draw()], ['key-000000', 'key-999999'])
    }
  })
})

function countsOf(spec: PartitionKeysSpec): number[] {
  const draw = partitionKeySampler(spec, randomStream(seed, 'test'))
  const counts = Array.from({ length: spec.count }, () => 0)
  for (let drawn = 0; drawn < draws; drawn += 1) {
    const key = draw()
    assert.match(key, /^key-\d{6}$/)
    counts[Number(key.slice(4))]! += 1
  }
  return counts
}

/** Chi-square, with ranks too rare for it put together. */
function assertFits(counts: readonly number[], shares: readonly number[]): void {
  let chiSquare = 0
  let classes = 0
  let rareCount = 0
  let rareExpected = 0
  for (const [index, share] of shares.entries()) {
    const expected = share * draws
    if (expected < 10) {
      rareCount += counts[index]!
      rareExpected += expected
    } else {
      chiSquare += (counts[index]! - expected) ** 2 / expected
      classes += 1
    }
  }
  if (rareExpected > 0) chiSquare += (rareCount - rareExpected) ** 2 / rareExpected
  // The mean of chi-square is its degrees of freedom, its variance twice that.
  const limit = classes + 5 * Math.sqrt(2 * classes)
  assert.ok(chiSquare < limit, `chi-square ${chiSquare} over ${limit} (seed ${seed})`)
}
