/**
 * The tables of a page of a plan of one cell as they should be: each heading
 * or row with the place in plan.json whose figure stands there.
 *
 * @module
 */
import type { Curve, GridPoint } from '../../src/planner/outlook-document.ts'
import type { Estimate, Plan, PlanCell } from '../../src/planner/plan-document.ts'
import { amount, interval, none, number, part, rate, seconds, size, tally, usd } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

export function planTables({ cells, curves, timeGrid, tables, horizonS }: Plan): readonly PageTable[] {
  const [cell] = cells as [PlanCell]
  return [
    callsTable(cell),
    ...curves.map((curve) => curveTable(curve, cells[0]!)),
    gridTable(timeGrid),
    exposureTable([cell]),
    billPicture([cell]),
    ratesTable(cell),
    simulationTable(cell, horizonS),
    billTable(cell),
    fleetTable(cell),
    tableOf('Prices and quotas', ['prices', 'quotas'] as const, {
      table: (name) => name,
      of: (name) => tables[name].date,
      source: (name) => tables[name].source,
      warning: (name) => tables[name].warning ?? 'none',
    }),
  ]
}

/** Those pictures of a plan of several cells, by theory, that show the cells of `chosen`: the first of them, or each. */
export function chosenTables(plan: Plan, chosen: readonly string[]): readonly PageTable[] {
  const cells = plan.cells.filter(({ id }) => chosen.includes(id))
  const { id } = cells[0]!
  const { curves, timeGrid } =
    id === plan.cells[0]!.id ? plan : plan.otherOutlooks.find(({ cell }) => cell === id)!
  return [
    ...curves.map((curve) => curveTable(curve, cells[0]!)),
    gridTable(timeGrid),
    exposureTable(cells),
    billPicture(cells),
  ]
}

/** Settings by what is not alike in all; the front first, then what satisfies, each from the cheapest. */
export function choicesTable({ options }: NonNullable<Plan['choices']>): PageTable {
  const rank = ({ isOnFront, fallsOut }: (typeof options)[number]): number =>
    isOnFront ? 0 : fallsOut.length === 0 ? 1 : 2
  const sorted = options.toSorted(
    (one, other) => rank(one) - rank(other) || one.encryptionUsd - other.encryptionUsd,
  )
  const isCommon = (name: string): boolean =>
    options.every(({ params }) => params[name] === options[0]!.params[name])
  return tableOf('Choices', sorted, {
    setting: ({ params, isPlanned }) =>
      Object.entries(params)
        .filter(([name]) => !isCommon(name))
        .map(([name, value]) => `${name} ${String(value)}`)
        .join(', ') + (isPlanned ? ' (as planned)' : ''),
    verdict: ({ fallsOut, isOnFront }) =>
      fallsOut.length > 0
        ? `✘ ${fallsOut.join('; ')}`
        : isOnFront
          ? '✔ on the front'
          : '= satisfies, another is better',
    'USD in 30 days (modelled)': ({ encryptionUsd }) => amount(encryptionUsd),
    'p99 added (theory)': ({ waitP99S }) => seconds(waitP99S),
    'used without asking KMS (theory)': ({ exposureS }) => seconds(exposureS),
    'records a key opens (theory)': ({ recordsPerKey }) => number(recordsPerKey),
    'calls (theory)': ({ callsPerSecond }) => rate(callsPerSecond),
    'headroom (theory)': ({ headroom }) => nearlyAll(headroom),
  })
}

/** With as many digits as show what is left of the whole. */
function nearlyAll(share: number): string {
  const left = 100 - 100 * share
  const digits = left > 0 && left < 0.1 ? 3 - Math.floor(Math.log10(left)) : 3
  return `${Number((100 * share).toPrecision(digits))} %`
}

/** With what is swept in it. */
function nameOf({ id, params }: PlanCell): string {
  const settings = Object.entries(params).map(([name, value]) => `${name} ${String(value)}`)
  return settings.length === 0 ? id : `${id} (${settings.join(', ')})`
}

type Series = NonNullable<PlanCell['simulation']>['series']

const summed = (row: Series['bins'], of: 'attempts' | 'throttled' | 'lost'): number =>
  row.reduce((total, bin) => total + bin[of], 0)

