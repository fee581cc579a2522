/**
 * What the stream itself costs, so that the bill of encryption stands in
 * proportion. Retention is billed of the data as written; reads of what is
 * older than 7 days are left out.
 *
 * @module
 */
import type { RegionPrices } from '../../price-list/region-prices.ts'
import { thirtyDaysS } from '../../units/units.ts'
import { billLine, type BillLine } from './bill-line.ts'
import type { BilledUse } from './billed-use.ts'
import { dayS, hourS, type CostSettings } from './cost-settings.ts'
import { meanUnits } from './rounded-size.ts'

const monthHours = thirtyDaysS / hourS

/** AWS writes 1 KB for 1,024 bytes: https://aws.amazon.com/kinesis/data-streams/pricing/ */
const kilobyte = 2 ** 10
const megabyte = 2 ** 20
const gigabyte = 2 ** 30
const putUnit = 25 * kilobyte

/** Of one shard: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const shardRecordsPerSecond = 1000
const shardBytesPerSecond = megabyte

/** Retention is charged for beyond the first, and at another price beyond the second. */
const freeRetentionS = dayS
const longTermS = 7 * dayS

export function streamLines(use: BilledUse, costs: CostSettings, prices: RegionPrices): readonly BillLine[] {
  switch (costs.stream) {
    case 'provisioned':
      return provisionedLines(use, costs, prices)
    case 'on-demand':
      return [streamHours(use, prices), ...byVolume(use, costs, prices, 'onDemand')]
    case 'advantage':
      return [...byVolume(use, costs, prices, 'advantage'), ...minimumLines(use, prices)]
    default:
      return costs.stream satisfies never
  }
}

/** Of one stream, by its mean load. */
function shardsNeeded({ streams, recordsPerSecond, meanRecordBytes }: BilledUse): number {
  const rate = recordsPerSecond / streams
  const shards = Math.max(rate / shardRecordsPerSecond, (rate * meanRecordBytes) / shardBytesPerSecond)
  // A rate is the product of numbers that need not be whole.
  return Math.max(1, Math.ceil(shards - 1e-9))
}

function provisionedLines(use: BilledUse, costs: CostSettings, prices: RegionPrices): readonly BillLine[] {
  const needed = shardsNeeded(use)
  const shards = Math.max(use.shardsPerStream, needed)
  const shardHours = use.streams * shards * monthHours
  const { consumersPerStream: consumers, isFanOutEnhanced } = use
  const lines = [
    billLine(prices, 'provisioned', 'usdPerShardHour', {
      item: 'shards',
      quantity: shardHours,
      unit: 'shard-hours',
      note:
        needed > use.shardsPerStream
          ? `${needed} shards a stream, as its mean load needs; the plan has ${use.shardsPerStream}`
          : undefined,
    }),
    billLine(prices, 'provisioned', 'usdPerMillionPutUnits', {
      item: 'PUT payload units of 25 KB',
      quantity: use.recordsPerSecond * thirtyDaysS * meanUnits(sizeOf(use), putUnit),
      unit: 'units',
      per: 1e6,
    }),
  ]
  if (isFanOutEnhanced)
    lines.push(
      billLine(prices, 'provisioned', 'usdPerConsumerShardHour', {
        item: 'enhanced fan-out',
        quantity: consumers * shardHours,
        unit: 'consumer-shard-hours',
      }),
      billLine(prices, 'provisioned', 'usdPerGBFannedOut', {
        item: 'data fanned out',
        quantity: consumers * gigabytesOf(use),
        unit: 'GB',
      }),
    )
  if (costs.retentionS > freeRetentionS)
    lines.push(
      billLine(prices, 'provisioned', 'usdPerExtendedShardHour', {
        item: 'retention beyond 24 h',
        quantity: shardHours,
        unit: 'shard-hours',
      }),
    )
  return [...lines, ...longTermLines(use, costs, prices, 'provisioned')]
}

function streamHours({ streams }: BilledUse, prices: RegionPrices): BillLine {
  return billLine(prices, 'onDemand', 'usdPerStreamHour', {
    item: 'streams',
    quantity: streams * monthHours,
    unit: 'stream-hours',
  })
}

type VolumeGroup = 'onDemand' | 'advantage'

function byVolume(
  use: BilledUse,
  costs: CostSettings,
  prices: RegionPrices,
  group: VolumeGroup,
): readonly BillLine[] {
  const { consumersPerStream: consumers, isFanOutEnhanced } = use
  const lines = [
    billLine(prices, group, 'usdPerGBWritten', {
      item: 'data written',
      quantity: gigabytesWritten(use),
      unit: 'GB',
      note: 'each record with its partition key rounded up to 1 KB',
    }),
    billLine(prices, group, isFanOutEnhanced ? 'usdPerGBFannedOut' : 'usdPerGBRead', {
      item: isFanOutEnhanced ? 'data fanned out' : 'data read',
      quantity: consumers * gigabytesOf(use),
      unit: 'GB',
    }),
  ]
  const extendedS = Math.min(costs.retentionS, longTermS) - freeRetentionS
  if (extendedS > 0)
    lines.push(
      billLine(prices, group, 'usdPerExtendedGBMonth', {
        item: 'retention beyond 24 h',
        quantity: gigabytesWritten(use) * (extendedS / thirtyDaysS),
        unit: 'GB-months',
      }),
    )
  return [...lines, ...longTermLines(use, costs, prices, group)]
}

/** What is missing to the volume that is billed at least, in and out each. */
function minimumLines(use: BilledUse, prices: RegionPrices): readonly BillLine[] {
  const { minimumMBPerSecond } = prices.advantage
  const minimum = (minimumMBPerSecond * megabyte * thirtyDaysS) / gigabyte
  const note = `billed as ${minimumMBPerSecond} MB/s at least, of all streams of an account and region together`
  const written = Math.max(0, minimum - gigabytesWritten(use))
  const read = Math.max(0, minimum - use.consumersPerStream * gigabytesOf(use))
  return [
    billLine(prices, 'advantage', 'usdPerGBWritten', {
      item: 'up to the minimum written',
      quantity: written,
      unit: 'GB',
      note,
    }),
    billLine(prices, 'advantage', 'usdPerGBRead', {
      item: 'up to the minimum read',
      quantity: read,
      unit: 'GB',
      note,
    }),
  ].filter(({ line }) => line.quantity > 0)
}

function longTermLines(
  use: BilledUse,
  { retentionS }: CostSettings,
  prices: RegionPrices,
  group: VolumeGroup | 'provisioned',
): readonly BillLine[] {
  if (retentionS <= longTermS) return []
  const stored = group === 'provisioned' ? gigabytesOf(use) : gigabytesWritten(use)
  return [
    billLine(prices, group, 'usdPerLongTermGBMonth', {
      item: 'retention beyond 7 d',
      quantity: stored * ((retentionS - longTermS) / thirtyDaysS),
      unit: 'GB-months',
    }),
  ]
}

/** In 30 days, as it is. */
function gigabytesOf({ recordsPerSecond, meanRecordBytes }: BilledUse): number {
  return (recordsPerSecond * meanRecordBytes * thirtyDaysS) / gigabyte
}

/** In 30 days, each record rounded up. */
function gigabytesWritten(use: BilledUse): number {
  return (use.recordsPerSecond * meanUnits(sizeOf(use), kilobyte) * kilobyte * thirtyDaysS) / gigabyte
}

function sizeOf({ meanRecordBytes, recordBytesSd }: BilledUse) {
  return { mean: meanRecordBytes, sd: recordBytesSd }
}
