import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { kolmogorovSmirnov, mostByChance } from './two-samples.fixture.ts'

describe('kolmogorovSmirnov', () => {
  it('knows small samples that can be counted by hand', () => {
    // Of the 20 orders of 3 and 3, two are wholly apart.
    assert.equal(kolmogorovSmirnov([1, 2, 3], [4, 5, 6]).toFixed(6), (2 / 20).toFixed(6))
    assert.equal(kolmogorovSmirnov([1, 3], [2, 4]), 1)
    assert.equal(kolmogorovSmirnov([1, 1, 1], [1, 1, 1]), 1)
  })

  it('gives what an enumeration of all orders gives, with ties', () => {
    const one = [0, 0, 1, 3]
    const other = [1, 1, 2, 3, 3]

    const pooled = [...one, ...other]
    const observed = distance(one, other)
    let [farther, all] = [0, 0]
    for (let chosen = 0; chosen < 2 ** pooled.length; chosen += 1) {
      const some = pooled.filter((_, index) => (chosen >> index) & 1)
      if (some.length !== one.length) continue
      const rest = pooled.filter((_, index) => !((chosen >> index) & 1))
      all += 1
      if (distance(some, rest) >= observed - 1e-12) farther += 1
    }

    assert.equal(kolmogorovSmirnov(one, other).toFixed(9), (farther / all).toFixed(9))
  })

  it('is below a level no more often than the level says', () => {
    const random = randomStream(3, 'two samples')
    const draw = () => Array.from({ length: 20 }, () => random.below(12))
    const pValues = Array.from({ length: 2000 }, () => kolmogorovSmirnov(draw(), draw()))

    for (const level of [0.01, 0.05, 0.2])
      assert(pValues.filter((p) => p <= level).length <= mostByChance(pValues.length, level))
  })
})

describe('mostByChance', () => {
  it('is the count that a binomial is above once in 10,000 times at most', () => {
    // P(X >= 4) of Bin(200, 0.001) is 5.7e-5, P(X >= 3) 1.1e-3.
    assert.equal(mostByChance(200, 0.001), 3)
    assert.equal(mostByChance(1, 0.5), 1)
    assert.equal(mostByChance(1, 0.00001), 0)
  })
})

/** Largest difference of the empirical distribution functions. */
function distance(one: readonly number[], other: readonly number[]): number {
  return Math.max(
    ...[...one, ...other].map((limit) => Math.abs(shareBelow(one, limit) - shareBelow(other, limit))),
  )
}

function shareBelow(values: readonly number[], limit: number): number {
  return values.filter((value) => value <= limit).length / values.length
}
