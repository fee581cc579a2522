import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { randomStream } from '../../random.ts'
import { studentQuantile } from '../../statistics/special-functions.ts'
import { predictionInterval, predictionLevel, runsNeeded, runsRemembered, studentT } from './prediction.ts'

describe('studentT', () => {
  it('is what statistics says, to four places', () => {
    const expected = Array.from({ length: runsRemembered - runsNeeded + 1 }, (_, place) =>
      Number(studentQuantile((1 + predictionLevel) / 2, runsNeeded - 1 + place).toFixed(4)),
    )

    assert.deepEqual(studentT, expected)
  })
})

describe('predictionInterval', () => {
  it('is mean ± t s sqrt(1 + 1/n)', () => {
    // Mean 5, s = sqrt(32 / 7), t(0.995, 7) = 3.4995.
    const [low, high] = predictionInterval([2, 4, 4, 4, 5, 5, 7, 9])

    const reach = 3.4995 * Math.sqrt((32 / 7) * (9 / 8))
    assert.ok(Math.abs(high - 5 - reach) < 1e-9)
    assert.ok(Math.abs(5 - low - reach) < 1e-9)
  })

  it('holds the next value as often as it says', () => {
    const random = randomStream(11, 'prediction')
    const rounds = 5000

    const missed = Array.from({ length: rounds }, () => {
      const [low, high] = predictionInterval(Array.from({ length: 6 }, () => random.normal()))
      const next = random.normal()
      return next < low || next > high
    }).filter(Boolean).length

    // Four standard errors of a count of 50.
    assert.ok(Math.abs(missed - 50) < 4 * Math.sqrt(50 * 0.99), `${missed} of ${rounds}`)
  })

  it('needs as many runs as it says, and takes no more than are remembered', () => {
    assert.throws(() => predictionInterval(threes(runsNeeded - 1)), RangeError)
    assert.throws(() => predictionInterval(threes(runsRemembered + 1)), RangeError)
    assert.deepEqual(predictionInterval(threes(runsNeeded)), [3, 3])
    assert.deepEqual(predictionInterval(threes(runsRemembered)), [3, 3])
  })
})

function threes(count: number): number[] {
  return Array.from({ length: count }, () => 3)
}
