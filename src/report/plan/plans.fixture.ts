/**
 * Plans of every kind for the tests of their pictures: a sweep, a million front
 * ends, choices, two fleets, checks of which one fails, and one that means harm.
 *
 * @module
 */
import type { Curve } from '../../planner/outlook-document.ts'
import type { Choices, Plan, PlanCell, Verification, WhatIf } from '../../planner/plan-document.ts'
import { analysisOf, billOf, cellOf, estimateOf, planOf, simulationOf } from './plan.fixture.ts'

export const hostileText = `<script>alert(1)</script>\u001b[31m]]>"onload=alert(2) 'x' | \`tick\` \n# heading ![](http://evil) --> &amp; \u202e`

/** Cold start of 10,000 front ends against 10,000 a second: eight ways to live through it. */
export function sweepOf(): Plan {
  const cells = [0, 1, 2, 3, 4, 5, 6, 7].map((index) => coldStartCell(index))
  return planOf({
    name: 'cold-start-10000',
    question: 'What do jitter, refresh-ahead and new retries do for a cold start of 10,000 front ends?',
    cells,
    curves: curvesOf(),
    warnings: ['Cell c08 was stopped as time ran out.'],
  })
}

function coldStartCell(index: number): PlanCell {
  const [jitter, ahead, retries] = [
    index & 1 ? 0.2 : 0,
    index & 2 ? '10 s' : '0 s',
    index & 4 ? 'legacy' : 'standard',
  ]
  const throttled = Math.round(14_000 / (1 + index))
  const quota = 10_000
  return cellOf({
    id: `c0${index + 1}`,
    params: { 'keyCache.jitter': jitter, 'keyCache.refreshAhead': ahead, 'kms.retries': retries },
    fleet: { ...cellOf().fleet, frontEndsPerStream: 10_000, sealingCaches: 10_000, start: 'cold' },
    analysis: analysisOf({
      callsPerSecond: 100,
      callsPer30Days: 259_200_000,
      quota: {
        perSecond: quota,
        steadyShare: 0.01,
        busiestSecond: 18_000,
        busiestWhen: 'cold start',
        busiestQuota: quota,
        headroom: -0.8,
        growthToQuota: 100,
      },
    }),
    simulation: simulationOf({
      stoppedBecause: index === 7 ? 'out of time' : 'narrow enough',
      throttled: estimateOf(throttled),
      lost: estimateOf(throttled / 3),
      refusedShare: { mean: 0.2 / (1 + index), ci95: [0.18 / (1 + index), 0.22 / (1 + index)] },
      refused: {
        sealing: { mean: 0.1 / (1 + index), ci95: [0.09 / (1 + index), 0.11 / (1 + index)] },
        reading: { mean: 0.3 / (1 + index), ci95: [0.27 / (1 + index), 0.33 / (1 + index)] },
      },
      recoveryS: estimateOf(6 - index / 2),
      busiestSecond: estimateOf(18_000 - 900 * index),
      series: {
        binS: 5,
        quotaPerSecond: quota,
        otherQuotas: [],
        bins: Array.from({ length: 120 }, (_, at) => waveBin(at, index)),
      },
    }),
    bill: billOf(777.6 + 10 * index),
  })
}

/** A wave at the start and one for each TTL, which jitter wears down. */
function waveBin(at: number, index: number) {
  const wave = Math.max(
    0,
    18_000 * Math.exp(-(at % 60) * (0.4 + index / 10)) * (index & 1 ? 0.7 ** Math.floor(at / 60) : 1),
  )
  return {
    fromS: 5 * at,
    attempts: Math.round(wave * 3),
    busiestSecond: Math.round(wave),
    throttled: Math.max(0, Math.round(wave) - 10_000),
    lost: wave > 15_000 ? 900 : 0,
  }
}

export function curvesOf(): Curve[] {
  const ttls = [0, 1, 10, 60, 300, 900, 3600, 86_400]
  const sizes = [1, 10, 100, 1000, 10_000, 100_000, 1_000_000]
  return [
    {
      knob: 'ttl',
      points: ttls.map((ttl) => ({
        value: ttl,
        isPlanned: ttl === 300,
        callsPerSecond: ttl === 0 ? 3000 : 12_000 / (ttl + 10),
        busiestSecond: ttl === 0 ? 3300 : 40 + 12_000 / (ttl + 10),
        busiestQuota: 10_000,
        encryptionUsd: ttl === 0 ? 23_328 : 93_312 / (ttl + 10),
        waitP99S: ttl < 10 ? 0.04 : 0,
      })),
    },
    {
      knob: 'frontEnds',
      points: sizes.map((count) => ({
        value: count,
        isPlanned: count === 10_000,
        callsPerSecond: count / 100,
        busiestSecond: count,
        busiestQuota: 10_000,
        encryptionUsd: count * 0.08,
        waitP99S: 0,
      })),
    },
  ]
}

