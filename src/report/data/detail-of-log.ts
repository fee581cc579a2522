/**
 * Makes what pictures show of a cell from its histograms.
 *
 * Intervals are those of `bootstrap`, as in run.json. Those of one arm need no
 * resampling. Those of the overhead are run.json's own where that has one, and
 * else have fewer resamples, of the same seed, which say as much with a little
 * more noise in how they lean to one side. Segments of joined logs, as repeated
 * runs leave them, say nothing of what changes from run to run: then only
 * run.json's intervals remain, which count each run as one observation.
 *
 * @module
 */
import { operations, type LatencyLog, type Operation, type SeriesName } from '../../measure/series.ts'
import type { CellResult, Overhead } from '../../run-store/run-format.ts'
import { bootstrap, type Interval } from '../../statistics/bootstrap.ts'
import { max, mean, min, quantiles } from '../../statistics/buckets.ts'
import { sampleOf, type SegmentedSample } from '../../statistics/segmented-sample.ts'
import { comparedTimes, type Band, type CellDetail, type ComparedTime, type Curve } from './cell-detail.ts'
import { densitiesOf } from './density.ts'
import { gridIndexOf, gridLength, percentileGrid, toldPercentiles } from './percentile-grid.ts'
import { overTimeOf } from './time-map.ts'

/** Of the intervals that run.json does not have. */
const resamples = 200

/** Series without records have neither curve nor density. `seed` is the run's. */
export function detailOfLog(log: LatencyLog, cell: CellResult, seed: number): CellDetail {
  const pairs = operations.flatMap((operation) => comparedTimes.map((time) => [operation, time] as const))
  const curves = pairs.flatMap(([operation, time]) =>
    (['plain', 'sealed', 'delta'] as const).map((arm): SeriesName => `${operation}.${arm}.${time}`),
  )
  const samples = samplesOf(log)
  const isRepeated = cell.repetitions !== undefined
  return {
    curves: defined([...curves, 'kms.callTime' as const], (name) => curveOf(samples(name), isRepeated)),
    overheads: defined(
      pairs.map(([operation, time]) => `${operation}.${time}` as const),
      (name) => {
        const [operation, time] = name.split('.') as [Operation, ComparedTime]
        return overheadOf(samples, { operation, time, cell, seed })
      },
    ),
    densities: Object.assign({}, ...pairs.map(([operation, time]) => densityPair(samples, operation, time))),
    overTime: overTimeOf(log, cell.segmentEnds),
  }
}

type Samples = (name: SeriesName) => SegmentedSample

/** Laying a series out costs more than most questions about it. */
function samplesOf(log: LatencyLog): Samples {
  const known = new Map<SeriesName, SegmentedSample>()
  return (name) => {
    const sample = known.get(name) ?? sampleOf(log.get(name) ?? [])
    known.set(name, sample)
    return sample
  }
}

function defined<Name extends string, Value>(
  names: readonly Name[],
  valueOf: (name: Name) => Value | undefined,
): Partial<Record<Name, Value>> {
  const found: Partial<Record<Name, Value>> = {}
  for (const name of names) {
    const value = valueOf(name)
    if (value !== undefined) found[name] = value
  }
  return found
}

function curveOf(sample: SegmentedSample, isRepeated: boolean): Curve | undefined {
  const { all, count } = sample
  if (count === 0) return undefined
  const intervals = isRepeated ? [] : intervalsOf({ treated: sample, quantiles: told(count) })
  return {
    count,
    min: min(all),
    mean: mean(all),
    max: max(all),
    values: quantiles(all, percentileGrid.slice(0, gridLength(count))),
    ...(intervals.some((interval) => interval !== null) && bandOf(intervals, count)),
  }
}

interface Question {
  readonly operation: Operation
  readonly time: ComparedTime
  readonly cell: CellResult
  readonly seed: number
}

function overheadOf(samples: Samples, { operation, time, cell, seed }: Question): Band | undefined {
  const [treated, control] = (['sealed', 'plain'] as const).map((arm) =>
    samples(`${operation}.${arm}.${time}`),
  ) as [SegmentedSample, SegmentedSample]
  const count = Math.min(treated.count, control.count)
  if (count === 0) return undefined
  const stored = storedOf(cell[operation], time)
  const drawn = cell.repetitions === undefined ? told(count).filter((q) => stored[q] === undefined) : []
  const intervals = intervalsOf({ treated, control, quantiles: drawn, seed })
  const own = new Map(drawn.map((q, index) => [q, intervals[index]!]))
  return bandOf(
    told(count).map((q) => stored[q] ?? own.get(q) ?? null),
    count,
  )
}

/** What run.json says of the same figure. */
function storedOf(
  { overhead, perCall }: CellResult[Operation],
  time: ComparedTime,
): Partial<Record<number, Interval | null>> {
  if (time === 'responseTime') return {}
  const { p50, p90, p99, p999 }: Overhead = time === 'serviceTime' ? overhead : perCall.overhead
  return { 0.5: p50.ci95Ns, 0.9: p90.ci95Ns, 0.99: p99.ci95Ns, 0.999: p999.ci95Ns }
}

/** The percentiles with intervals of a curve over `count` records. */
function told(count: number): readonly number[] {
  return toldPercentiles.filter((q) => gridIndexOf(q) < gridLength(count))
}

function intervalsOf(arms: {
  readonly treated: SegmentedSample
  readonly control?: SegmentedSample
  readonly quantiles: readonly number[]
  readonly seed?: number
}): readonly (Interval | null)[] {
  const { treated, control, quantiles: asked, seed = 0 } = arms
  if (asked.length === 0) return []
  const result = bootstrap({
    treated,
    ...(control && { control }),
    quantiles: asked,
    seed,
    resamples: control === undefined ? 0 : resamples,
  })
  return result.quantiles.map(
    ({ ci95 }) => ci95 && ([rounded(ci95[0], Math.floor), rounded(ci95[1], Math.ceil)] as const),
  )
}

/** To four significant digits, one more than histograms have; away from the estimate, which stays inside. */
function rounded(ns: number, round: (value: number) => number): number {
  if (ns === 0) return 0
  const digits = 3 - Math.floor(Math.log10(Math.abs(ns)))
  return digits > 0 ? round(ns * 10 ** digits) / 10 ** digits : round(ns / 10 ** -digits) * 10 ** -digits
}

/** From intervals at the told percentiles to the grid. */
function bandOf(intervals: readonly (Interval | null)[], count: number): Band {
  const [low, high] = [0, 1].map(() => Array.from({ length: gridLength(count) }, (): number | null => null))
  told(count).forEach((q, index) => {
    const interval = intervals[index]
    if (interval === null || interval === undefined) return
    const at = gridIndexOf(q)
    low![at] = interval[0]
    high![at] = interval[1]
  })
  return { low: low!, high: high! }
}

function densityPair(samples: Samples, operation: Operation, time: ComparedTime): CellDetail['densities'] {
  const kinds = (
    time === 'callTime' ? [`delta.${time}` as const] : [`delta.${time}` as const, `noise.${time}` as const]
  ).map((kind): SeriesName => `${operation}.${kind}`)
  const found = kinds
    .map((name) => ({ name, all: samples(name).all }))
    .filter(({ all }) => all.values.length > 0)
  const densities = found.length === 0 ? [] : densitiesOf(found.map(({ all }) => all))
  return Object.fromEntries(found.map(({ name }, index) => [name, densities[index]!]))
}
