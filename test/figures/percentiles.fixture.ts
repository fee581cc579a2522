/**
 * The tables of pictures of distributions as they should be, counted from the
 * histograms; intervals are those of run.json where it has them, and else
 * worked out here. Of a difference of two arms they are drawn, and so those
 * that travel with the page, which have a test of their own.
 *
 * @module
 */
import type { Operation, SeriesKind } from '../../src/measure/series.ts'
import type { CellDetail } from '../../src/report/data/cell-detail.ts'
import { gridIndexOf, percentileGrid } from '../../src/report/data/percentile-grid.ts'
import type { View } from '../../src/report/data/view.ts'
import type { StoredRun } from '../../src/report/run.fixture.ts'
import type { CellResult } from '../../src/run-store/run-format.ts'
import type { Buckets } from '../../src/statistics/buckets.ts'
import { cellsOf, shortName, storedNames } from './cells.fixture.ts'
import { binEdges } from './bins.fixture.ts'
import { risingIntervals } from './intervals.fixture.ts'
import { ranked, samplesIn, within, type Samples } from './samples.fixture.ts'
import { count, none, percent, percentile, point, time, type Range } from './shown.fixture.ts'
import { tableOf, type PageTable } from './tables.fixture.ts'

export interface Source extends StoredRun {
  readonly focus: CellResult
  readonly detailOf: (cellId: string) => CellDetail
}

/** Percentiles with ten samples beyond them. */
const landmarks = (samples: number): readonly number[] =>
  [50, 90, 99, 99.9, 99.99, 99.999].filter((percents) => Math.round(samples * (100 - percents)) >= 1000)

const known = new WeakMap<readonly Buckets[], Samples>()

/** Laid out once for each series, as many figures are read off it. */
export function samplesOf({ logOf }: StoredRun, cell: string, name: Operation, kind: SeriesKind): Samples {
  const segments = logOf(cell).get(`${name}.${kind}`) ?? []
  const samples = known.get(segments) ?? samplesIn(segments)
  known.set(segments, samples)
  return samples
}

/** What pages have points at, those that are told among them. */
const asked = percentileGrid.filter((q) => q > 0).map((q) => 100 * q)
const rising = new WeakMap<readonly Buckets[], readonly (Range | null)[]>()

/** Of one arm, worked out here; null where it is withheld. */
export function intervalOf(
  { logOf }: StoredRun,
  cell: string,
  series: `${Operation}.${'plain' | 'sealed' | 'delta'}.${'serviceTime' | 'responseTime' | 'callTime'}`,
  percents: number,
): Range | null {
  const segments = logOf(cell).get(series) ?? []
  const ranges = rising.get(segments) ?? risingIntervals(segments, asked)
  rising.set(segments, ranges)
  return ranges[asked.findIndex((of) => Math.abs(of - percents) < 1e-7)]!
}

function rangeAt(
  band: { low?: readonly (number | null)[]; high?: readonly (number | null)[] } | undefined,
  percents: number,
): Range | null {
  const at = gridIndexOf(percents / 100)
  const [low, high] = [band?.low?.[at] ?? null, band?.high?.[at] ?? null]
  return low === null || high === null ? null : [low, high]
}

const timeOf = ({ unit, time: of }: View) => (unit === 'call' ? ('callTime' as const) : of)

/** Of a picture of single cells: one panel, or one for each chosen cell. */
const panels = ({ run, focus }: Source, view: View): readonly CellResult[] =>
  view.cells.length < 2 ? [focus] : cellsOf(run, view).slice(0, 6)

interface CurveRow {
  readonly cell: CellResult
  readonly percents: number
}

function curveRows(source: Source, view: View, operation: Operation, kind: SeriesKind): CurveRow[] {
  return panels(source, view).flatMap((cell) =>
    landmarks(samplesOf(source, cell.id, operation, kind).count).map((percents) => ({ cell, percents })),
  )
}

const begin = (view: View): Record<string, (row: CurveRow) => string> => ({
  ...(view.cells.length > 1 && { cell: ({ cell }: CurveRow) => shortName(cell) }),
  percentile: ({ percents }) => percentile(percents),
})

export function percentilesTable(source: Source, view: View, operation: Operation): PageTable {
  const kind = timeOf(view)
  const rows = curveRows(source, view, operation, `sealed.${kind}`)
  const columns = view.arms.map((arm) => [
    arm === 'delta' ? `delta per ${view.unit}` : arm,
    ({ cell, percents }: CurveRow) => {
      const at = (of: 'plain' | 'sealed' | 'delta') =>
        ranked(samplesOf(source, cell.id, operation, `${of}.${kind}`), percents)
      return arm === 'overhead'
        ? point(at('sealed') - at('plain'), overheadInterval(source, cell, operation, view, percents))
        : point(at(arm), intervalOf(source, cell.id, `${operation}.${arm}.${kind}`, percents))
    },
  ])
  return tableOf(`percentiles-${operation}`, rows, { ...begin(view), ...Object.fromEntries(columns) })
}