/** Two bins of the simulation are one row, so that there are 90 at most. */
function callsTable({ id, simulation }: PlanCell): PageTable {
  const { binS, bins } = simulation!.series
  const together = Math.ceil(bins.length / 90)
  const rows = Array.from({ length: Math.ceil(bins.length / together) }, (_, at) =>
    bins.slice(at * together, (at + 1) * together),
  )
  return tableOf('calls-over-time', rows, {
    cell: () => id,
    from: ([first]) => seconds(first!.fromS),
    to: (row) => seconds(row.at(-1)!.fromS + binS),
    'attempts (simulated)': (row) => rate(summed(row, 'attempts') / (row.length * binS)),
    'busiest second (simulated)': (row) => tally(Math.max(...row.map(({ busiestSecond }) => busiestSecond))),
    'throttled (simulated)': (row) => tally(summed(row, 'throttled')),
    'records lost (simulated)': (row) => tally(summed(row, 'lost')),
  })
}

function curveTable({ knob, points }: Curve, { fleet }: PlanCell): PageTable {
  const isOfTtl = knob === 'ttl'
  return tableOf(`against-${isOfTtl ? 'ttl' : 'fleet-size'}`, points, {
    [isOfTtl ? 'cache TTL' : 'front ends of a stream']: ({ value }) =>
      isOfTtl ? seconds(value) : number(value),
    ...(isOfTtl && {
      rotation: ({ value }: Curve['points'][number]) =>
        seconds(fleet.ttlS === fleet.rotationS ? value : fleet.rotationS),
    }),
    'calls (theory)': ({ callsPerSecond }) => rate(callsPerSecond),
    'busiest second (theory)': ({ busiestSecond }) => tally(busiestSecond),
    'USD in 30 days (modelled)': ({ encryptionUsd }) => amount(encryptionUsd),
    'p99 added (theory)': ({ waitP99S }) => seconds(waitP99S),
    plan: ({ isPlanned }) => (isPlanned ? 'as planned' : ''),
  })
}

function gridTable(points: readonly GridPoint[]): PageTable {
  return tableOf('ttl-and-rotation', points, {
    'cache TTL': ({ ttlS }) => (ttlS === 0 ? 'no cache' : seconds(ttlS)),
    rotation: ({ rotationS }) => seconds(rotationS),
    'KMS calls per second, in the long run': ({ callsPerSecond }) => rate(callsPerSecond),
    'KMS attempts in the busiest second': ({ busiestSecond }) => tally(busiestSecond),
    'USD in 30 days, encryption': ({ encryptionUsd }) => usd(encryptionUsd),
    ...(points.some(({ ttlS, waits }) => ttlS > 0 && waits.p999S > 0)
      ? { 'Wait for KMS on put, p99.9': ({ waits }: GridPoint) => seconds(waits.p999S) }
      : { 'Records that wait for KMS': ({ waits }: GridPoint) => part(waits.share) }),
    'A disabled KMS key still works for': ({ exposure }) =>
      seconds(Math.max(exposure.sealsForS, exposure.opensForS)),
    'One key material lives in memory for': ({ exposure }) => seconds(exposure.keyLivesForS),
    'a disabled key works longest': ({ exposure }) =>
      exposure.opensForS > exposure.sealsForS ? 'for readers' : 'for sealing',
    quota: ({ busiestSecond, busiestQuota }) => (busiestSecond > busiestQuota ? '✘ beyond' : '✔ within'),
    plan: ({ isPlanned }) => (isPlanned ? 'as planned' : ''),
  })
}

function exposureTable(cells: readonly PlanCell[]): PageTable {
  return tableOf(
    'exposure',
    cells.map((cell) => ({ name: nameOf(cell), ...cell.analysis.exposure })),
    {
      cell: ({ name }) => name,
      'disabled key seals for (theory)': ({ sealsForS }) => seconds(sealsForS),
      'opens for (theory)': ({ opensForS }) => seconds(opensForS),
      'one key material seals for (theory)': ({ keySealsForS }) => seconds(keySealsForS),
      'is held for (theory)': ({ keyLivesForS }) => seconds(keyLivesForS),
      'opens, records (theory)': ({ recordsPerKey }) => number(recordsPerKey),
    },
  )
}

const groups = { kms: 'KMS', cloudtrail: 'CloudTrail', stream: 'stream' } as const

function billPicture(cells: readonly PlanCell[]): PageTable {
  const columns = Object.entries(groups).map(([group, name]) => [
    `${name}, USD (modelled)`,
    ({ bill }: PlanCell) =>
      amount(bill.lines.filter((line) => line.group === group).reduce((sum, line) => sum + line.usd, 0)),
  ])
  return tableOf('bill', cells, {
    cell: nameOf,
    ...Object.fromEntries(columns),
    'all, USD (modelled)': ({ bill }) => amount(bill.totalUsd),
  })
}

