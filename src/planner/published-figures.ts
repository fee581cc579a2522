/**
 * Figures that others have published about KMS calls and their price, each
 * computed again by the code that makes plans, to stand side by side.
 *
 * @module
 */
import { builtInTables } from '../price-list/price-table.ts'
import { billOf, encryptionUsdOf } from './costs/bill.ts'
import { billedUseOf } from './costs/billed-use.ts'
import { defaultCosts, type CostSettings } from './costs/cost-settings.ts'
import type { FleetModel } from './fleet-model.ts'
import { analyse } from './long-run/analyse.ts'
import type { Analysis, Bill } from './plan-document.ts'
import type { PlanModel } from './plan-model.ts'
import { callsOfQueue, savedBySharedKey } from './published-formulas.ts'

export interface PublishedFigure {
  readonly what: string
  readonly published: number
  readonly unit: 'calls' | 'calls/s' | 'USD' | 'credentials' | 'shards' | 'share'
  /** Where it stands, or what it follows from, with the date. */
  readonly source: string
  readonly computed: number
}

const kinesisCosts =
  '[AWS, Kinesis, costs and performance](https://docs.aws.amazon.com/streams/latest/dev/costs-performance.html)'
const sqsGuide =
  '[AWS, SQS, key management](https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-key-management.html)'
const snsGuide =
  '[AWS, SNS, key management](https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html)'
const esdkExample =
  '[AWS Encryption SDK, data key caching example](https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/sample-cache-example.html)'
const esdkHierarchy =
  '[AWS Encryption SDK, hierarchical keyrings](https://docs.aws.amazon.com/encryption-sdk/latest/developer-guide/use-hierarchical-keyring.html)'
const bucketKeys =
  '[AWS, S3 Bucket Keys](https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html)'
const requestQuotas =
  '[AWS, KMS request quotas](https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html)'
const priceList = 'AWS price list of 2026-09-11'

const fullShard = 1000
const minute = 60e9

/** Takes some 50 ms. */
export function publishedFigures(): readonly PublishedFigure[] {
  return [...kinesis(), ...queues(), ...callsPerRecord(), ...encryptionSdk(), ...quotas()]
}

/** One full shard, key material for five minutes, consumers at the tip of the stream. */
const documented: FleetModel = {
  frontEnds: 4,
  consumers: 2,
  principals: 1,
  shards: 1,
  arrivals: 'poisson',
  callsPerSecond: fullShard,
  batch: 1,
  durationNs: 30 * 24 * 60 * minute,
  ttlNs: 5 * minute,
  rotationNs: 5 * minute,
  singleFlight: true,
  maxRecords: 2 ** 32,
  maxBytes: 2 ** 53,
  meanRecordBytes: 1024,
  kmsLatency: { distribution: 'constant', value: 10e6 },
  quotaPerSecond: 10_000,
  reader: { ttlNs: 10 * minute, capacity: 100_000, pollIntervalNs: 1e9 },
}

function planOf(fleet: Partial<FleetModel>): PlanModel {
  const whole = { ...documented, ...fleet }
  return {
    fleet: whole,
    streams: 1,
    horizonS: whole.durationNs / 1e9,
    load: [{ lengthS: Infinity, from: whole.callsPerSecond, to: whole.callsPerSecond }],
    start: 'steady',
    credentialLifetimeS: Infinity,
    retries: 'standard',
    maxAttempts: 3,
    disturbances: [],
    isFanOutEnhanced: false,
    catchUp: null,
  }
}

function analysisOf(fleet: Partial<FleetModel>): Analysis {
  return analyse(planOf(fleet))
}

const requestsAlone: CostSettings = { ...defaultCosts, keys: 0 }

function usdOf(calls: number, costs: CostSettings = requestsAlone): number {
  return encryptionUsdOf(calls, costs, builtInTables.prices, 'us-east-1')
}