export function overheadInterval(
  { detailOf }: Source,
  { id, ...cell }: CellResult,
  operation: Operation,
  view: View,
  percents: number,
): Range | null {
  const { overhead, perCall } = cell[operation]
  const kind = timeOf(view)
  const stored = kind === 'callTime' ? perCall.overhead : kind === 'serviceTime' ? overhead : undefined
  // run.json has none beyond p99.9, and none of round percentiles between.
  return stored !== undefined && [50, 90, 99, 99.9].includes(percents)
    ? stored[storedNames[percents as 50] as 'p50'].ci95Ns
    : rangeAt(detailOf(id).overheads[`${operation}.${kind}`], percents)
}

export function waitingTable(source: Source, view: View, operation: Operation): PageTable {
  const curves = (['sealed', 'plain'] as const)
    .filter((arm) => view.arms.includes(arm))
    .flatMap((arm) => (['response', 'service'] as const).map((word) => ({ arm, word })))
  const columns = curves.map(({ arm, word }) => [
    `${arm}: ${word}`,
    ({ cell, percents }: CurveRow) =>
      point(
        ranked(samplesOf(source, cell.id, operation, `${arm}.${word}Time`), percents),
        intervalOf(source, cell.id, `${operation}.${arm}.${word}Time`, percents),
      ),
  ])
  const rows = curveRows(source, view, operation, 'sealed.responseTime')
  return tableOf(`waiting-${operation}`, rows, { ...begin(view), ...Object.fromEntries(columns) })
}

/** Calls have no A/A to be held against. */
export function differencesTable(source: Source, view: View, operation: Operation): PageTable {
  const kind = timeOf(view)
  const compared = (['delta', 'noise'] as const)
    .filter((comparison) => comparison === 'delta' || kind !== 'callTime')
    .map((comparison) => ({
      name: `${comparison === 'delta' ? 'sealed' : 'plain'} minus plain (A/${comparison === 'delta' ? 'B' : 'A'})`,
      samples: samplesOf(source, source.focus.id, operation, `${comparison}.${kind}` as 'delta.serviceTime'),
    }))
    .filter(({ samples }) => samples.count > 0)
  const edges = binEdges(compared.map(({ samples }) => samples))
  const rows = compared.flatMap(({ name, samples }) =>
    edges.slice(1).map((to, at) => ({
      name,
      from: edges[at]!,
      to,
      records: within(samples, edges[at]!, to, at === edges.length - 2),
      all: samples.count,
    })),
  )
  return tableOf(
    `differences-${operation}`,
    rows.filter(({ records }) => records > 0),
    {
      comparison: ({ name }) => name,
      from: ({ from }) => time(from),
      to: ({ to }) => time(to),
      [`${view.unit}s`]: ({ records }) => count(records),
      share: ({ records, all }) => percent(records / all),
    },
  )
}

/** Summaries of run.json; a percentile with fewer than ten records beyond it is left out, unless it is the median. */
export function byCellTable(source: Source, view: View, operation: Operation): PageTable {
  const rows = cellsOf(source.run, view).flatMap((cell) =>
    (['plain', 'sealed'] as const).filter((arm) => view.arms.includes(arm)).map((arm) => ({ cell, arm })),
  )
  const columns = view.percentiles.map((percents) => [
    percentile(percents),
    ({ cell, arm }: (typeof rows)[number]) => {
      const { [operation]: of } = cell
      const summary = view.unit === 'call' ? of.perCall[arm] : of[arm][view.time]
      return percents === 50 || landmarks(summary.count).includes(percents)
        ? point(
            summary[storedNames[percents]],
            intervalOf(source, cell.id, `${operation}.${arm}.${timeOf(view)}`, percents),
          )
        : none
    },
  ])
  return tableOf(`percentiles-${operation}-by-cell`, rows, {
    cell: ({ cell }) => shortName(cell),
    arm: ({ arm }) => arm,
    ...Object.fromEntries(columns),
  })
}

/** Latencies are told by the upper edge of their row, of which there are five in a decade. */
export function overTimeTable(source: Source, operation: Operation): PageTable {
  const { focus, logOf } = source
  const { timeline } = focus.kms
  const ends = focus.segmentEnds![operation]
  const rows = (logOf(focus.id).get(`${operation}.sealed.responseTime`) ?? []).map((segment, at) => ({
    from: ends[at - 1] ?? 0,
    to: ends[at]!,
    samples: samplesIn([segment]),
  }))
  const below =
    (percents: number) =>
    ({ samples }: (typeof rows)[number]) =>
      time(10 ** ((Math.floor(Math.log10(ranked(samples, percents)) * 5 + 1e-9) + 1) / 5))
  const callsIn = (at: number) =>
    [timeline.GenerateDataKey, timeline.Decrypt].reduce((sum, calls) => sum + (calls[at] ?? 0), 0)
  return tableOf(`latency-over-time-${operation}`, rows, {
    from: ({ from }) => time(from),
    to: ({ to }) => time(to),
    records: ({ samples }) => count(samples.count),
    'half below': below(50),
    '99 % below': below(99),
    'all below': below(100),
    'KMS calls': ({ from, to }) =>
      count(
        [...timeline.GenerateDataKey.keys()]
          .filter((at) => at * timeline.sliceNs >= from && at * timeline.sliceNs < to)
          .reduce((sum, at) => sum + callsIn(at), 0),
      ),
  })
}