function ratesTable({ analysis }: PlanCell): PageTable {
  const all = { role: 'all', operation: '', perSecond: analysis.callsPerSecond, formula: '' }
  return tableOf('Who asks KMS', [...analysis.rates, all], {
    'who asks': ({ role }) => role,
    operation: ({ operation }) => operation,
    'calls (theory)': ({ perSecond }) => rate(perSecond),
    'in 5 min': ({ perSecond }) => tally(300 * perSecond),
    'in 30 days': ({ perSecond }) => tally(30 * 86_400 * perSecond),
    formula: ({ formula }) => formula,
  })
}

/** With its interval where that shows at these digits. */
function estimated({ mean, ci95 }: Estimate, show: (value: number) => string = tally): string {
  return ci95.every((end) => show(end) === show(mean))
    ? show(mean)
    : `${show(mean)} (${interval(ci95, show)})`
}

function simulationTable({ analysis, simulation }: PlanCell, horizonS: number): PageTable {
  const { calls, refused, recoveryS, waits, ...counts } = simulation!
  const theoryOf = (operation: string) =>
    analysis.rates
      .filter((each) => each.operation === operation)
      .reduce((sum, { perSecond }) => sum + perSecond, 0)
  const rows: readonly (readonly [string, string, string])[] = [
    ...(['GenerateDataKey', 'Decrypt'] as const).map(
      (name) => [`${name} calls`, tally(horizonS * theoryOf(name)), estimated(calls[name])] as const,
    ),
    ['attempts', none, estimated(counts.attempts)],
    ['attempts throttled', none, estimated(counts.throttled)],
    ['calls failed', none, estimated(counts.failedCalls)],
    ['records', none, estimated(counts.records)],
    ['records lost', none, estimated(counts.lost)],
    ['attempts in the busiest second', tally(analysis.quota.busiestSecond), estimated(counts.busiestSecond)],
    ['sealing calls that fail', none, estimated(refused.sealing, part)],
    ['consumers’ calls that fail', none, estimated(refused.reading, part)],
    ['time to recover', none, estimated(recoveryS!, seconds)],
    ['records that wait', part(analysis.waits.share), part(waits.share)],
    ['wait of a record, mean', seconds(analysis.waits.meanS), seconds(waits.meanS)],
    ['wait of a record, p50', seconds(analysis.waits.p50S), seconds(waits.p50S)],
    ['wait of a record, p99', seconds(analysis.waits.p99S), seconds(waits.p99S)],
    ['wait of a record, p99.9', seconds(analysis.waits.p999S), seconds(waits.p999S)],
  ]
  return tableOf('Theory and simulation', rows, {
    figure: ([figure]) => figure,
    'theory, long run': ([, theory]) => theory,
    'simulated (95 %)': ([, , simulated]) => simulated,
  })
}

function billTable({ bill }: PlanCell): PageTable {
  const sums = Object.entries({ encryption: bill.encryptionUsd, stream: bill.streamUsd, all: bill.totalUsd })
  const rows = [
    ...bill.lines.map(({ group, item, note, quantity, unit, usdPerUnit, usd: billed }) => [
      groups[group],
      note === null ? item : `${item}: ${note}`,
      `${number(quantity)} ${unit}`,
      amount(usdPerUnit),
      amount(billed),
    ]),
    ...sums.map(([name, billed]) => [name, '', '', '', amount(billed)]),
  ]
  return { id: 'Bill of 30 days', headings: ['for', 'item', 'quantity', 'USD each', 'USD (modelled)'], rows }
}

function fleetTable({ fleet, bill }: PlanCell): PageTable {
  const rows = Object.entries({
    streams: number(fleet.streams),
    'front ends of a stream': number(fleet.frontEndsPerStream),
    'consumers of a stream': number(fleet.consumersPerStream),
    'principals of a stream': number(fleet.principalsPerStream),
    'shards of a stream': number(fleet.shardsPerStream),
    'sealing caches, in all': number(fleet.sealingCaches),
    'reading caches, in all': number(fleet.readingCaches),
    records: rate(fleet.recordsPerSecond),
    'mean size of a record': size(fleet.meanRecordBytes),
    'cache TTL': seconds(fleet.ttlS),
    'rotation interval': seconds(fleet.rotationS),
    'readers’ TTL': seconds(fleet.readerTtlS),
    'lifetime of a credential':
      fleet.credentialLifetimeS === null ? 'it never changes' : seconds(fleet.credentialLifetimeS),
    'mean latency of KMS': seconds(fleet.meanKmsLatencyS),
    quota: `${rate(fleet.quotaPerSecond)} in ${fleet.region}`,
    prices: bill.region,
    start: fleet.start,
    'attempts of a call': `${number(fleet.maxAttempts)}, retries: ${fleet.retries}`,
  })
  return { id: 'Fleet', headings: ['fleet', 'value'], rows }
}
