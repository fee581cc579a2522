import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import * as fc from 'fast-check'

import { followThresholds } from './followed-thresholds.ts'
import type { IndexedThreshold } from './run-index.ts'

const bound = fc.record({ op: fc.constantFrom('<', '<=', '>', '>='), value: fc.integer({ min: 1, max: 4 }) })

describe('followThresholds', () => {
  it('follows a bound that stays, wherever it stands, and the one that another replaces', () => {
    assert.deepEqual(
      followed([
        ['<= 9', '<= 1'],
        ['<= 1', '<= 9'],
        ['<= 2', '<= 9'],
      ]),
      ['1: <= 9, 2: <= 9, 3: <= 9', '1: <= 1, 2: <= 1, 3: <= 2'],
    )
  })

  it('takes a bound to replace the one that was asked for last', () => {
    assert.deepEqual(followed([['<= 9', '<= 1'], ['<= 1'], ['<= 2']]), [
      '1: <= 9',
      '1: <= 1, 2: <= 1, 3: <= 2',
    ])
  })

  it('finds a bound again that some runs do not ask for', () => {
    assert.deepEqual(followed([['<= 9', '<= 1'], ['<= 1'], [], ['<= 9', '<= 1']]), [
      '1: <= 9, 4: <= 9',
      '1: <= 1, 2: <= 1, 4: <= 1',
    ])
  })

  it('has a bound that comes beside others as new, and bounds from below apart from those from above', () => {
    assert.deepEqual(followed([['<= 9'], ['<= 1', '<= 9', '>= 9']]), [
      '1: <= 9, 2: <= 9',
      '2: <= 1',
      '2: >= 9',
    ])
  })

  it('has every threshold of every run once', () => {
    fc.assert(
      fc.property(fc.array(fc.array(bound, { maxLength: 4 }), { maxLength: 5 }), (bounds) => {
        const runs = bounds.map((own, place) =>
          runOf(
            place + 1,
            own.map(({ op, value }) => `${op} ${value}`),
          ),
        )

        const found = followThresholds(runs)

        for (const { order, thresholds } of runs) {
          const asked = found.flatMap((each) => each.asked.get(order) ?? [])
          assert.deepEqual(new Set(asked), new Set(thresholds))
          assert.equal(asked.length, thresholds.length)
        }
        assert.ok(found.every(({ asked }) => asked.size > 0))
      }),
    )
  })
})

/** Of runs with these bounds of one figure: `1: <= 9` is that of the first run. */
function followed(runs: readonly (readonly string[])[]): string[] {
  return followThresholds(runs.map((bounds, place) => runOf(place + 1, bounds))).map(({ asked }) =>
    [...asked].map(([order, threshold]) => `${order}: ${threshold.bound.text}`).join(', '),
  )
}

function runOf(order: number, bounds: readonly string[]) {
  const thresholds = bounds.map((text): IndexedThreshold => {
    const [op, value] = text.split(' ')
    return {
      subject: 'kms.calls',
      metric: 'kms.calls',
      cell: 'ttl 1 min',
      cellId: 'c01',
      passed: true,
      actual: 1,
      bound: { text, op: op!, value: Number(value) },
    }
  })
  return { order, thresholds }
}
