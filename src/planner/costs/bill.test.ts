import assert from 'node:assert/strict'
import { describe, it } from 'node:test'

import { builtInTables, type PriceTable } from '../../price-list/price-table.ts'
import type { BilledUse } from './billed-use.ts'
import { billOf } from './bill.ts'
import { dayS, defaultCosts, type CostSettings } from './cost-settings.ts'

const { prices } = builtInTables
const region = 'us-east-1'

/** One full shard of 1 KiB records, and nothing of KMS. */
const shard: BilledUse = {
  kmsCallsPer30Days: 0,
  streams: 1,
  shardsPerStream: 1,
  consumersPerStream: 1,
  isFanOutEnhanced: false,
  recordsPerSecond: 1000,
  meanRecordBytes: 1024,
  recordBytesSd: 0,
}
const noKeys: CostSettings = { ...defaultCosts, keys: 0 }

const billed = (use: Partial<BilledUse>, costs: Partial<CostSettings> = {}, table: PriceTable = prices) =>
  billOf({ ...shard, ...use }, { ...noKeys, ...costs }, table, region).bill

const itemsOf = (use: Partial<BilledUse>, costs: Partial<CostSettings> = {}) =>
  Object.fromEntries(
    billed(use, costs).lines.map(({ item, quantity }) => [item, Number(quantity.toPrecision(12))]),
  )

const cents = (usd: number): number => Number(usd.toFixed(2))

const notesOf = (costs: Partial<CostSettings>) => billed({}, costs).lines.map(({ note }) => note)

const shardsOf = (recordsPerSecond: number, meanRecordBytes: number) => {
  const line = billed({ recordsPerSecond, meanRecordBytes, streams: 2, shardsPerStream: 3 }).lines.find(
    ({ item }) => item === 'shards',
  )!
  return [line.quantity / 1440, line.note]
}

const assertNear = (actual: number | undefined, days: number | undefined) =>
  days === undefined
    ? assert.equal(actual, undefined)
    : assert.ok(Math.abs(actual! - days) < 1e-9 * days, `${actual}`)

const warningsOf = (name: string, costs: CostSettings, use: Partial<BilledUse> = {}) =>
  billOf({ ...shard, ...use }, costs, prices, name).warnings

describe('billOf, of encryption', () => {
  for (const [strategy, calls, usd] of [
    ['one call in 5 minutes', 8640, 0.02592],
    ['12 calls in 5 minutes', 103_680, 0.31104],
    ['the same of 100 credentials', 10_368_000, 31.104],
    ['the same of 1,000 credentials', 103_680_000, 311.04],
    ['P = C = 1 of the SQS formula', 25_920, 0.07776],
    ['a call for each record of a full shard', 2_592_000_000, 7776],
    ['a call for each 100 of them', 25_920_000, 77.76],
  ] as const)
    it(`charges ${usd} USD for ${strategy}`, () => {
      const { encryptionUsd } = billed({ kmsCallsPer30Days: calls })

      assert.equal(Number(encryptionUsd.toFixed(5)), usd)
    })

  it('charges for a copy of the events 6.7 times what the calls cost', () => {
    const { lines } = billed({ kmsCallsPer30Days: 103_680 }, { cloudTrailCopies: 1 })

    const [requests, , copies] = lines

    assert.equal(cents(copies!.usd), 2.07)
    assert.equal(cents(copies!.usd / requests!.usd), 6.67)
    assert.equal(copies!.group, 'cloudtrail')
  })

  for (const [calls, billedCalls] of [
    [0, 0],
    [19_999, 0],
    [20_000, 0],
    [20_001, 1],
    [103_680, 83_680],
  ] as const)
    it(`charges ${billedCalls} of ${calls} requests where the free ones are this fleet's`, () => {
      assert.equal(itemsOf({ kmsCallsPer30Days: calls }, { freeTier: true })['KMS requests'], billedCalls)
      assert.equal(itemsOf({ kmsCallsPer30Days: calls })['KMS requests'], calls)
    })

  for (const [rotations, charged] of [
    [0, undefined],
    [1, 3],
    [2, 6],
    [3, 6],
    [25, 6],
  ] as const)
    it(`charges ${charged ?? 'no'} rotation-months for 3 keys rotated ${rotations} times`, () => {
      const quantities = itemsOf({}, { keys: 3, rotations })

      assert.equal(quantities['customer-managed keys'], 3)
      assert.equal(quantities['rotations of these keys'], charged)
    })

  it('says of how many rotations only two are charged, and that keys of AWS are free', () => {
    assert.ok(notesOf({ keys: 1, rotations: 3 }).includes('of 3 rotations, only the first 2 are charged'))
    assert.ok(!notesOf({ keys: 1, rotations: 2 }).some((note) => note?.includes('rotations')))
    assert.ok(notesOf({ keys: 0, rotations: 3 }).includes('keys that AWS manages are free'))
  })
})

