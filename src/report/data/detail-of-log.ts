/**
 * Makes what pictures show of a cell from its histograms.
 *
 * Intervals are those of `bootstrap`, as in run.json, whose own stand where it
 * has them. They are had at every percentile of the grid, pointwise: those of
 * one arm need no resampling, and have edges that rise with the percentile
 * (`band-edges.ts`), so that one can be wider than a claim's in run.json, which is
 * that of its percentile alone. Overheads are differences, whose edges may fall:
 * theirs stay as they are, of as many resamples of the same seed as run.json's, so that the two join without a step (with a fifth of
 * them one end in ten is off by a fifth of its distance). Of a run of many cells
 * that would take longer than a picture is worth: there only the told percentiles
 * have one. Segments of joined logs, as repeated runs leave them, say nothing of
 * what changes from run to run: then only run.json's intervals remain, which
 * count each run as one observation.
 *
 * @module
 */
import { operations, type LatencyLog, type Operation, type SeriesName } from '../../measure/series.ts'
import type { CellResult, Overhead } from '../../run-store/run-format.ts'
import { bootstrap, type Interval } from '../../statistics/bootstrap.ts'
import { max, mean, min, quantiles } from '../../statistics/buckets.ts'
import { sampleOf, type SegmentedSample } from '../../statistics/segmented-sample.ts'
import { comparedTimes, type Band, type CellDetail, type ComparedTime, type Curve } from './cell-detail.ts'
import { closedEdges, settledEdges } from './band-edges.ts'
import { densitiesOf } from './density.ts'
import { gridLength, isToldAt, percentileGrid } from './percentile-grid.ts'
import { overTimeOf } from './time-map.ts'
import { stepOf, widthOf } from './width-steps.ts'

/** Which percentiles have intervals: every one of the grid, or those that people can point at. */
export type IntervalsAt = 'grid' | 'told'

/** Of the intervals that run.json does not have. */
const resamples = { grid: 1000, told: 200 } as const

export interface DetailOptions {
  readonly cell: CellResult
  /** The run's. */
  readonly seed: number
  readonly intervalsAt: IntervalsAt
}

/** Series without records have neither curve nor density. */
export function detailOfLog(log: LatencyLog, options: DetailOptions): CellDetail {
  const { cell } = options
  const pairs = operations.flatMap((operation) => comparedTimes.map((time) => [operation, time] as const))
  const curves = pairs.flatMap(([operation, time]) =>
    (['plain', 'sealed', 'delta'] as const).map((arm): SeriesName => `${operation}.${arm}.${time}`),
  )
  const samples = samplesOf(log)
  return {
    curves: defined([...curves, 'kms.callTime' as const], (name) => curveOf(samples(name), options)),
    overheads: defined(
      pairs.map(([operation, time]) => `${operation}.${time}` as const),
      (name) => {
        const [operation, time] = name.split('.') as [Operation, ComparedTime]
        return overheadOf(samples, { operation, time, ...options })
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

function curveOf(sample: SegmentedSample, options: DetailOptions): Curve | undefined {
  const { all, count } = sample
  if (count === 0) return undefined
  const values = quantiles(all, percentileGrid.slice(0, gridLength(count)))
  const band = bandOf(values, { treated: sample }, options)
  return {
    count,
    min: min(all),
    mean: mean(all),
    max: max(all),
    values,
    ...(band.low.some((low) => low !== null) && band),
  }
}

interface Question extends DetailOptions {
  readonly operation: Operation
  readonly time: ComparedTime
}

function overheadOf(samples: Samples, question: Question): Band | undefined {
  const { operation, time, cell } = question
  const [treated, control] = (['sealed', 'plain'] as const).map((arm) =>
    samples(`${operation}.${arm}.${time}`),
  ) as [SegmentedSample, SegmentedSample]
  const count = Math.min(treated.count, control.count)
  if (count === 0) return undefined
  const asked = percentileGrid.slice(0, gridLength(count))
  const [sealed, plain] = [treated, control].map(({ all }) => quantiles(all, asked)) as [number[], number[]]
  const values = sealed.map((value, at) => value - plain[at]!)
  return bandOf(values, { treated, control }, question, storedOf(cell[operation], time))
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

interface Arms {
  readonly treated: SegmentedSample
  readonly control?: SegmentedSample
}

/** Around `values`, which stand along the grid; `stored` intervals are taken as they are. Of one arm, edges rise. */
function bandOf(
  values: readonly number[],
  arms: Arms,
  { cell, seed, intervalsAt }: DetailOptions,
  stored: Partial<Record<number, Interval | null>> = {},
): Band {
  const isAsked = (q: number, at: number) =>
    cell.repetitions === undefined &&
    stored[q] === undefined &&
    (isToldAt(at) || (intervalsAt === 'grid' && q > 0))
  const asked = percentileGrid.slice(0, values.length).filter(isAsked)
  const isOneArm = arms.control === undefined
  const computed =
    asked.length === 0
      ? []
      : bootstrap({
          ...arms,
          quantiles: asked,
          seed,
          resamples: isOneArm ? 0 : resamples[intervalsAt],
        }).quantiles.map(({ ci95 }) => ci95)
  const intervals = isOneArm ? intervalsOf(closedEdges(bandWith(computed))) : computed
  const found = new Map(intervals.map((interval, index) => [asked[index]!, interval]))
  const ends = values.map((value, at): Interval | null => {
    const q = percentileGrid[at]!
    const interval = found.get(q) ?? null
    if (interval === null) return stored[q] ?? null
    return isToldAt(at) ? rounded(interval) : inSteps(interval, value)
  })
  return isOneArm ? settledEdges(bandWith(ends)) : bandWith(ends)
}

function bandWith(intervals: readonly (Interval | null)[]): Band {
  return {
    low: intervals.map((interval) => interval && interval[0]),
    high: intervals.map((interval) => interval && interval[1]),
  }
}

function intervalsOf({ low, high }: Band): readonly (Interval | null)[] {
  return low.map((end, at): Interval | null => (end === null ? null : [end, high[at]!]))
}

/** To four significant digits, one more than histograms have; away from the estimate, which stays inside. */
function rounded([low, high]: Interval): Interval {
  return [roundedTo(low, Math.floor), roundedTo(high, Math.ceil)]
}

function roundedTo(ns: number, round: (value: number) => number): number {
  if (ns === 0) return 0
  const digits = 3 - Math.floor(Math.log10(Math.abs(ns)))
  return digits > 0 ? round(ns * 10 ** digits) / 10 ** digits : round(ns / 10 ** -digits) * 10 ** -digits
}

/** Away from the estimate too, by 5 % of the distance at most. */
function inSteps([low, high]: Interval, value: number): Interval {
  return [value - widthOf(stepOf(value - low)), value + widthOf(stepOf(high - value))]
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
