import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { percentileGrid } from '../data/percentile-grid.ts'
import { storedRun } from '../run.fixture.ts'
import { wholeReach } from './percentile-reach.ts'
import type { ShownCurve } from './shown-curves.ts'

const [claim] = storedRun({ recordsPerCell: 200, sweep: {} }).run.claims
/** Of p25, p30, p35 and p40. */
const firstAt = percentileGrid.indexOf(0.25)

describe('wholeReach', () => {
  it('ends before the first upper end that does not keep the bound', () => {
    assert.equal(reachOf([10, 20, 30, 20]), 'with its whole interval up to p30')
    assert.equal(reachOf([10, 20, 25, 30], '<='), 'with its whole interval up to p35')
    assert.equal(reachOf([10, 20, 25, 30], '<'), 'with its whole interval up to p30')
  })

  it('says where no interval keeps the bound, and where all do that there are', () => {
    assert.equal(reachOf([30, 30, 30, 30]), 'with its whole interval nowhere')
    assert.equal(reachOf([10, 20, null, 20]), 'with its whole interval up to p40, as far as there is one')
  })

  it('is no further than the estimate holds', () => {
    assert.equal(reachOf([10, 10, 10, 30], '<=', 34.5), 'with its whole interval up to p34.5')
  })

  it('is not told without a band, or where the estimate holds nowhere', () => {
    assert.equal(reachOf([10, null, 10, null]), undefined)
    assert.equal(reachOf([10, 10, 10, 10], '<=', 0), undefined)
    assert.equal(reachOf([10, 10, 10, 10], '<=', null), undefined)
    assert.equal(wholeReach(claim!, undefined, 'its'), undefined)
  })
})

function reachOf(highs: readonly (number | null)[], op = '<=', holdsUpToPercentile: number | null = 99) {
  const points = highs.map((high, at) => ({
    q: percentileGrid[firstAt + at]!,
    ns: 5,
    low: high && 1,
    high,
    isTold: false,
  }))
  const curve: ShownCurve = { arm: 'sealed', name: 'sealed', colour: '', dash: [], count: 100, points }
  const bound = { text: `${op} 25 ns`, op, value: 25 }
  return wholeReach({ ...claim!, bound, holdsUpToPercentile }, curve, 'its')
}
