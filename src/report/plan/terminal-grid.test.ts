import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { planOf } from './plan.fixture.ts'
import { timeGridText } from './terminal-grid.ts'
import { timeGridOf } from './time-grid.fixture.ts'

const options = { color: false, width: 200 }

function textOf(busiestSecond: number): string {
  const timeGrid = timeGridOf().map((point) => (point.isPlanned ? { ...point, busiestSecond } : point))
  return timeGridText(planOf({ timeGrid }), options).join('\n')
}

describe('timeGridText', () => {
  it('marks what is planned, and also where it lies beyond the quota', () => {
    assert.match(textOf(1001), /◄×/)
    assert.doesNotMatch(textOf(1000), /◄×/)
    assert.match(textOf(1000), /[░▒▓█]◄/)
  })

  it('has columns of one width, whatever marks stand in them', () => {
    const rows = textOf(1001)
      .split('\n')
      .filter((line) => line.includes('┤') && !line.includes('no cache'))

    const ends = rows.map((row) => row.indexOf('┤', row.indexOf('┤') + 1))
    assert.equal(rows.length, 2)
    assert.equal(new Set(ends).size, 1)
  })
})