function kinesis(): PublishedFigure[] {
  const once = analysisOf({ frontEnds: 1, consumers: 0 }).callsPer30Days
  const twelve = analysisOf({}).callsPer30Days
  const copied = usdOf(twelve, { ...requestsAlone, cloudTrailCopies: 1 }) - usdOf(twelve)
  const calls = (what: string, published: number, computed: number, source: string): PublishedFigure => ({
    what,
    published,
    unit: 'calls',
    source,
    computed,
  })
  const usd = (what: string, published: number, computed: number): PublishedFigure => ({
    what,
    published,
    unit: 'USD',
    source: `103,680 calls for each, ${priceList}`,
    computed,
  })
  return [
    calls('Kinesis, a call about every 5 min: 30 days', 8640, once, `${kinesisCosts}, 2017-12 to 2021`),
    calls(
      'Kinesis, about 12 calls every 5 min: 30 days',
      103_680,
      twelve,
      `${kinesisCosts}, since 2022-08-31`,
    ),
    usd('the same, for one credential', 0.31, usdOf(twelve)),
    usd('the same, for 100 credentials', 31, usdOf(analysisOf(withCredentials(100)).callsPer30Days)),
    usd('the same, for 1,000 credentials', 311, usdOf(analysisOf(withCredentials(1000)).callsPer30Days)),
    {
      what: 'credentials until "less than a few dollars", taken as 3 USD, is reached',
      published: 9.6,
      unit: 'credentials',
      source: `AWS Big Data Blog, 2017-07; ${priceList}`,
      computed: 3 / usdOf(twelve),
    },
    {
      what: 'one more copy of the CloudTrail events of one credential',
      published: 2.07,
      unit: 'USD',
      source: 'AWS, CloudTrail pricing: 2.00 USD for 100,000 management events',
      computed: copied,
    },
  ]
}

/** Each as busy as one alone. */
function withCredentials(principals: number): Partial<FleetModel> {
  return { principals, callsPerSecond: principals * fullShard, shards: principals }
}

function queues(): PublishedFigure[] {
  const january = { billingPeriod: 31 * 86_400, reusePeriod: 300 }
  const february = { billingPeriod: 28 * 86_400, reusePeriod: 86_400 }
  const often = { ...february, reusePeriod: 300 }
  const row = (what: string, published: number, source: string, computed: number): PublishedFigure => ({
    what,
    published,
    unit: 'calls',
    source,
    computed,
  })
  return [
    row(
      'SQS, example 1: 31 days, 5 min, 1 producer, 1 consumer',
      26_784,
      sqsGuide,
      callsOfQueue({ ...january, producers: 1, consumers: 1 }),
    ),
    row(
      'SQS, example 2: 28 days, 24 h, 3 producers and 1 consumer, 5 and 2',
      532,
      sqsGuide,
      callsOfQueue({ ...february, producers: 3, consumers: 1 }) +
        callsOfQueue({ ...february, producers: 5, consumers: 2 }),
    ),
    row(
      'SNS, example 1: 31 days, 5 min, 1 publisher',
      17_856,
      snsGuide,
      callsOfQueue({ ...january, producers: 1, consumers: 0 }),
    ),
    row(
      'SNS, example 2: 28 days, 5 min, 3 and 5 publishers',
      129_024,
      snsGuide,
      callsOfQueue({ ...often, producers: 3, consumers: 0 }) +
        callsOfQueue({ ...often, producers: 5, consumers: 0 }),
    ),
  ]
}

/** A stream of one full shard, whose records each have a key of their own, or share it with 99 others. */
function callsPerRecord(): PublishedFigure[] {
  const each = keyFor(1)
  const hundred = keyFor(100)
  const row = (
    what: string,
    published: number,
    computed: number,
    unit: 'calls' | 'USD',
  ): PublishedFigure => ({
    what,
    published,
    unit,
    source: `1,000 records/s, ${priceList}`,
    computed,
  })
  return [
    row('GenerateDataKey for each record of a full shard: 30 days', 2_592_000_000, each.calls, 'calls'),
    row('the same', 7776, each.bill.encryptionUsd, 'USD'),
    row('the shard itself', 47.09, each.bill.streamUsd, 'USD'),
    row('GenerateDataKey for each 100 records of a full shard: 30 days', 25_920_000, hundred.calls, 'calls'),
    row('the same', 77.8, hundred.bill.encryptionUsd, 'USD'),
  ]
}