describe('billOf, of the stream', () => {
  it('charges 47 USD for a full shard, 165 times less than a call for each record', () => {
    const { lines, streamUsd, encryptionUsd } = billed({ kmsCallsPer30Days: 2_592_000_000 })

    const stream = lines.filter(({ group }) => group === 'stream').map(({ usd }) => cents(usd))
    assert.deepEqual(stream, [10.8, 36.29])
    assert.equal(cents(streamUsd), 47.09)
    assert.equal(Math.round(encryptionUsd / streamUsd), 165)
  })

  for (const [bytes, units] of [
    [1, 1],
    [25 * 1024, 1],
    [25 * 1024 + 1, 2],
    [50 * 1024, 2],
    [2 ** 20, 41],
  ] as const)
    it(`takes ${units} PUT payload units for a record of ${bytes} bytes`, () => {
      const written = itemsOf({ meanRecordBytes: bytes, recordsPerSecond: 1 })['PUT payload units of 25 KB']

      assert.equal(written, units * 30 * dayS)
    })

  for (const [bytes, kilobytes] of [
    [1, 1],
    [1024, 1],
    [1025, 2],
    [4.5 * 1024, 5],
  ] as const)
    it(`takes ${kilobytes} KB on demand for a record of ${bytes} bytes`, () => {
      const use = { meanRecordBytes: bytes, recordsPerSecond: 2 ** 20 / (30 * dayS) }

      assert.equal(itemsOf(use, { stream: 'on-demand' })['data written'], kilobytes)
    })

  it('bills as many shards as the load needs where the plan has fewer, and says so', () => {
    assert.deepEqual(shardsOf(6000, 1), [3, null])
    assert.deepEqual(shardsOf(6001, 1), [4, '4 shards a stream, as its mean load needs; the plan has 3'])
    assert.deepEqual(shardsOf(6, 2 ** 20), [3, null])
    assert.deepEqual(shardsOf(6, 2 ** 20 + 1), [
      4,
      '4 shards a stream, as its mean load needs; the plan has 3',
    ])
    assert.deepEqual(shardsOf(0, 1), [3, null])
  })

  it('charges for enhanced fan-out by consumer and shard, and by what is pushed; for polling nothing', () => {
    const use = { consumersPerStream: 3, shardsPerStream: 2, recordsPerSecond: 2 ** 20 / (30 * dayS) }

    const enhanced = itemsOf({ ...use, isFanOutEnhanced: true })

    assert.equal(enhanced['enhanced fan-out'], 3 * 2 * 720)
    assert.equal(enhanced['data fanned out'], 3)
    assert.equal(
      billed(use).lines.some(({ item }) => item.includes('fan')),
      false,
    )
    assert.equal(itemsOf(use, { stream: 'on-demand' })['data read'], 3)
    assert.equal(itemsOf({ ...use, isFanOutEnhanced: true }, { stream: 'on-demand' })['data fanned out'], 3)
  })

  for (const [retentionD, extended, longTerm] of [
    [1, undefined, undefined],
    [1.5, 0.5, undefined],
    [7, 6, undefined],
    [8, 6, 1],
    [365, 6, 358],
  ] as const)
    it(`charges for ${extended ?? 0} d of extended and ${longTerm ?? 0} d of long-term retention of ${retentionD} d`, () => {
      const use = { recordsPerSecond: 2 ** 20 / dayS }
      const costs = { retentionS: retentionD * dayS }

      const onDemand = itemsOf(use, { ...costs, stream: 'on-demand' })
      const provisioned = itemsOf(use, costs)

      assertNear(onDemand['retention beyond 24 h'], extended)
      assertNear(onDemand['retention beyond 7 d'], longTerm)
      assertNear(provisioned['retention beyond 7 d'], longTerm)
      assert.equal(provisioned['retention beyond 24 h'], extended === undefined ? undefined : 720)
    })

  it('bills Advantage as 25 MB/s at least, in and out each, and charges nothing for a stream', () => {
    const costs = { stream: 'advantage' } as const
    const gigabytes = (25 * 30 * dayS) / 1024

    const small = billed({ recordsPerSecond: 1024 }, costs)
    const just = itemsOf({ recordsPerSecond: 25 * 1024 }, costs)
    const readOnly = itemsOf({ recordsPerSecond: 12.5 * 1024, consumersPerStream: 2 }, costs)

    assert.equal(cents(small.streamUsd), cents(gigabytes * (0.032 + 0.016)))
    assert.deepEqual(Object.keys(just), [
      'KMS requests',
      'customer-managed keys',
      'CloudTrail copies of KMS events',
      'data written',
      'data read',
    ])
    assert.equal(readOnly['up to the minimum written'], gigabytes / 2)
    assert.equal(readOnly['up to the minimum read'], undefined)
  })

  it('charges on demand for each stream', () => {
    assert.equal(itemsOf({ streams: 5 }, { stream: 'on-demand' })['streams'], 3600)
  })
})

describe('billOf, of a region', () => {
  it('borrows nothing in us-east-1', () => {
    assert.deepEqual(warningsOf(region, defaultCosts), [])
  })

  it('names what it borrows from us-east-1, and only what is used', () => {
    const [warning, ...others] = warningsOf('eu-central-1', defaultCosts, { kmsCallsPer30Days: 1 })

    assert.equal(
      warning,
      'For shards, PUT payload units of 25 KB the table of 2026-09-11 has no prices of eu-central-1: those of us-east-1 stand in. Give yours with --prices FILE.',
    )
    assert.deepEqual(others, [])
  })

  it("charges Tokyo's own price for its shards, and says that it is doubtful", () => {
    const { bill, warnings } = billOf(shard, noKeys, prices, 'ap-northeast-1')

    assert.equal(bill.lines.find(({ item }) => item === 'shards')!.usdPerUnit, 0.0195)
    assert.deepEqual(warnings, [
      "In the table of prices, the Kinesis prices of ap-northeast-1 come from a third party's test data: check them.",
    ])
  })
})
