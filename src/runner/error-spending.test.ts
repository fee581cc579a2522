import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { randomStream } from '../random.ts'
import { intervalAt, ofRepetitions } from '../statistics/repeated.ts'
import { ErrorSpending } from './error-spending.ts'

const share = fc.double({ min: -1, max: 5, noNaN: true })

describe('ErrorSpending', () => {
  it('lets each look use what was earned since the last one', () => {
    const spending = new ErrorSpending()

    const levels = [0.2, 0.5, 1].map((used) => spending.look(used))

    assertClose(levels, [0.01, 0.015, 0.025])
  })

  it('gives the whole 5 % to a single look at the end', () => {
    assert.equal(new ErrorSpending().look(1), 0.05)
  })

  it('earns nothing beyond the budget, nor before it is begun', () => {
    const spending = new ErrorSpending()

    const levels = [-0.5, 0, 1.7, 2].map((used) => spending.look(used))

    assertClose(levels, [0, 0, 0.05, 0])
  })

  it('earns nothing by looking twice at one place, nor by going back', () => {
    const spending = new ErrorSpending()

    const levels = [0.4, 0.4, 0.1, 0.4, 0.6].map((used) => spending.look(used))

    assertClose(levels, [0.02, 0, 0, 0, 0.01])
  })

  it('spends at most 5 % over any looks, and never less than nothing at one', () => {
    fc.assert(
      fc.property(fc.array(share, { maxLength: 200 }), (shares) => {
        const spending = new ErrorSpending()

        const levels = shares.map((used) => spending.look(used))

        assert.ok(levels.every((level) => level >= 0))
        const total = levels.reduce((sum, level) => sum + level, 0)
        assert.ok(total <= 0.05 + 1e-12, `${total} was spent`)
      }),
    )
  })

  it('lets all looks together err in no more than 5 %, where the truth is the bound itself', () => {
    const experiments = 2000
    const random = randomStream(5, 'looks')
    const wrong = Array.from({ length: experiments }, () => {
      const spending = new ErrorSpending()
      const values = [random.normal(), random.normal()]
      return Array.from({ length: 10 }, (_, index) => (index + 1) / 10).some((used) => {
        values.push(random.normal())
        const [low, high] = intervalAt(ofRepetitions(values), 1 - spending.look(used))
        return low > 0 || high < 0
      })
    }).filter(Boolean).length

    assert.ok(
      wrong / experiments <= 0.05 + 3 * Math.sqrt((0.05 * 0.95) / experiments),
      `${wrong} of ${experiments}`,
    )
  })
})

function assertClose(levels: readonly number[], expected: readonly number[]): void {
  assert.deepEqual(
    levels.map((level) => Math.round(level * 1e9) / 1e9),
    expected,
  )
}
