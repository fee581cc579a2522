/**
 * Figures that others have published about KMS calls and their price, each
 * computed again by the code that makes plans, to stand side by side.
 *
 * @module
 */
import { builtInTables } from '../src/price-list/price-table.ts'
import { billOf, encryptionUsdOf } from '../src/planner/costs/bill.ts'
import { billedUseOf } from '../src/planner/costs/billed-use.ts'
import { defaultCosts, type CostSettings } from '../src/planner/costs/cost-settings.ts'
import type { FleetModel } from '../src/planner/fleet-model.ts'
import { analyse } from '../src/planner/long-run/analyse.ts'
import type { Bill } from '../src/planner/plan-document.ts'
import { minute } from '../src/planner/fleet.fixture.ts'
import { callsOfQueue, savedBySharedKey } from '../src/planner/published-formulas.ts'
import { analysisOf, documented, planOf, rateOf } from './published-fleet.ts'

/**
 * `the model`: what the analytic model finds. `prices`: calls of the model at prices of the built-in table, which
 * the other side is worked out from too. `a formula`: the published formula at its published inputs. `a ratio`: a
 * quota over calls of the model.
 */
export type Tested = 'the model' | 'prices' | 'a formula' | 'a ratio'

export interface PublishedFigure {
  readonly what: string
  readonly tests: Tested
  /** On the page of its source, or worked out by hand from what stands there. */
  readonly expected: number
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

const fullShard = documented.callsPerSecond

/** Takes some 50 ms. */
export function publishedFigures(): readonly PublishedFigure[] {
  return [...kinesis(), ...queues(), ...callsPerRecord(), ...encryptionSdk(), ...sharedKeys(), ...quotas()]
}

const requestsAlone: CostSettings = { ...defaultCosts, keys: 0 }

function usdOf(calls: number, costs: CostSettings = requestsAlone): number {
  return encryptionUsdOf(calls, costs, builtInTables.prices, 'us-east-1')
}

/** Expected and computed. */
type Both = readonly [number, number]

function figure(
  what: string,
  tests: Tested,
  [expected, computed]: Both,
  unit: PublishedFigure['unit'],
  source: string,
): PublishedFigure {
  return { what, tests, expected, unit, source, computed }
}

function kinesis(): PublishedFigure[] {
  const once = analysisOf({ frontEnds: 1, consumers: 0 }).callsPer30Days
  const twelve = analysisOf({}).callsPer30Days
  const copied = usdOf(twelve, { ...requestsAlone, cloudTrailCopies: 1 }) - usdOf(twelve)
  const forEach = `103,680 calls for each, ${priceList}`
  const lately = `${kinesisCosts}, since 2022-08-31`
  const trail = 'AWS, CloudTrail pricing: 2.00 USD for 100,000 management events'
  return [
    figure(
      'Kinesis, a call about every 5 min: 30 days',
      'the model',
      [8640, once],
      'calls',
      `${kinesisCosts}, 2017-12 to 2021`,
    ),
    figure('Kinesis, about 12 calls every 5 min: 30 days', 'the model', [103_680, twelve], 'calls', lately),
    figure('the same, for one credential', 'prices', [0.31, usdOf(twelve)], 'USD', forEach),
    figure('the same, for 100 credentials', 'prices', [31, usdOf(callsOfCredentials(100))], 'USD', forEach),
    figure(
      'the same, for 1,000 credentials',
      'prices',
      [311, usdOf(callsOfCredentials(1000))],
      'USD',
      forEach,
    ),
    figure(
      'credentials until "less than a few dollars", taken as 3 USD, is reached',
      'prices',
      [9.6, 3 / usdOf(twelve)],
      'credentials',
      `AWS Big Data Blog, 2017-07; ${priceList}`,
    ),
    figure(
      'one more copy of the CloudTrail events of one credential',
      'prices',
      [2.07, copied],
      'USD',
      trail,
    ),
  ]
}

/** Each as busy as one alone. */
function callsOfCredentials(principals: number): number {
  return analysisOf({ principals, callsPerSecond: principals * fullShard, shards: principals }).callsPer30Days
}

const january = { billingPeriod: 31 * 86_400, reusePeriod: 300 }
const february = { billingPeriod: 28 * 86_400, reusePeriod: 300 }

function queues(): PublishedFigure[] {
  const daily = { ...february, reusePeriod: 86_400 }
  const twoQueues =
    callsOfQueue({ ...daily, producers: 3, consumers: 1 }) +
    callsOfQueue({ ...daily, producers: 5, consumers: 2 })
  const twoTopics =
    callsOfQueue({ ...february, producers: 3, consumers: 0 }) +
    callsOfQueue({ ...february, producers: 5, consumers: 0 })
  return [
    figure(
      'SQS, example 1: 31 days, 5 min, 1 producer, 1 consumer',
      'a formula',
      [26_784, callsOfQueue({ ...january, producers: 1, consumers: 1 })],
      'calls',
      sqsGuide,
    ),
    figure(
      'SQS, example 2: 28 days, 24 h, 3 producers and 1 consumer, 5 and 2',
      'a formula',
      [532, twoQueues],
      'calls',
      sqsGuide,
    ),
    figure(
      'SNS, example 1: 31 days, 5 min, 1 publisher',
      'a formula',
      [17_856, callsOfQueue({ ...january, producers: 1, consumers: 0 })],
      'calls',
      snsGuide,
    ),
    figure(
      'SNS, example 2: 28 days, 5 min, 3 and 5 publishers',
      'a formula',
      [129_024, twoTopics],
      'calls',
      snsGuide,
    ),
  ]
}

/** A stream of one full shard, whose records each have a key of their own, or share it with 99 others. */
function callsPerRecord(): PublishedFigure[] {
  const each = keyFor(1)
  const hundred = keyFor(100)
  const source = `1,000 records/s, ${priceList}`
  return [
    figure(
      'GenerateDataKey for each record of a full shard: 30 days',
      'the model',
      [2_592_000_000, each.calls],
      'calls',
      source,
    ),
    figure('the same', 'prices', [7776, each.bill.encryptionUsd], 'USD', source),
    figure('the shard itself', 'prices', [47.09, each.bill.streamUsd], 'USD', source),
    figure(
      'GenerateDataKey for each 100 records of a full shard: 30 days',
      'the model',
      [25_920_000, hundred.calls],
      'calls',
      source,
    ),
    figure('the same', 'prices', [77.8, hundred.bill.encryptionUsd], 'USD', source),
  ]
}

const atOnce = { distribution: 'constant', value: 0 } as const

function keyFor(maxRecords: number): { readonly calls: number; readonly bill: Bill } {
  const plan = planOf({ frontEnds: 1, consumers: 0, maxRecords, kmsLatency: atOnce })
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
    kmsLatency: atOnce,
    reader: { ...documented.reader, ttlNs: 2 * day },
  }
  const { rates: alone } = analysisOf({
    ...devices,
    maxRecords: 1,
    reader: { ...documented.reader, ttlNs: 0 },
  })
  const { rates: shared } = analysisOf({ ...devices, maxRecords: 100 })
  const [generate, decrypt] = ['GenerateDataKey', 'Decrypt'] as const
  return [
    figure(
      `500 producers at 1/s, no cache: ${generate}`,
      'the model',
      [500, rateOf(alone, generate)],
      'calls/s',
      esdkExample,
    ),
    figure('the same, 100 uses of a key', 'the model', [5, rateOf(shared, generate)], 'calls/s', esdkExample),
    figure(
      `their 2 consumers, no cache: ${decrypt}`,
      'the model',
      [1000, rateOf(alone, decrypt)],
      'calls/s',
      esdkExample,
    ),
    figure('the same, 100 uses of a key', 'the model', [10, rateOf(shared, decrypt)], 'calls/s', esdkExample),
  ]
}

