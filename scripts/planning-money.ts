/**
 * The parts of docs/planning.md that speak of money: prices as the table has
 * them, strategies and what they cost, and a search.
 *
 * @module
 */
import path from 'node:path'

import { findChoices } from '../src/planner/choices/find-choices.ts'
import { billOf } from '../src/planner/costs/bill.ts'
import type { BilledUse } from '../src/planner/costs/billed-use.ts'
import { defaultCosts, streamModes, type CostSettings } from '../src/planner/costs/cost-settings.ts'
import type { Bill } from '../src/planner/plan-document.ts'
import { builtInTables, referenceRegion } from '../src/price-list/price-table.ts'
import { describeCount } from '../src/report/figures.ts'
import { partitionKeyBytes } from '../src/runner/fleet-model-of.ts'
import { planModelOf } from '../src/runner/plan-model-of.ts'
import { loadScenario } from '../src/scenario/load-scenario.ts'
import { thirtyDaysS } from '../src/units/units.ts'
import { withBlock, type Markers } from './marked-block.ts'
import { markdownTable } from './markdown-table.ts'

const { prices } = builtInTables

const markersOf = (name: string): Markers => ({
  begin: `<!-- ${name}: written by scripts/write-planning.ts -->`,
  end: `<!-- /${name} -->`,
})
const blocks: readonly { readonly markers: Markers; readonly text: () => string }[] = [
  { markers: markersOf('prices'), text: pricesTable },
  { markers: markersOf('strategies'), text: strategiesTable },
  { markers: markersOf('streams'), text: streamsTable },
  { markers: markersOf('search'), text: searchExample },
]

/** `page` with what the prices of today's table come to. */
export function withMoney(page: string): string {
  return blocks.reduce(
    (text, { markers, text: write }) =>
      withBlock(text, markers, [markers.begin, '', write(), '', markers.end].join('\n')),
    page,
  )
}

/** Prices by region, where it has its own. */
function pricesTable(): string {
  const regions = Object.keys(prices.regions)
  const { note: _, ...reference } = prices.regions[referenceRegion]
  const rows = Object.entries(reference).flatMap(([group, items]) =>
    Object.keys(items).map((item) => [
      `\`${group}.${item}\``,
      ...regions.map((region) => String(ownPrice(region, group, item) ?? '')),
    ]),
  )
  return markdownTable(['price', ...regions], rows)
}

function ownPrice(region: string, group: string, item: string): number | undefined {
  const groups = prices.regions[region] as Readonly<Record<string, unknown>>
  return (groups[group] as Readonly<Record<string, number>> | undefined)?.[item]
}

/** A stream of one full shard that one consumer polls, of records as scenarios have them: 1 KiB and a partition key. */
const fullShard: BilledUse = {
  kmsCallsPer30Days: 0,
  streams: 1,
  shardsPerStream: 1,
  consumersPerStream: 1,
  isFanOutEnhanced: false,
  recordsPerSecond: 1000,
  meanRecordBytes: 1024 + partitionKeyBytes,
  recordBytesSd: 0,
}
const awsKey: CostSettings = { ...defaultCosts, keys: 0 }

function billed(use: Partial<BilledUse>, costs: Partial<CostSettings> = {}): Bill {
  return billOf({ ...fullShard, ...use }, { ...awsKey, ...costs }, prices, referenceRegion).bill
}

const strategies: readonly (readonly [string, number])[] = [
  ['one call in 5 min, as AWS wrote in 2017', thirtyDaysS / 300],
  ['12 calls in 5 min, as AWS documents now', (12 * thirtyDaysS) / 300],
  ['the same for each of 100 credentials', (100 * 12 * thirtyDaysS) / 300],
  ['the same for each of 1,000 credentials', (1000 * 12 * thirtyDaysS) / 300],
  ['a key for each 100 records of a full shard', (1000 * thirtyDaysS) / 100],
  ['a call for each record of a full shard', 1000 * thirtyDaysS],
]

function strategiesTable(): string {
  const { streamUsd } = billed({})
  const rows = strategies.map(([strategy, calls]) => {
    const use = { kmsCallsPer30Days: calls }
    const { encryptionUsd } = billed(use)
    return [
      strategy,
      describeCount(calls),
      dollars(encryptionUsd),
      dollars(billed(use, { freeTier: true }).encryptionUsd),
      dollars(billed(use, { cloudTrailCopies: 1 }).encryptionUsd),
      `${Number(((100 * encryptionUsd) / streamUsd).toPrecision(3))} %`,
    ]
  })
  const head = ['strategy', 'calls', 'USD', 'with the free tier', 'with a CloudTrail copy', 'of the shard']
  return markdownTable(head, rows)
}

function streamsTable(): string {
  const fleets = [
    ['one full shard, polled by 1 consumer', {}],
    ['the same, of records that fill 1 KB together with their key', { meanRecordBytes: 1024 }],
    ['the first, pushed to 4 consumers', { consumersPerStream: 4, isFanOutEnhanced: true }],
    [
      '100 full shards, polled by 4 consumers',
      { shardsPerStream: 100, recordsPerSecond: 100_000, consumersPerStream: 4 },
    ],
    ['100 streams of 10 records/s, polled by 1 consumer', { streams: 100, recordsPerSecond: 1000 }],
  ] as const
  const rows = fleets.map(([name, use]) => [
    name,
    ...streamModes.map((stream) => dollars(billed(use, { stream }).streamUsd)),
  ])
  return markdownTable(['stream', ...streamModes], rows)
}

function dollars(amount: number): string {
  return amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })
}

function searchExample(): string {
  const file = path.join(import.meta.dirname, '../scenarios/plans/documented-kinesis.yaml')
  const settings = [
    { path: ['fleet', 'frontEnds'], value: 1000 },
    { path: ['fleet', 'consumers'], value: 4 },
  ]
  const { scenario } = loadScenario(file, { settings }, 'plan')
  const { answer, options, lookedAt, satisfying } = findChoices({
    model: planModelOf(scenario),
    constraints: {
      maxUsd: 30,
      maxP99AddedS: null,
      maxExposureS: 600,
      maxRecordsPerKey: null,
      minQuotaHeadroom: null,
    },
    costs: awsKey,
    prices,
    region: referenceRegion,
    held: [],
  })
  const reason = options.find(({ isPlanned }) => isPlanned)!.fallsOut.join('; ')
  const front = options
    .filter(({ isOnFront }) => isOnFront)
    .toSorted((one, other) => one.encryptionUsd - other.encryptionUsd)
  const rows = front.map(({ params, encryptionUsd, waitP99S, exposureS }) => [
    Object.entries(params)
      .map(([key, value]) => `\`${key}: ${String(value)}\``)
      .join(', '),
    dollars(encryptionUsd),
    `${Number((1000 * waitP99S).toPrecision(3))} ms`,
    `${Number((exposureS / 60).toPrecision(3))} min`,
  ])
  return [
    `> ${answer}`,
    '',
    `${satisfying} of ${lookedAt} settings satisfy both. What is planned falls out, as it ${reason}. The front:`,
    '',
    markdownTable(['settings', 'USD', 'p99 added', 'exposure'], rows),
  ].join('\n')
}
