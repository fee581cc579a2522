import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { binomial, orderStatistic, poisson } from './variates.ts'

const draws = 40_000

describe('poisson', () => {
  for (const mean of [0.3, 9.9, 10, 250, 1e6, 2e9])
    it(`has mean and variance ${mean}`, () => {
      const random = randomStream(6, `poisson ${mean}`)

      const { average, variance } = momentsOf(() => poisson(mean, random))

      assert(Math.abs(average - mean) < 4 * Math.sqrt(mean / draws), `${average}`)
      assert(Math.abs(variance / mean - 1) < 4 * Math.sqrt((2 + 1 / mean) / draws), `${variance}`)
    })

  it('of nothing is nothing', () => {
    assert.equal(poisson(0, randomStream(6, 'none')), 0)
  })
})

describe('binomial', () => {
  for (const count of [20, 1000, 1001])
    it(`has the mean and the variance of ${count} trials`, () => {
      const random = randomStream(6, `binomial ${count}`)

      const { average, variance } = momentsOf(() => binomial(count, 0.3, random), 5000)

      assert(Math.abs(average - 0.3 * count) < 4 * Math.sqrt((0.21 * count) / 5000), `${average}`)
      assert(Math.abs(variance / (0.21 * count) - 1) < 4 * Math.sqrt(2 / 5000) + 0.01, `${variance}`)
    })
})

describe('orderStatistic', () => {
  it('is beta distributed', () => {
    const random = randomStream(6, 'order')

    const { average, variance } = momentsOf(() => orderStatistic(3, 10, random))

    assert(Math.abs(average - 3 / 11) < 4 * Math.sqrt((3 * 8) / (121 * 12) / draws))
    assert(Math.abs(variance / ((3 * 8) / (121 * 12)) - 1) < 0.05)
  })
})

function momentsOf(draw: () => number, count = draws) {
  const values = Array.from({ length: count }, draw)
  const average = values.reduce((sum, value) => sum + value, 0) / count
  const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / (count - 1)
  return { average, variance }
}