function sharedKeys(): PublishedFigure[] {
  const branchKeyTtlS = 900
  const branch = analysisOf({
    frontEnds: 1,
    consumers: 0,
    maxRecords: 1,
    callsPerSecond: 10_000 / branchKeyTtlS,
    branchKeyTtlNs: branchKeyTtlS * 1e9,
  })
  return [
    figure(
      '10,000 encryptions in the 15 min of a branch key',
      'the model',
      [1, branch.callsPerSecond * branchKeyTtlS],
      'calls',
      esdkHierarchy,
    ),
    figure(
      'saved by S3 Bucket Keys ("up to 99 percent"), at 100 requests in the life of a key',
      'a formula',
      [0.99, savedBySharedKey(100)],
      'share',
      bucketKeys,
    ),
  ]
}

function quotas(): PublishedFigure[] {
  const perRecord = { frontEnds: 1, consumers: 0, maxRecords: 1, kmsLatency: atOnce }
  return [
    figure(
      'full shards whose records each have a key of their own, until 10,000/s are reached',
      'a ratio',
      [10, untilFull({ ...perRecord, quotaPerSecond: 10_000 })],
      'shards',
      requestQuotas,
    ),
    figure(
      'the same, 100,000/s',
      'a ratio',
      [100, untilFull({ ...perRecord, quotaPerSecond: 100_000 })],
      'shards',
      requestQuotas,
    ),
    figure(
      'credentials with 12 calls every 5 min, until 10,000/s are reached',
      'a ratio',
      [250_000, untilFull({})],
      'credentials',
      requestQuotas,
    ),
  ]
}

/** How many times as large a fleet with its load fills the quota. */
function untilFull(fleet: Partial<FleetModel>): number {
  return 1 / analysisOf(fleet).quota.steadyShare
}
