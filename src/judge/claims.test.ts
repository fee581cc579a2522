import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import type { LatencyLog } from '../measure/series.ts'
import type { CellResult } from '../run-store/run-format.ts'
import type { PlannedClaim } from '../scenario/loaded.ts'
import { bucketsOf } from '../statistics/samples.fixture.ts'
import { minutes } from '../units/units.ts'
import { cellOf, claimOn, putLog } from './cell.fixture.ts'
import { judgeClaims } from './claims.ts'

describe('judgeClaims', () => {
  it('lets a claim hold when the whole interval keeps the bound', () => {
    const result = judge(claimOn('put.overhead', '<= 0.2 ms', 200_000))

    assert.equal(result.verdict, 'holds')
    assert.equal(result.holdsUpToPercentile, 100)
    assert.match(
      result.reason,
      /^sealing adds 14 us at p50, 95 % interval 14 us to 14 us: below 0\.2 ms, at every percentile measured$/,
    )
  })

  it('refutes it when none of the interval does', () => {
    const result = judge(claimOn('put.overhead', '<= 10 us', 10_000))

    assert.equal(result.verdict, 'refuted')
    assert.equal(result.holdsUpToPercentile, 0)
    assert.match(result.reason, /: above 10 us, and the bound fails from the lowest percentile on$/)
  })

  it('does not decide when the interval reaches across the bound', () => {
    // Without an A/A arm there is no noise floor that could speak first.
    const log = new Map([...putLog()].filter(([name]) => name !== 'put.again.serviceTime'))
    const estimate = judge(claimOn('put.overhead', '<= 0.2 ms', 200_000), { log }).estimate!
    const claim = claimOn('put.overhead', '<= 14 us', estimate)

    const result = judge(claim, { log })

    assert.equal(result.verdict, 'inconclusive')
    assert.match(
      result.reason,
      /the interval reaches across 14 us; a run more than 100 times as long would decide it$/,
    )
  })

  it('does not decide below the noise floor, though the interval would', () => {
    const claim = claimOn('put.overhead', '<= 15 us', 15_000)

    assert.equal(judge(claim, { log: putLog({ biasNs: 900 }) }).verdict, 'holds')
    const noisy = judge(claim, { log: putLog({ biasNs: 1100 }) })
    assert.equal(noisy.verdict, 'inconclusive')
    assert.match(noisy.reason, /nearer to 15 us than the noise floor of 1\.1\d? us$/)
  })

  it('does not decide where the interval is withheld', () => {
    const claim = claimOn('put.overhead', '<= 0.2 ms', 200_000, { statistic: 'p999' })

    const result = judge(claim)

    assert.equal(result.verdict, 'inconclusive')
    assert.equal(result.ci95, null)
    assert.match(
      result.reason,
      /^sealing adds .* at p999, interval withheld: there are too few samples to tell; a run about 5 times as long would have one$/,
    )
  })

  it('does not decide on extremes, which no resampling can bound', () => {
    const result = judge(claimOn('put.sealed.serviceTime', '<= 1 ms', 1e6, { statistic: 'max' }))

    assert.equal(result.verdict, 'inconclusive')
    assert.equal(result.ci95, null)
    assert.ok(result.estimate! > 24_000)
    assert.match(result.reason, /without an interval: .*; claim a percentile$/)
  })

  it('judges means, and single arms', () => {
    const meanClaim = claimOn('put.delta.serviceTime', '< 15 us', 15_000, { statistic: 'mean' })
    const armClaim = claimOn('put.plain.responseTime', '>= 11 us', 11_000, { statistic: 'p99' })

    assert.equal(judge(meanClaim).verdict, 'holds')
    assert.equal(judge(armClaim).verdict, 'refuted')
    assert.match(judge(armClaim).reason, /^put\.plain\.responseTime is 10\.6 us at p99/)
  })

  it('judges calls by calls, with a noise floor that grows with them', () => {
    const log: LatencyLog = new Map([
      ...putLog({ biasNs: 1000 }),
      ['put.plain.callTime' as const, many(1_000_000)],
      ['put.sealed.callTime' as const, many(2_000_000)],
    ])
    const perCall = { unit: 'call' as const }

    // A/A of 1 us on records of 10 us is 0.1 ms on calls of 1 ms.
    assert.equal(judge(claimOn('put.overhead', '<= 1.2 ms', 1.2e6, perCall), { log }).verdict, 'holds')
    assert.equal(
      judge(claimOn('put.overhead', '<= 1.05 ms', 1.05e6, perCall), { log }).verdict,
      'inconclusive',
    )
    assert.equal(judge(claimOn('put.overhead', '<= 0.1 ms', 1e5, perCall), { log }).verdict, 'refuted')
  })

  it('decides counts on the virtual clock exactly, on both sides', () => {
    const held = judge(claimOn('kms.callsPer5Min', '<= 12', 12))
    const refuted = judge(claimOn('kms.calls', '<= 143', 143))

    assert.deepEqual([held.verdict, held.estimate, held.ci95], ['holds', 12, [12, 12]])
    assert.deepEqual([refuted.verdict, refuted.estimate, refuted.ci95], ['refuted', 144, [144, 144]])
    assert.equal(held.holdsUpToPercentile, null)
    assert.equal(held.reason, 'kms.callsPer5Min is 12: exactly 12')
    assert.equal(
      judge(claimOn('kms.usdPer30Days', '<= 3 USD', 3)).reason,
      'kms.usdPer30Days is 1.31 USD: below 3 USD',
    )
    assert.equal(judge(claimOn('kms.failed', '== 3', 3)).verdict, 'holds')
  })

  for (const [metric, bound, value] of [
    ['kms.callsPer5Min', '<= 12', 12],
    ['kms.usdPer30Days', '<= 3 USD', 3],
  ] as const)
    it(`does not decide on ${metric} before the third rotation, as a cold start is no rate`, () => {
      const claim = claimOn(metric, bound, value)
      const judgeAfter = (scenarioTimeNs: number) => judge(claim, { cell: cellOf({ scenarioTimeNs }) })

      const short = judgeAfter(minutes(15) - 1)
      const long = judgeAfter(minutes(15))

      assert.equal(short.verdict, 'inconclusive')
      assert.notEqual(long.verdict, 'inconclusive')
      assert.notEqual(short.estimate, null)
      assert.match(
        judgeAfter(minutes(1)).reason,
        /, but the load lasted 1 min, less than three rotations of 5 min: raise load\.duration to 15 min or more$/,
      )
    })

  it('decides on a rate at once without a cache, and on what is no rate', () => {
    const cell = cellOf({ scenarioTimeNs: minutes(1) })

    assert.equal(
      judge(claimOn('kms.callsPer5Min', '<= 12', 12, { rotations: new Map() }), { cell }).verdict,
      'refuted',
    )
    assert.equal(judge(claimOn('kms.calls', '<= 144', 144), { cell }).verdict, 'holds')
  })

  it('gives counts on the real clock the interval of chance', () => {
    const [result] = judgeClaims(
      [claimOn('kms.calls', '<= 147', 147)],
      [cellOf()],
      () => new Map(),
      1,
      'real',
    )

    assert.equal(result!.verdict, 'inconclusive')
    assert.ok(result!.ci95![0] < 144 && result!.ci95![1] > 147)
  })

  it('calls a claim on a cell that is not valid invalid, and says why', () => {
    const cell = cellOf({ validity: { verdict: 'invalid', reasons: ['arrivals came 3 ms late'] } })

    const result = judge(claimOn('put.overhead', '<= 0.2 ms', 200_000), { cell })

    assert.equal(result.verdict, 'invalid')
    assert.equal(result.reason, 'cell c01 is invalid: arrivals came 3 ms late')
  })

  it('asks no histograms of a failed cell, nor for counts', () => {
    const failed = cellOf({ validity: { verdict: 'failed', reasons: ['worker died'] } })

    const [latency] = judgeClaims([claimOn('put.overhead', '<= 1 ms', 1e6)], [failed], missing, 1)
    const [count] = judgeClaims([claimOn('kms.calls', '<= 144', 144)], [cellOf()], missing, 1)

    assert.deepEqual([latency!.verdict, latency!.estimate], ['invalid', null])
    assert.equal(count!.verdict, 'holds')
  })

  it('does not decide on what was not run or not measured', () => {
    const claims = [
      claimOn('get.overhead', '<= 0.2 ms', 200_000),
      claimOn('put.overhead', '<= 0.2 ms', 200_000, { cellIds: ['c02'] }),
    ]

    const results = judgeClaims(claims, [cellOf()], () => putLog(), 1)

    assert.deepEqual(
      results.map(({ verdict, reason }) => [verdict, reason]),
      [
        ['inconclusive', 'get.overhead was not measured in cell c01'],
        ['inconclusive', 'cell c02 was not run'],
      ],
    )
  })

  it('judges every cell of a claim apart', () => {
    const logs = { c01: putLog({ addedNs: 14_000 }), c02: putLog({ addedNs: 300_000 }) }
    const claim = claimOn('put.overhead', '<= 0.2 ms', 200_000, { cellIds: ['c01', 'c02'] })

    const results = judgeClaims([claim], [cellOf(), cellOf({ id: 'c02' })], (id) => logs[id as 'c01'], 1)

    assert.deepEqual(
      results.map(({ cellId, verdict }) => [cellId, verdict]),
      [
        ['c01', 'holds'],
        ['c02', 'refuted'],
      ],
    )
  })
})

function judge(
  claim: PlannedClaim,
  { cell = cellOf(), log = putLog() }: { cell?: CellResult; log?: LatencyLog } = {},
) {
  return judgeClaims([claim], [cell], () => log, 1)[0]!
}

function many(value: number) {
  return Array.from({ length: 20 }, () => bucketsOf(Array.from({ length: 50 }, () => value)))
}

function missing(): LatencyLog {
  throw new Error('there are none')
}
