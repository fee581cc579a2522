/**
 * The tables of cells, of exposure, of slow records and of thresholds as they
 * should be: each heading with the place in run.json whose figure stands there.
 *
 * @module
 */
import type { View, ViewArm } from '../../src/report/data/view.ts'
import type { CellResult, Estimate, Run } from '../../src/run-store/run-format.ts'
import { amount, calls, count, estimate, none, percentile, size, time, usd } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

type Columns<Row> = Record<string, (row: Row) => string>

/** Where summaries have a percentile of the view. */
export const storedNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999', 99.99: 'p9999' } as const

export const cellsOf = (run: Run, view: View): readonly CellResult[] =>
  run.cells.filter(({ id }) => view.cells.length === 0 || view.cells.includes(id))

/** What pictures of a single cell show before any is chosen: the cell of the first claim. */
export const focusOf = ({ cells, claims }: Run): CellResult =>
  cells.find(({ id }) => id === claims[0]?.cellId) ?? cells[0]!

/** `c03 (5 min · 1 h)`. */
export const shortName = ({ id, params }: CellResult): string =>
  `${id} (${Object.values(params).map(String).join(' · ')})`

/** `c03 (keyCache.ttl 5 min, keyCache.rotation 1 h)`. */
export const longName = ({ id, params }: CellResult): string =>
  `${id} (${Object.entries(params)
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ')})`

export function cellTables(run: Run, view: View): PageTable[] {
  const cells = cellsOf(run, view)
  return [
    ...view.operations.map((operation) =>
      tableOf(`cells-${operation}`, cells, {
        ...parameters(run),
        ...Object.assign({}, ...shownArms(view).map((arm) => latencies(operation, arm, view))),
        ...resolution(operation),
      }),
    ),
    tableOf('cells-kms', cells, { ...parameters(run), ...kms }),
  ]
}

function parameters({ cells }: Run): Columns<CellResult> {
  return {
    cell: ({ id }) => id,
    ...Object.fromEntries(
      Object.keys(cells[0]!.params).map((name) => [name, ({ params }: CellResult) => String(params[name])]),
    ),
  }
}

/** Delta and overhead both say what sealing adds. */
const shownArms = ({ arms }: View): readonly ViewArm[] =>
  arms.includes('overhead') ? arms.filter((arm) => arm !== 'delta') : arms

function latencies(operation: 'put' | 'get', arm: ViewArm, view: View): Columns<CellResult> {
  const heading = arm === 'overhead' ? 'overhead (95 %), service time' : arm
  return Object.fromEntries(
    view.percentiles
      .filter((percent) => arm !== 'overhead' || percent < 99.99)
      .map((percent) => [
        `${heading} ${percentile(percent)}`,
        ({ [operation]: measured }: CellResult) => {
          const of = view.unit === 'call' ? measured.perCall : measured
          if (arm === 'overhead') return estimate(of.overhead[storedNames[percent] as 'p50'])
          const summary = view.unit === 'call' ? measured.perCall[arm] : measured[arm][view.time]
          return time(summary[storedNames[percent]])
        },
      ]),
  )
}

/** The far end of an interval, or the estimate where that is farther. */
export const reachOf = ({ estimateNs, ci95Ns }: Estimate): number =>
  Math.max(...[estimateNs, ...(ci95Ns ?? [])].map(Math.abs))

function resolution(operation: 'put' | 'get'): Columns<CellResult> {
  return {
    'resolution at p50 A/A': ({ [operation]: { noiseFloor } }) => time(reachOf(noiseFloor.p50)),
    'resolution at p50 detectable': ({ [operation]: { overhead } }) =>
      overhead.p50.detectableNs === undefined ? none : time(overhead.p50.detectableNs),
    'resolution at p50 effective records': ({ [operation]: { overhead } }) => {
      const { effectiveSamples } = overhead.p50
      if (effectiveSamples === undefined) return none
      const step = 10 ** Math.max(0, Math.floor(Math.log10(effectiveSamples)) - 2)
      return count(step * Math.round(effectiveSamples / step))
    },
  }
}

