import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { CallCounts, ExpectedCalls } from './expected-calls.ts'
import { compareWithOracle } from './oracle.ts'

describe('compareWithOracle', () => {
  it('allows one call, 0.5 % or 4 sigma, whichever is most', () => {
    assert.equal(verdictOf({ expected: 12, sigma: 0, counted: 13 }), 'agrees')
    assert.equal(verdictOf({ expected: 12, sigma: 0, counted: 14 }), 'disagrees')
    assert.equal(verdictOf({ expected: 1000, sigma: 0, counted: 995 }), 'agrees')
    assert.equal(verdictOf({ expected: 1000, sigma: 0, counted: 994 }), 'disagrees')
    assert.equal(verdictOf({ expected: 100, sigma: 10, counted: 140 }), 'agrees')
    assert.equal(verdictOf({ expected: 100, sigma: 10, counted: 141 }), 'disagrees')
  })

  it('says which operation is off and by how much', () => {
    const { reason } = compareWithOracle({ GenerateDataKey: 12, Decrypt: 400 }, prediction(96, 2))

    assert.equal(reason, 'Decrypt was called 400 times, expected are 96 (sigma 2): theory')
  })

  it('is none where theory is', () => {
    const verdict = compareWithOracle(
      { GenerateDataKey: 1, Decrypt: 2 },
      { method: 'none', change: '', callsAtLeast: null, reason: 'bursts' },
    )

    assert.deepEqual(verdict, { verdict: 'none', sigma: null, method: 'none', reason: 'bursts' })
  })
})

function verdictOf({ expected, sigma, counted }: { expected: number; sigma: number; counted: number }) {
  const counts: CallCounts = { GenerateDataKey: 12, Decrypt: counted }
  return compareWithOracle(counts, prediction(expected, sigma)).verdict
}

function prediction(expected: number, sigma: number): ExpectedCalls {
  return {
    method: 'analytic',
    calls: { GenerateDataKey: 12, Decrypt: expected },
    sigma: { GenerateDataKey: 0, Decrypt: sigma },
    reason: 'theory',
  }
}
