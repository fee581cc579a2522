import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { describeUsd, missesOf, type Constraints, type Outcome } from './constraints.ts'

const outcome: Outcome = {
  encryptionUsd: 31,
  waitP99S: 0.012,
  exposureS: 300,
  recordsPerKey: 30_000,
  callsPerSecond: 0.04,
  headroom: 0.2,
}
const none: Constraints = {
  maxUsd: null,
  maxP99AddedS: null,
  maxExposureS: null,
  maxRecordsPerKey: null,
  minQuotaHeadroom: null,
}
const reasonsFor = (constraints: Partial<Constraints>, change: Partial<Outcome> = {}) =>
  missesOf({ ...outcome, ...change }, { ...none, ...constraints }).map(({ reason }) => reason)

describe('missesOf', () => {
  it('finds nothing where nothing is asked for', () => {
    assert.deepEqual(reasonsFor({}), [])
  })

  for (const [constraint, kept, missed, reason] of [
    ['maxUsd', 31, 10, 'costs 31 USD in 30 days, 3.1 times the 10 USD allowed'],
    ['maxP99AddedS', 0.012, 0.005, 'adds 12 ms at p99, 2.4 times the 5 ms allowed'],
    ['maxExposureS', 300, 60, 'uses key material for 5 min without asking KMS, 5 times the 1 min allowed'],
    [
      'maxRecordsPerKey',
      30_000,
      1000,
      'seals 30,000 records under one key on average, 30 times the 1,000 allowed',
    ],
    ['minQuotaHeadroom', 0.2, 0.5, 'leaves 20 % of the quota in its busiest second, and 50 % shall be left'],
  ] as const)
    it(`keeps ${constraint} ${kept} and misses ${missed}`, () => {
      assert.deepEqual(reasonsFor({ [constraint]: kept }), [])
      assert.deepEqual(reasonsFor({ [constraint]: missed }), [reason])
    })

  it('names what is allowed where that is nothing', () => {
    assert.deepEqual(reasonsFor({ maxP99AddedS: 0 }), ['adds 12 ms at p99, and 0 s is allowed'])
  })

  it('says how far the quota is passed', () => {
    assert.deepEqual(reasonsFor({ minQuotaHeadroom: 0 }, { headroom: -0.3 }), [
      'asks for 130 % of the quota in its busiest second, and 0 % shall be left',
    ])
  })

  it('never says 1 times of a miss', () => {
    assert.deepEqual(reasonsFor({ maxExposureS: 299 }), [
      'uses key material for 5 min without asking KMS, 1.003 times the 4.98 min allowed',
    ])
  })

  it('measures all misses alike, by how many times what is allowed', () => {
    const misses = missesOf(outcome, { ...none, maxUsd: 10, minQuotaHeadroom: 0.5 })

    assert.deepEqual(
      misses.map(({ constraint, times }) => [constraint, times]),
      [
        ['maxUsd', 3.1],
        ['minQuotaHeadroom', 1.6],
      ],
    )
  })
})

describe('describeUsd', () => {
  for (const [amount, text] of [
    [7776, '7,776 USD'],
    [31.104, '31.1 USD'],
    [1, '1 USD'],
    [0.31104, '0.311 USD'],
    [0.00002592, '0.0000259 USD'],
    [0, '0 USD'],
  ] as const)
    it(`says ${text}`, () => {
      assert.equal(describeUsd(amount), text)
    })
})