const kms: Columns<CellResult> = {
  records: ({ records }) => count(records),
  'KMS calls: generate + decrypt counted': (cell) => calls(cell.kms.calls),
  'KMS calls: generate + decrypt expected': ({ kms: { expectedCalls, oracle } }) =>
    expectedCalls === null
      ? 'no theory'
      : `${calls(expectedCalls)}${oracle.verdict === 'disagrees' ? ' (disagrees)' : ''}`,
  'records that waited for KMS put': (cell) => count(cell.kms.recordsDelayed.put),
  'records that waited for KMS get': (cell) => count(cell.kms.recordsDelayed.get),
  'records that waited for KMS wait, mean': ({ kms: { waitedNs, recordsDelayed } }) =>
    time(waitedNs / (recordsDelayed.put + recordsDelayed.get)),
  'USD / 30 d (modelled)': (cell) => amount(cell.kms.usdPer30Days),
  'stored beside content (B/record)': ({ storedBytes, bytes, records }) =>
    count(Math.round((storedBytes - bytes) / records)),
  validity: ({ validity: { verdict, reasons } }) => [verdict, ...reasons].join(': '),
}

export function sectionTables(run: Run, focus: CellResult): PageTable[] {
  return [thresholds(run), exposure(run), slowest(focus)]
}

function thresholds(run: Run): PageTable {
  return tableOf('thresholds', run.thresholds, {
    threshold: ({ expression }) => expression,
    cell: ({ cellId }) => cellId,
    result: ({ passed }) => (passed ? '✔ passed' : '✘ failed'),
    actual: ({ expression, actual }) => (actual === null ? none : metric(expression, actual)),
    reason: ({ reason }) => reason,
  })
}

/** By the unit that the name of the metric says. */
export function metric(name: string, value: number): string {
  if (name.startsWith('kms.usd')) return usd(value)
  return name.startsWith('kms.calls') ? count(value) : time(value)
}

type Held = {
  readonly mean: number
  readonly max: number
  readonly taken: number
  readonly longestNs: number
}

const told =
  (show: (told: NonNullable<CellResult['exposure']>) => string) =>
  ({ exposure: of }: CellResult): string =>
    show(of!)

const keysHeld = (held: Held | null | undefined): string =>
  held == null || held.taken === 0
    ? none
    : [count(held.mean), count(held.max), time(held.longestNs)].join(', ')

function exposure(run: Run): PageTable {
  const [opens, leaked, still, keys] = [
    'one key material opens, at most',
    'records that a leaked … opens',
    'a disabled KMS key still',
    'keys held: mean, max, longest',
  ]
  return tableOf('exposure', run.cells, {
    ...parameters(run),
    [`${opens} records`]: told(({ keyMaterial }) => count(keyMaterial!.recordsMax)),
    [`${opens} bytes`]: told(({ keyMaterial }) => size(keyMaterial!.bytesMax)),
    [`${opens} time`]: told(({ keyMaterial }) => time(keyMaterial!.spanNsMax)),
    [`${leaked} record key`]: told(({ recordKey }) => count(recordKey.recordsMax)),
    [`${leaked} branch key`]: told(({ branchKey }) =>
      branchKey === null ? none : count(branchKey.recordsMax),
    ),
    [`${still} seals`]: told(({ revocationDelayNs }) => time(revocationDelayNs.put!)),
    [`${still} opens`]: told(({ revocationDelayNs }) => time(revocationDelayNs.get!)),
    [`${keys} put`]: told((one) => keysHeld(one.held?.sealing)),
    [`${keys} get`]: told((one) => keysHeld(one.held?.reading)),
    [`${keys} branch`]: told((one) => keysHeld(one.held?.branchKeys)),
  })
}

/** As they are named on pages. */
export const causeNames: Readonly<Record<string, string>> = {
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

/** Of the response time; records that arrived together for the same cause are one row. */
function slowest({ id, tail }: CellResult): PageTable {
  const groups = (['put', 'get'] as const).flatMap((operation) =>
    Object.values(
      Object.groupBy(
        tail?.[operation]?.sealed.responseTime.slowest ?? [],
        ({ arrivedAtNs, cause }) => `${arrivedAtNs} ${cause}`,
      ),
    )
      .slice(0, 10)
      .map((records) => ({ operation, records: records!, first: records![0]! })),
  )
  return tableOf('slowest', groups, {
    cell: () => id,
    operation: ({ operation }) => operation,
    'arrival on the scenario’s clock': ({ first }) => time(first.arrivedAtNs),
    records: ({ records }) => count(records.length),
    'slowest record': ({ first }) => count(first.ordinal),
    'its response time': ({ first }) => time(first.ns),
    cause: ({ first }) => causeNames[first.cause]!,
    'what happened': ({ first }) => first.detail,
  })
}
