import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { FleetTally } from '../../planner/plan-model.ts'
import { checksOf, findingOf, type Finding } from './findings.ts'

describe('checksOf', () => {
  it('agrees up to 4 sigma of the difference and not beyond', () => {
    // Of 100 runs with a sigma of 1000 each mean has one of 100, and a single run one of 1000.
    const many = known('records', 100, { mean: 10_000, variance: 1000 ** 2 })
    const sigma = Math.sqrt(100 ** 2 + 1000 ** 2)

    const [within] = checksOf([many, known('virtual run', 1, { mean: 10_000 + 3.99 * sigma })])
    const [beyond] = checksOf([many, known('virtual run', 1, { mean: 10_000 + 4.01 * sigma })])

    assert.deepEqual([within?.agrees, beyond?.agrees], [true, false])
    assert.equal(beyond?.sigmas.toFixed(2), '4.01')
  })

  it('agrees up to half a per cent where nothing varies', () => {
    const theory = known('theory', Infinity, { mean: 10_000, variance: 0 })

    assert.equal(checksOf([theory, known('virtual run', 1, { mean: 10_050 })])[0]?.agrees, true)
    assert.equal(checksOf([theory, known('virtual run', 1, { mean: 10_060 })])[0]?.agrees, false)
  })

  it('agrees up to one call of a few, but not of a wait', () => {
    const theory = known('theory', Infinity, { mean: 12, variance: 0 })
    const run = known('virtual run', 1, { mean: 13 })

    assert.equal(checksOf([theory, run])[0]?.agrees, true)
    assert.equal(checksOf([theory, known('virtual run', 1, { mean: 13.1 })])[0]?.agrees, false)
    assert.equal(checksOf([asWait(theory), asWait(run)])[0]?.agrees, false)
  })

  it('sets every two beside each other that both know a figure', () => {
    const figure = { mean: 12, variance: 1 }
    const all = (['theory', 'records', 'virtual run'] as const).map((method) => known(method, 2, figure))
    const other: Finding = { method: 'events', replications: 2, figures: new Map([['attempts', figure]]) }

    const checks = checksOf([...all, other], ', on the real clock')

    assert.deepEqual(
      checks.map(({ figure: name, one, other: second }) => [name, one, second]),
      [
        ['Decrypt, on the real clock', 'theory', 'records'],
        ['Decrypt, on the real clock', 'theory', 'virtual run'],
        ['Decrypt, on the real clock', 'records', 'virtual run'],
      ],
    )
  })
})

describe('findingOf', () => {
  it('gives mean and variance of simulated runs', () => {
    const tally: FleetTally = {
      calls: { GenerateDataKey: 1, Decrypt: 2 },
      attempts: 3,
      throttled: 0,
      failedCalls: 0,
      records: 100,
      waited: 4,
      waitedS: 2,
      lost: 0,
      busiestSecond: 1,
    }

    const { figures, replications } = findingOf('records', [
      tally,
      { ...tally, attempts: 5, waited: 0, waitedS: 0 },
    ])

    assert.equal(replications, 2)
    assert.deepEqual(figures.get('attempts'), { mean: 4, variance: 2 })
    assert.deepEqual(figures.get('mean wait, in s'), { mean: 0.25, variance: 0.125 })
  })
})

function known(
  method: Finding['method'],
  replications: number,
  { mean, variance }: { readonly mean: number; readonly variance?: number },
): Finding {
  return { method, replications, figures: new Map([['Decrypt', { mean, variance }]]) }
}

function asWait(finding: Finding): Finding {
  return { ...finding, figures: new Map([['mean wait, in s', finding.figures.get('Decrypt')!]]) }
}
