/**
 * What made slow records slow, in words and as a table.
 *
 * @module
 */
import { operations, type Operation } from '../measure/series.ts'
import { tailArms, tailCauses, type TailArm, type TailCause } from '../measure/tail/tail-cause.ts'
import { tailTimes, type TailTime } from '../measure/tail/slowness.ts'
import type { CellResult, Run } from '../run-store/run-format.ts'
import type { CellTail, TailBand, TailSeries } from '../run-store/tail-format.ts'
import { describeDuration } from '../units/quantity.ts'
import { describeCount, describePercentile, nothing } from './figures.ts'
import { focusCell, type Table } from './overview.ts'
import { shortLabel } from './parameters.ts'

/** As a reader meets them. */
export const causeWords: Readonly<Record<TailCause, string>> = {
  'kms-miss': 'KMS miss',
  rotation: 'rotation',
  'behind-a-miss': 'behind a miss',
  queueing: 'queueing',
  'garbage-collection': 'garbage collection',
  'event-loop-delay': 'event-loop delay',
  preempted: 'preempted',
  'first-use': 'first use',
  unknown: 'unknown',
}

export const timeWords: Readonly<Record<TailTime, string>> = {
  serviceTime: 'service time',
  responseTime: 'response time',
}

export const tailNote =
  'Each slow record has one cause. KMS miss: it asked KMS itself, for key material that was not there. Rotation: it asked for new key ' +
  'material, as age or use had used up the old. Behind a miss: it waited for what another had asked, or queued behind such. Queueing: it ' +
  'waited for its turn behind others. Garbage collection, event-loop delay, preempted: the thread collected, had its turn late, or had no ' +
  'processor. First use: of key material, or of code that is not compiled yet. Unknown: no evidence of any of these.'

/** The records of a band by cause, from the most frequent. */
export function sharesOf({ count, byCause }: TailBand): { cause: TailCause; count: number; share: number }[] {
  return tailCauses
    .map((cause) => ({ cause, count: byCause[cause]?.count ?? 0 }))
    .filter((part) => part.count > 0)
    .map((part) => ({ ...part, share: part.count / count }))
    .toSorted((one, other) => other.count - one.count)
}

/** `p99 to p99.9`, `beyond p99.99`. */
export function describeBand({ from, to }: TailBand): string {
  const begin = describePercentile(from * 100)
  return to === 1 ? `beyond ${begin}` : `${begin} to ${describePercentile(to * 100)}`
}

/** What one operation measured of its tail, if anything lies there. */
export function tailsOf(
  { tail }: CellResult,
  operation: Operation,
): NonNullable<CellTail[Operation]> | undefined {
  const found = tail?.[operation]
  return found?.sealed.serviceTime.bands.some(({ count }) => count > 0) === true ? found : undefined
}

/** One sentence for each operation, of the cell that pictures of a single cell show. */
export function tailSentences(run: Run): string[] {
  const cell = focusCell(run)
  if (cell === undefined) return []
  const where = run.cells.length > 1 ? `${shortLabel(run, cell)}: ` : ''
  return operations.flatMap((operation) => {
    const tails = tailsOf(cell, operation)
    if (tails === undefined) return []
    return [`${where}${operation} tail ${describeTail(tails, 'serviceTime')}.`]
  })
}

/** Of `arms`, sealed first: `beyond p99.9 (8.03 ms and more): 62 % rotation, 38 % unknown; of the plain arm (32 us and more): 100 % preempted`. */
export function describeTail(
  { sealed, plain }: NonNullable<CellTail[Operation]>,
  time: TailTime,
  arms: readonly TailArm[] = tailArms,
): string {
  const hasSealed = arms.includes('sealed')
  const { from, fromNs, causes } = beyond((hasSealed ? sealed : plain)[time].bands)
  const place = `beyond ${describePercentile(from * 100)}`
  const text = `(${describeDuration(fromNs)} and more): ${causes}`
  if (!hasSealed) return `${place} of the plain arm ${text}`
  if (!arms.includes('plain')) return `${place} ${text}`
  const beside = beyond(plain[time].bands, from)
  return `${place} ${text}; of the plain arm (${describeDuration(beside.fromNs)} and more): ${beside.causes}`
}

/** Shares of what is beyond p99.9, or p99 where that is too few to speak of. */
function beyond(bands: readonly TailBand[], from?: number) {
  const rare = joined(bands.slice(1))
  const isSayable = from === undefined ? rare.count >= sayable : from === rare.from
  const band = isSayable ? rare : joined(bands)
  return { from: band.from, fromNs: band.fromNs, causes: describeShares(band) }
}