/** A million front ends on ten thousand streams: one in a thousand of them is simulated. */
export function millionOf(): Plan {
  const share = 0.001
  const cell = cellOf({
    fleet: {
      ...cellOf().fleet,
      streams: 10_000,
      frontEndsPerStream: 100,
      sealingCaches: 1_000_000,
      readingCaches: 20_000,
      recordsPerSecond: 1e8,
    },
    analysis: analysisOf({
      callsPerSecond: 10_000,
      callsPer30Days: 25_920_000_000,
      quota: {
        perSecond: 10_000,
        steadyShare: 1,
        busiestSecond: 11_000,
        busiestWhen: 'expiry of all that was filled at the start',
        busiestQuota: 10_000,
        headroom: -0.1,
        growthToQuota: 1,
      },
    }),
    simulation: simulationOf({
      share,
      simulatedS: 600,
      replications: 5,
      stoppedBecause: 'most replications',
    }),
    bill: billOf(77_760, 470_900),
  })
  return planOf({ name: 'a-million', question: 'What do a million front ends ask of KMS?', cells: [cell] })
}

export function choicesOf(): Choices {
  const options = [60, 300, 900, 3600, 21_600, 86_400].flatMap((ttl) =>
    [0, 0.2].map((jitter) => {
      const encryptionUsd = (93_312 / ttl) * (1 + jitter / 2)
      const fallsOut = [
        ...(encryptionUsd > 400 ? [`costs ${Math.round(encryptionUsd)} USD, more than 400`] : []),
        ...(ttl > 3600 ? ['one key material is used for longer than 2 h'] : []),
      ]
      return {
        params: { 'keyCache.ttl': `${ttl / 60} min`, 'keyCache.jitter': jitter },
        encryptionUsd,
        waitP99S: jitter > 0 ? 0 : 1 / ttl,
        exposureS: 2 * ttl,
        recordsPerKey: 250 * ttl,
        callsPerSecond: 12_000 / ttl,
        headroom: 1 - 1.2 / ttl,
        fallsOut,
        isOnFront: fallsOut.length === 0,
        isPlanned: ttl === 300 && jitter === 0,
      }
    }),
  )
  return {
    constraints: {
      maxUsd: 400,
      maxP99AddedS: null,
      maxExposureS: 7200,
      maxRecordsPerKey: null,
      minQuotaHeadroom: 0.5,
    },
    lookedAt: options.length,
    satisfying: options.filter(({ fallsOut }) => fallsOut.length === 0).length,
    options,
    headline: 'Set ttl 60 min, jitter 0.2: 28.51 USD',
    answer: 'Choose keyCache.ttl 60 min with jitter 0.2: it costs 29 USD a month and satisfies everything.',
  }
}

export function whatIfOf(): WhatIf {
  return {
    name: 'ten times as many front ends',
    figures: [
      { figure: 'calls', dimension: 'rate', base: 0.04, other: 0.4, change: 9, isGood: null },
      {
        figure: 'encryption, 30 days',
        dimension: 'money',
        base: 2.92,
        other: 20.2,
        change: 5.918,
        isGood: null,
      },
      {
        figure: 'calls, 30 days',
        dimension: 'count',
        base: 103_680,
        other: 1_036_800,
        change: 9,
        isGood: null,
      },
      {
        figure: 'lost records',
        dimension: 'count',
        base: 0,
        other: 12,
        change: null,
        isGood: { base: true, other: false },
      },
      {
        figure: 'p99 added',
        dimension: 'duration',
        base: 0.0123,
        other: 0.004,
        change: -0.675,
        isGood: null,
      },
      { figure: 'records that wait', dimension: 'share', base: 0.1, other: 0.1, change: 0, isGood: null },
    ],
  }
}

/** With one check that fails. */
export function verificationOf(): Verification {
  return {
    checks: [
      check('GenerateDataKey', 'events', 0.3),
      check('GenerateDataKey', 'records', -1.2),
      check('GenerateDataKey', 'virtual run', 0.9),
      check('Decrypt', 'events', 2.1),
      check('Decrypt', 'records', 0),
      check('records that waited', 'events', 31.5),
    ],
    omitted: ['a real run: no KMS endpoint was named'],
    verdict: 'disagrees',
  }
}

function check(
  figure: string,
  other: 'events' | 'records' | 'virtual run',
  sigmas: number,
): Verification['checks'][number] {
  return {
    figure,
    one: 'theory',
    other,
    oneValue: 48,
    otherValue: 48 + sigmas,
    sigma: 1,
    sigmas,
    agrees: Math.abs(sigmas) <= 4,
  }
}

/** Everything that a plan can hold, and text that means harm wherever text may stand. */
export function hostilePlan(): Plan {
  const whole = sweepOf()
  return planOf({
    ...whole,
    name: hostileText,
    question: hostileText,
    cells: whole.cells.map((cell) => ({
      ...cell,
      id: `${cell.id}${hostileText}`,
      params: { [hostileText]: hostileText },
      fleet: { ...cell.fleet, region: hostileText },
      analysis: { ...cell.analysis, cautions: [hostileText] },
      bill: {
        ...cell.bill,
        region: hostileText,
        lines: cell.bill.lines.map((line) => ({
          ...line,
          item: hostileText,
          unit: hostileText,
          note: hostileText,
        })),
      },
    })),
    choices: { ...choicesOf(), answer: hostileText },
    whatIf: { ...whatIfOf(), name: hostileText },
    verification: { ...verificationOf(), omitted: [hostileText] },
    warnings: [hostileText],
    tables: {
      prices: { date: hostileText, source: hostileText, warning: hostileText },
      quotas: { date: hostileText, source: hostileText, warning: null },
    },
  })
}
