import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { gammaCdf } from '../statistics/special-functions.ts'
import { momentsOf, sumsOf } from './summed-values.ts'

const uniform = Array.from({ length: 256 }, (_, index) => (index + 0.5) / 256)
const exponential = uniform.map((share) => -Math.log(share))

describe('sumsOf', () => {
  it('has the mean and variance of the sum', () => {
    for (const values of [uniform, exponential]) {
      const { mean, variance } = momentsOf(values)
      const sumOf = sumsOf(values)

      for (const count of [1, 2, 7, 16]) {
        const sum = momentsOf([...sumOf(count)])
        isNear(sum.mean, count * mean, 1e-9 * count)
        isNear(sum.variance, count * variance, 1e-9 * count)
      }
    }
    assert.deepEqual([...sumsOf(uniform)(0)], [0])
  })

  it('is triangular for two uniform values', () => {
    for (const limit of [0.3, 0.9, 1.2, 1.8])
      isNear(
        shareBelow(sumsOf(uniform)(2), limit),
        limit < 1 ? limit ** 2 / 2 : 1 - (2 - limit) ** 2 / 2,
        0.012,
      )
  })

  it('is a Gamma variable for exponential values, on both sides of where the normal one takes over', () => {
    const sumOf = sumsOf(exponential)
    for (const count of [1, 4, 16, 17, 60])
      for (const z of [-1, 0, 1.5]) {
        const limit = count + z * Math.sqrt(count)
        isNear(shareBelow(sumOf(count), limit), gammaCdf(count, limit), 0.015)
      }
  })

  it('does not vary where the values do not', () => {
    assert.deepEqual(new Set(sumsOf([3, 3, 3])(5)), new Set([15]))
    assert.deepEqual(new Set(sumsOf([3])(40)), new Set([120]))
  })
})

function shareBelow(values: Float64Array, limit: number): number {
  return values.filter((value) => value <= limit).length / values.length
}

function isNear(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not near ${expected}`)
}