const sayable = 10
const causesNamed = 4
/** Below so many records a percentage says more than was seen. */
const countedBelow = 100

function joined(bands: readonly TailBand[]): TailBand {
  const first = bands[0]!
  const byCause: TailBand['byCause'] = {}
  for (const band of bands) {
    for (const { cause, count } of sharesOf(band)) {
      const before = byCause[cause] ?? { count: 0, sumNs: 0 }
      byCause[cause] = { count: before.count + count, sumNs: before.sumNs + band.byCause[cause]!.sumNs }
    }
  }
  const last = bands.at(-1)!
  return {
    ...first,
    to: last.to,
    toNs: last.toNs,
    count: bands.reduce((sum, { count }) => sum + count, 0),
    byCause,
  }
}

/** `62 % rotation, 21 % garbage collection, 17 % unknown`; of few records, `7 of 11 rotation, 4 of 11 unknown`. */
function describeShares(band: TailBand): string {
  const shares = sharesOf(band)
  if (shares.length === 0) return 'no record'
  const amount = (count: number): string =>
    band.count < countedBelow ? `${count} of ${band.count}` : percent(count / band.count)
  const named = shares
    .slice(0, causesNamed)
    .map(({ cause, count }) => `${amount(count)} ${causeWords[cause]}`)
  const rest = shares.slice(causesNamed).reduce((sum, { count }) => sum + count, 0)
  return [...named, ...(rest > 0 ? [`${amount(rest)} other causes`] : [])].join(', ')
}

export function percent(share: number): string {
  return share < 0.01 ? 'below 1 %' : `${Math.round(share * 100)} %`
}

/** The bands of one operation, both arms and times; causes that nothing had are left out. */
export function tailTable(tails: NonNullable<CellTail[Operation]>): Table {
  const rows = tailTimes.flatMap((time) =>
    tailArms.flatMap((arm) => tails[arm][time].bands.map((band) => ({ time, arm, band }))),
  )
  const causes = tailCauses.filter((cause) => rows.some(({ band }) => band.byCause[cause] !== undefined))
  return {
    columns: [
      { label: 'time' },
      { label: 'arm' },
      { label: 'percentiles' },
      { label: 'above', isNumber: true },
      { label: 'up to', isNumber: true },
      { label: 'records', isNumber: true },
      ...causes.map((cause) => ({ label: causeWords[cause], isNumber: true })),
    ],
    rows: rows.map(({ time, arm, band }) => [
      timeWords[time],
      arm,
      describeBand(band),
      describeDuration(band.fromNs),
      describeDuration(band.toNs),
      describeCount(band.count),
      ...causes.map((cause) => (band.byCause[cause] ? describeCount(band.byCause[cause].count) : nothing)),
    ]),
  }
}

/** Records that arrived together, such as those of one poll, and were slow for the same cause. */
interface SlowGroup {
  readonly operation: Operation
  readonly slowest: SlowRecord
  readonly count: number
}

type SlowRecord = TailSeries['slowest'][number]

/** The slowest sealed records of each operation by response time, `most` rows of each; undefined where no tail was looked at. */
export function slowestTable(run: Run, most: number): Table | undefined {
  const cell = focusCell(run)
  const groups = operations.flatMap((operation) =>
    slowGroups(operation, cell?.tail?.[operation]?.sealed.responseTime.slowest ?? []).slice(0, most),
  )
  if (cell === undefined || groups.length === 0) return undefined
  return {
    columns: [
      { label: 'cell' },
      { label: 'operation' },
      { label: 'arrival on the scenario’s clock', isNumber: true },
      { label: 'records', isNumber: true },
      { label: 'slowest record', isNumber: true },
      { label: 'its response time', isNumber: true },
      { label: 'cause' },
      { label: 'what happened' },
    ],
    rows: groups.map(({ operation, slowest, count }) => [
      cell.id,
      operation,
      describeDuration(slowest.arrivedAtNs),
      describeCount(count),
      describeCount(slowest.ordinal),
      describeDuration(slowest.ns),
      causeWords[slowest.cause],
      slowest.detail,
    ]),
  }
}

/** `records` come slowest first, and so do the groups. */
function slowGroups(operation: Operation, records: readonly SlowRecord[]): readonly SlowGroup[] {
  const together = Map.groupBy(records, ({ arrivedAtNs, cause }) => `${arrivedAtNs} ${cause}`)
  return [...together.values()].map((group) => ({ operation, slowest: group[0]!, count: group.length }))
}
