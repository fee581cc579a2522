/**
 * All tables of a page of a run as they should be, on any view: those of
 * pictures of claims, sweeps, KMS, keys and noise from run.json here, the
 * others from where they are counted.
 *
 * @module
 */
import type { Operation } from '../../src/measure/series.ts'
import type { View } from '../../src/report/data/view.ts'
import type { CellResult, ClaimResult } from '../../src/run-store/run-format.ts'
import { causeNames, cellTables, focusOf, longName, metric, reachOf, sectionTables } from './cells.fixture.ts'
import {
  byCellTable,
  differencesTable,
  overTimeTable,
  percentilesTable,
  waitingTable,
  type Source,
} from './percentiles.fixture.ts'
import { crossoverTable, strategiesTable, sweepTable, tradeOffTable } from './sweeps.fixture.ts'
import { count, interval, none, percentile, probability, time } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

/** In no order. */
export function runTables(source: Source, view: View): readonly PageTable[] {
  const { run, focus } = source
  const isOfArms = view.arms.some((arm) => arm === 'plain' || arm === 'sealed')
  return [
    ...cellTables(run, view),
    ...sectionTables(run, focusOf(run)),
    claimsTable(source),
    ...view.operations.flatMap((operation) => [
      percentilesTable(source, view, operation),
      ...(view.arms.includes('delta') ? [differencesTable(source, view, operation)] : []),
      ...(isOfArms ? [waitingTable(source, view, operation)] : []),
      tailTable(source, view, operation),
      overTimeTable(source, operation),
      ...(isOfArms && view.cells.length !== 1 ? [byCellTable(source, view, operation)] : []),
    ]),
    ...[strategiesTable, tradeOffTable, crossoverTable].flatMap((table) => table(source, view) ?? []),
    sweepTable(source, view),
    callsTable(focus),
    keysTable(focus),
    noiseTable(focus, view),
  ]
}

const marks = { holds: '✔', refuted: '✘', inconclusive: '◆', invalid: '▢' } as const

/** Of a claim that is counted there is no interval. */
export function claimTexts({ metric: of, estimate, ci95, holdsUpToPercentile: reach }: ClaimResult) {
  const isCounted = ci95 !== null && ci95[0] === ci95[1]
  return {
    estimate: metric(of, estimate!),
    interval: isCounted ? undefined : interval(ci95, (value) => metric(of, value)),
    reach: reach === null ? undefined : `up to ${percentile(reach)}`,
  }
}

function claimsTable({ run }: Source): PageTable {
  return tableOf('claims', run.claims, {
    claim: ({ id }) => id,
    what: ({ statistic, metric: of, unit }) =>
      `${statistic === null ? '' : `${statistic} of `}${of}${unit === null ? '' : ` per ${unit}`}`,
    cell: ({ cellId }) => longName(run.cells.find(({ id }) => id === cellId)!),
    verdict: ({ verdict }) => `${marks[verdict]} ${verdict}`,
    estimate: (claim) => claimTexts(claim).estimate,
    '95 % interval': (claim) =>
      claimTexts(claim).interval ??
      (claim.metric === 'kms.usdPer30Days'
        ? 'none: modelled from counted calls, 1 h of calls times 720'
        : 'none needed, it is counted'),
    'adjusted p': ({ pAdjusted }) => (pAdjusted === undefined ? none : probability(pAdjusted)),
    detectable: ({ metric: of, detectable }) => (detectable === undefined ? none : metric(of, detectable)),
    claimed: ({ bound }) => bound.text,
    'noise floor': ({ cellId, metric: of, statistic }) => {
      const [operation, arm] = of.split('.') as [Operation, string]
      const cell = run.cells.find(({ id }) => id === cellId)!
      return arm === 'overhead' ? time(reachOf(cell[operation].noiseFloor[statistic as 'p50'])) : none
    },
    holds: (claim) => claimTexts(claim).reach ?? none,
  })
}

