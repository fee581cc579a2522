import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { cellOf, claimOn } from '../judge/cell.fixture.ts'
import { validityLimits } from '../judge/validity-limits.ts'
import type { CellResult } from '../run-store/run-format.ts'
import { rateFinding } from './rate-finding.ts'

const { bound } = claimOn('put.sealed.responseTime', '<= 5 ms', 5e6)
const below = { estimate: 4e6, ci95: [3.9e6, 4.1e6] as [number, number] }
const above = { estimate: 6e6, ci95: [5.9e6, 6.1e6] as [number, number] }

describe('rateFinding', () => {
  it('takes a rate for kept or broken where its whole interval is', () => {
    const across = { estimate: 5e6, ci95: [4.9e6, 5.1e6] as [number, number], pValue: 1 }

    const findings = [below, above, across].map((claim) => rateFinding(bound, 3, cellOf(), claim).finding)

    assert.deepEqual(findings, ['met', 'broken', 'unclear'])
  })

  it('shares the error of 5 % among the looks at a rate', () => {
    const found = (looks: number, pValue: number) => rateFinding(bound, looks, cellOf(), { ...below, pValue })

    assert.equal(found(3, 0.05 / 3).finding, 'met')
    assert.equal(found(3, 0.017).finding, 'unclear')
    assert.match(
      found(3, 0.02).reason,
      /too near to the bound for one of 3 tries \(p = 0\.02, above 0\.017\)/,
    )
    assert.equal(found(1, 0.05).finding, 'met')
    assert.equal(rateFinding(bound, 3, cellOf(), { ...above, pValue: 0.02 }).finding, 'unclear')
  })

  it('cannot tell where there is no interval, or no cell', () => {
    const none = { estimate: 4e6, ci95: null }

    assert.equal(rateFinding(bound, 3, cellOf(), none).finding, 'unclear')
    assert.deepEqual(rateFinding(bound, 3, undefined, undefined), {
      finding: 'unclear',
      estimate: null,
      ci95: null,
      reason: 'the cell was not run',
    })
  })

  const { generatorLagP99Ns } = validityLimits
  const lagged = { p99: generatorLagP99Ns + 1 }
  const notLagged = { p99: generatorLagP99Ns }
  for (const [what, signs, validity, finding] of [
    ['a generator that lagged', lagged, invalid('it lagged'), 'broken'],
    ['a generator that lagged while time was stolen', lagged, invalid('it lagged', 'stolen'), 'unclear'],
    ['stolen time, with a lag that is allowed', notLagged, invalid('stolen'), 'unclear'],
    [
      'a contestant that went on beyond the load',
      { ...notLagged, overrunNs: 1 },
      invalid('it went on'),
      'broken',
    ],
    ['a cell that failed', lagged, { verdict: 'failed', reasons: ['out of memory'] }, 'unclear'],
  ] as const)
    it(`takes ${what} for ${finding}, whatever the figures say`, () => {
      const { verdict, reasons } = validity
      const { p99, ...overrun } = signs
      const cell = cellOf({ validity: { verdict, reasons: [...reasons] } })
      const wrong: CellResult = { ...cell, ...overrun, generatorLag: { ...cell.generatorLag, p99 } }

      for (const claim of [below, above]) {
        const found = rateFinding(bound, 3, wrong, claim)
        assert.equal(found.finding, finding)
        assert.equal(found.reason, `not valid: ${reasons.join('; ')}`)
      }
    })
})

function invalid(...reasons: readonly string[]) {
  return { verdict: 'invalid' as const, reasons }
}
