import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { changeOf } from '../comparison/comparison.fixture.ts'
import { changeAxis, changeLine } from './change-line.ts'

describe('changeAxis', () => {
  it('goes twice as far as the largest change, to both sides alike', () => {
    const changes = [changeOf({ change: 0.01 }), changeOf({ change: -0.1 }), changeOf({ change: null })]

    assert.deepEqual(changeAxis(changes), { most: 0.2, label: '±20.0 %' })
  })

  it('is not there where nothing has changed', () => {
    assert.equal(changeAxis([changeOf({ change: 0 }), changeOf({ change: null })]), undefined)
    assert.equal(changeAxis([]), undefined)
  })
})

describe('changeLine', () => {
  it('draws interval and estimate around no change, the verdict by its shape', () => {
    assert.equal(line({ change: 0.08, ci95: [0.04, 0.12], verdict: 'regression' }), '     ┃━✘━  ')
    assert.equal(line({ change: -0.08, ci95: [-0.12, -0.04], verdict: 'improvement' }), '  ━✔━┃     ')
    assert.equal(line({ change: 0, ci95: null, verdict: 'no-difference' }), '     ●     ')
  })

  it('marks what cannot be told otherwise than what is equal', () => {
    assert.equal(changeLine(changeOf({ change: 0, ci95: null }), 'untold', 0.2, 11), '     ?     ')
  })

  it('ends in arrows where an interval goes on, to the column', () => {
    assert.equal(line({ change: 0, ci95: [-0.2, 0.2], verdict: 'no-difference' }), '━━━━━●━━━━━')
    assert.equal(line({ change: 0, ci95: [-0.23, 0.23], verdict: 'no-difference' }), '◄━━━━●━━━━►')
  })

  it('is blank where nothing can be told', () => {
    assert.equal(line({ change: null, verdict: 'regression' }), ' '.repeat(11))
    assert.equal(line({ change: 0.1, verdict: 'withheld' }), ' '.repeat(11))
  })
})

function line(more: Parameters<typeof changeOf>[0]): string {
  const change = changeOf(more)
  return changeLine(change, change.verdict, 0.2, 11)
}
