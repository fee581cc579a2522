import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../random.ts'
import { cosines, degreesOfFreedom, standardErrorOf } from './long-run-variance.ts'

describe('cosines', () => {
  it('are orthonormal and sum to nothing', () => {
    for (const segments of [8, 9, 40, 256]) {
      const all = cosines(segments)
      const product = (one: Float64Array, other: Float64Array): number =>
        one.reduce((sum, value, index) => sum + value * other[index]!, 0) / segments

      assert.equal(all.length, degreesOfFreedom(segments))
      all.forEach((one, row) => {
        assert.ok(Math.abs(one.reduce((sum, value) => sum + value, 0)) < 1e-9)
        all.forEach((other, column) => {
          assert.ok(Math.abs(product(one, other) - (row === column ? 1 : 0)) < 1e-9)
        })
      })
    }
  })
})

describe('degreesOfFreedom', () => {
  it('is a third of the segments, and 6 from 18 on', () => {
    assert.deepEqual([8, 9, 17, 18, 40, 256].map(degreesOfFreedom), [2, 3, 5, 6, 6, 6])
  })
})

describe('standardErrorOf', () => {
  it('finds the long-run variance of an average of an autoregression, which plain variance misses', () => {
    const random = randomStream(20261126, 'autoregression')
    const [length, kept, trials] = [120, 0.5, 400]
    let squares = 0
    for (let trial = 0; trial < trials; trial += 1) {
      let level = random.normal() / Math.sqrt(1 - kept * kept)
      const series = Array.from({ length }, () => {
        level = kept * level + random.normal()
        return level
      })
      const projections = cosines(length).map(
        (cosine) => series.reduce((sum, value, index) => sum + value * cosine[index]!, 0) / length,
      )
      squares += standardErrorOf(projections) ** 2 / trials
    }

    // The sum of all autocovariances is 1 / (1 - 0.5)^2 = 4; the variance of one value is 1.33.
    assert.ok(Math.abs(squares * length - 4) < 0.4, `${squares * length}`)
  })
})