/** Of both arms and times, whatever the view. */
function tailTable({ focus, run }: Source, view: View, operation: Operation): PageTable {
  const cells = view.cells.length < 2 ? [focus] : run.cells.filter(({ id }) => view.cells.includes(id))
  const rows = cells.flatMap((cell) =>
    (['serviceTime', 'responseTime'] as const).flatMap((of) =>
      (['plain', 'sealed'] as const).flatMap((arm) =>
        cell.tail![operation]![arm][of].bands.map((band) => ({ cell, of, arm, band })),
      ),
    ),
  )
  const causes = Object.keys(causeNames).filter((cause) => rows.some(({ band }) => cause in band.byCause))
  return tableOf(`tail-causes-${operation}`, rows, {
    ...(view.cells.length > 1 && {
      cell: ({ cell }: (typeof rows)[number]) => `${cell.id} (${Object.values(cell.params).join(' · ')})`,
    }),
    time: ({ of }) => (of === 'serviceTime' ? 'service time' : 'response time'),
    arm: ({ arm }) => arm,
    percentiles: ({ band: { from, to } }) =>
      to === 1 ? `beyond ${percentile(100 * from)}` : `${percentile(100 * from)} to ${percentile(100 * to)}`,
    above: ({ band }) => time(band.fromNs),
    'up to': ({ band }) => time(band.toNs),
    records: ({ band }) => count(band.count),
    ...Object.fromEntries(
      causes.map((cause) => [
        causeNames[cause]!,
        ({ band }: (typeof rows)[number]) => {
          const part = band.byCause[cause as 'rotation']
          return part === undefined ? none : count(part.count)
        },
      ]),
    ),
  })
}

function callsTable({ kms: { timeline } }: CellResult): PageTable {
  const { sliceNs, GenerateDataKey, Decrypt, byPrincipal = [] } = timeline
  return tableOf('kms-calls', [...GenerateDataKey.keys()], {
    from: (at) => time(at * sliceNs),
    to: (at) => time((at + 1) * sliceNs),
    GenerateDataKey: (at) => count(GenerateDataKey[at]!),
    Decrypt: (at) => count(Decrypt[at]!),
    ...Object.fromEntries(
      byPrincipal.map(({ principal, calls }) => [
        principal ?? 'all others',
        (at: number) => count(calls[at]!),
      ]),
    ),
  })
}

/** Thirty bars at most, each the mean of its slices. */
function keysTable({ exposure }: CellResult): PageTable {
  const { sliceNs, sealing, reading, branchKeys } = exposure!.timeline!
  const perBar = Math.ceil(sealing.length / 30)
  const mean = (keys: readonly number[]) => (bar: number) => {
    const own = keys.slice(bar * perBar, (bar + 1) * perBar)
    return count(own.reduce((sum, each) => sum + each, 0) / own.length)
  }
  return tableOf('keys-held', [...Array(Math.ceil(sealing.length / perBar)).keys()], {
    from: (bar) => time(bar * perBar * sliceNs),
    to: (bar) => time((bar + 1) * perBar * sliceNs),
    // Those that held anything.
    ...Object.fromEntries(
      Object.entries({ 'put caches': sealing, 'get caches': reading, 'branch keys': branchKeys })
        .filter(([, keys]) => keys.some((held) => held > 0))
        .map(([name, keys]) => [name, mean(keys)]),
    ),
  })
}

/** In service time per record, and of the mean, whatever the view. */
function noiseTable(cell: CellResult, view: View): PageTable {
  const statistics = (['p50', 'p90', 'p99', 'p999', 'mean'] as const).filter(
    (name) =>
      name === 'mean' ||
      view.percentiles.some((percents) => name === `p${String(percents).replace('.', '')}`),
  )
  const rows = view.operations.flatMap((operation) => statistics.map((name) => ({ operation, name })))
  const of =
    (place: 'noiseFloor' | 'overhead') =>
    ({ operation, name }: (typeof rows)[number]) =>
      cell[operation][place][name]
  return tableOf('noise', rows, {
    operation: ({ operation }) => operation,
    statistic: ({ name }) => (name === 'p999' ? 'p99.9' : name),
    'noise floor (A/A) estimate': (row) => time(of('noiseFloor')(row).estimateNs),
    'noise floor (A/A) 95 % interval': (row) => interval(of('noiseFloor')(row).ci95Ns),
    'overhead (A/B) estimate': (row) => time(of('overhead')(row).estimateNs),
    'overhead (A/B) 95 % interval': (row) => interval(of('overhead')(row).ci95Ns),
  })
}
