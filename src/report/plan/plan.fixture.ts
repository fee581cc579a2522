/**
 * Plans for the tests of their pictures: as large as life, made up by simple
 * arithmetic rather than by the planner, and checked against the format.
 *
 * @module
 */
import {
  planSchema,
  type Analysis,
  type Bill,
  type Estimate,
  type Plan,
  type PlanCell,
  type SimulatedFleet,
} from '../../planner/plan-document.ts'

/** One cell: Kinesis as documented, 12 calls in 5 min; checked to be a plan. */
export function planOf(more: Partial<Plan> = {}): Plan {
  return planSchema.parse({
    planVersion: 1,
    sealbenchVersion: '0.0.0',
    createdAt: '2026-11-26T06:00:00.000Z',
    name: 'kinesis-documented',
    question: 'What does a stream with four front ends and two consumers cost?',
    seed: 20170701,
    horizonS: 3600,
    tables: {
      prices: { date: '2026-09-11', source: 'https://aws.amazon.com/kms/pricing', warning: null },
      quotas: { date: '2026-10-01', source: 'https://docs.aws.amazon.com/kms', warning: null },
    },
    cells: [cellOf()],
    curves: [],
    choices: null,
    whatIf: null,
    verification: null,
    verdict: { kept: true, broken: [], exitCode: 0, maxLost: null },
    warnings: [],
    ...more,
  })
}

export function cellOf(more: Partial<PlanCell> = {}): PlanCell {
  return {
    id: 'c01',
    params: {},
    fleet: {
      streams: 1,
      frontEndsPerStream: 4,
      consumersPerStream: 2,
      principalsPerStream: 1,
      shardsPerStream: 1,
      sealingCaches: 4,
      readingCaches: 2,
      recordsPerSecond: 1000,
      meanRecordBytes: 1400,
      ttlS: 300,
      rotationS: 300,
      readerTtlS: 300,
      credentialLifetimeS: null,
      meanKmsLatencyS: 0.0123,
      region: 'us-east-1',
      quotaPerSecond: 10_000,
      start: 'steady',
      retries: 'standard',
      maxAttempts: 3,
    },
    analysis: analysisOf(),
    simulation: simulationOf(),
    bill: billOf(0.25),
    ...more,
  }
}

export function analysisOf(more: Partial<Analysis> = {}): Analysis {
  return {
    rates: [
      {
        role: 'fills that generate',
        operation: 'GenerateDataKey',
        perSecond: 4 / 300,
        formula: 'N / (T + d + 1/lambda)',
      },
      { role: 'consumers at the tip', operation: 'Decrypt', perSecond: 8 / 300, formula: 'M N / T' },
    ],
    callsPerSecond: 12 / 300,
    callsPer30Days: 103_680,
    waits: { share: 0.0000123, meanS: 1.5e-7, p50S: 0, p99S: 0, p999S: 0 },
    quota: {
      perSecond: 10_000,
      steadyShare: 0.000004,
      busiestSecond: 12,
      busiestWhen: 'cold start',
      busiestQuota: 10_000,
      headroom: 0.9988,
      growthToQuota: 250_000,
    },
    exposure: {
      sealsForS: 300,
      opensForS: 600,
      keySealsForS: 300,
      keyLivesForS: 900,
      recordsPerKey: 75_000,
    },
    cautions: ['Polls of consumers are taken to be independent of fills.'],
    ...more,
  }
}

/** A mean with an interval of 2 % to both sides. */
export function estimateOf(mean: number): Estimate {
  return { mean, ci95: [0.98 * mean, 1.02 * mean] }
}

export function simulationOf(more: Partial<SimulatedFleet> = {}): SimulatedFleet {
  return {
    replications: 20,
    stoppedBecause: 'narrow enough',
    share: 1,
    simulatedS: 3600,
    calls: { GenerateDataKey: estimateOf(48.1), Decrypt: estimateOf(96.3) },
    attempts: estimateOf(144.4),
    throttled: estimateOf(0),
    failedCalls: estimateOf(0),
    records: estimateOf(3_600_000),
    lost: estimateOf(0),
    busiestSecond: estimateOf(4.2),
    refusedShare: estimateOf(0),
    refused: { sealing: estimateOf(0), reading: estimateOf(0) },
    recoveryS: null,
    unrecovered: 0,
    cautions: [],
    waits: { share: 0.0000125, meanS: 1.6e-7, p50S: 0, p99S: 0, p999S: 0 },
    series: {
      binS: 30,
      quotaPerSecond: 10_000,
      otherQuotas: [],
      bins: Array.from({ length: 120 }, (_, index) => ({
        fromS: 30 * index,
        attempts: index % 10 === 0 ? 12 : 0,
        busiestSecond: index % 10 === 0 ? 4 : 0,
        throttled: 0,
        lost: 0,
      })),
    },
    ...more,
  }
}

/** `kmsUsd` for requests, and as much again in proportion for CloudTrail. */
export function billOf(kmsUsd: number, streamUsd = 47.09): Bill {
  const trailUsd = kmsUsd * 6.67
  return {
    region: 'us-east-1',
    lines: [
      {
        group: 'kms',
        item: 'requests',
        quantity: kmsUsd / 0.000003,
        unit: 'requests',
        usdPerUnit: 0.000003,
        usd: kmsUsd,
        note: 'after 20,000 that are free',
      },
      { group: 'kms', item: 'key', quantity: 1, unit: 'key-months', usdPerUnit: 1, usd: 1, note: null },
      {
        group: 'cloudtrail',
        item: 'second copy of events',
        quantity: trailUsd / 0.00002,
        unit: 'events',
        usdPerUnit: 0.00002,
        usd: trailUsd,
        note: null,
      },
      {
        group: 'stream',
        item: 'shard-hours',
        quantity: 720,
        unit: 'shard-hours',
        usdPerUnit: streamUsd / 720,
        usd: streamUsd,
        note: null,
      },
    ],
    encryptionUsd: kmsUsd + 1 + trailUsd,
    streamUsd,
    totalUsd: kmsUsd + 1 + trailUsd + streamUsd,
  }
}