function keyFor(maxRecords: number): { readonly calls: number; readonly bill: Bill } {
  const plan = planOf({
    frontEnds: 1,
    consumers: 0,
    maxRecords,
    kmsLatency: { distribution: 'constant', value: 0 },
  })
  const calls = analyse(plan).callsPer30Days
  return {
    calls,
    bill: billOf(billedUseOf(plan, calls), requestsAlone, builtInTables.prices, 'us-east-1').bill,
  }
}

/** 500 producers of one record per second, two consumers; a day is longer than any of their keys lasts. */
function encryptionSdk(): PublishedFigure[] {
  const day = 24 * 60 * minute
  const devices: Partial<FleetModel> = {
    frontEnds: 500,
    callsPerSecond: 500,
    ttlNs: day,
    rotationNs: day,
    kmsLatency: { distribution: 'constant', value: 0 },
    reader: { ...documented.reader, ttlNs: 2 * day },
  }
  const alone = { ...devices, maxRecords: 1, reader: { ...documented.reader, ttlNs: 0 } }
  const row = (
    what: string,
    published: number,
    operation: 'GenerateDataKey' | 'Decrypt',
    fleet: Partial<FleetModel>,
  ) => ({
    what,
    published,
    unit: 'calls/s' as const,
    source: esdkExample,
    computed: rateOf(analysisOf(fleet), operation),
  })
  const records = 10_000
  const branchKeyTtlNs = 15 * minute
  const branch = analysisOf({
    frontEnds: 1,
    consumers: 0,
    maxRecords: 1,
    callsPerSecond: records / (branchKeyTtlNs / 1e9),
    branchKeyTtlNs,
  })
  return [
    row('500 producers at 1/s, no cache: GenerateDataKey', 500, 'GenerateDataKey', alone),
    row('the same, 100 uses of a key', 5, 'GenerateDataKey', { ...devices, maxRecords: 100 }),
    row('their 2 consumers, no cache: Decrypt', 1000, 'Decrypt', alone),
    row('the same, 100 uses of a key', 10, 'Decrypt', { ...devices, maxRecords: 100 }),
    {
      what: '10,000 encryptions in the 15 min of a branch key',
      published: 1,
      unit: 'calls',
      source: esdkHierarchy,
      computed: (branch.callsPerSecond * branchKeyTtlNs) / 1e9,
    },
    {
      what: 'saved by S3 Bucket Keys ("up to 99 percent"), at 100 requests in the life of a key',
      published: 0.99,
      unit: 'share',
      source: bucketKeys,
      computed: savedBySharedKey(100),
    },
  ]
}

function rateOf({ rates }: Analysis, operation: 'GenerateDataKey' | 'Decrypt'): number {
  return rates.reduce((sum, rate) => sum + (rate.operation === operation ? rate.perSecond : 0), 0)
}

function quotas(): PublishedFigure[] {
  const perRecord = (quotaPerSecond: number): number =>
    1 /
    analysisOf({
      frontEnds: 1,
      consumers: 0,
      maxRecords: 1,
      quotaPerSecond,
      kmsLatency: { distribution: 'constant', value: 0 },
    }).quota.steadyShare
  return [
    {
      what: 'full shards whose records each have a key of their own, until 10,000/s are reached',
      published: 10,
      unit: 'shards',
      source: requestQuotas,
      computed: perRecord(10_000),
    },
    {
      what: 'the same, 100,000/s',
      published: 100,
      unit: 'shards',
      source: requestQuotas,
      computed: perRecord(100_000),
    },
    {
      what: 'credentials with 12 calls every 5 min, until 10,000/s are reached',
      published: 250_000,
      unit: 'credentials',
      source: requestQuotas,
      computed: 1 / analysisOf({}).quota.steadyShare,
    },
  ]
}
