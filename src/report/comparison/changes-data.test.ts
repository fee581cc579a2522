import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { changesData } from './changes-data.ts'
import { changeOf, comparisonOf } from './comparison.fixture.ts'

describe('changesData', () => {
  it('has a row for each change, with every figure of it, unrounded', () => {
    const rows = changesData(comparisonOf())

    assert.equal(rows.length, 5)
    assert.deepEqual(rows[0], {
      cell: 'c01',
      'keyCache.ttl': '5 min',
      metric: 'put.sealed.serviceTime',
      statistic: 'p50',
      dimension: 'duration',
      base: 20_000,
      candidate: 24_000,
      change: 0.2,
      low: 0.15,
      high: 0.25,
      pValue: 0.0001,
      pAdjusted: 0.0002,
      runToRun: 0.03,
      runToRunIs: 'measured',
      control: null,
      detectable: 0.08,
      verdict: 'regression',
      outcome: 'regression',
      reason: changeOf().reason,
    })
  })

  it('says what cannot be told, what was assumed, and nothing where there is no interval', () => {
    const rows = changesData(comparisonOf())
    const [assumed] = changesData({ tolerance: 0, changes: [changeOf({ isRunToRunMeasured: false })] })

    assert.deepEqual([rows[2]!['verdict'], rows[2]!['outcome']], ['no-difference', 'untold'])
    assert.deepEqual([rows[3]!['change'], rows[3]!['low'], rows[3]!['high']], [null, null, null])
    assert.equal(assumed!['runToRunIs'], 'assumed')
  })

  it('keeps the figures of a change apart from a parameter that is called as they are', () => {
    const [row] = changesData({ tolerance: 0, changes: [changeOf({ params: { base: '1' } })] })

    assert.equal(row!['base'], 20_000)
  })
})
