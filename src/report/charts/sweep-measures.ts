/**
 * What the pictures of a sweep show of each cell: calls, money, the tail and
 * what the settings give away, as the view asks for them.
 *
 * @module
 */
import type { Operation } from '../../measure/series.ts'
import type { CellResult, LatencySummary, OperationResult, Overhead } from '../../run-store/run-format.ts'
import { totalCalls } from '../../run-store/run-facts.ts'
import { describeDuration } from '../../units/quantity.ts'
import { gridIndexOf, recordsBeyond } from '../data/percentile-grid.ts'
import type { View, ViewPercentile } from '../data/view.ts'
import { describeAmount, describeCount, describePercentile, describeUsd } from '../figures.ts'
import { wasMeasured } from '../overview.ts'
import { colours } from '../theme.ts'
import { durationLabel, type ChartInput } from './chart.ts'
import { clockLabel } from './clock-axis.ts'

export interface Measure {
  /** Unique, such as `kms.calls`. */
  readonly id: string
  readonly title: string
  /** Of values: `ns`, `USD`, `calls` or `records`. */
  readonly unit: string
  /** Null where nothing was measured or told; Infinity for what has no end. */
  readonly valueOf: (cell: CellResult) => number | null
  /** 95 % interval; null where there is none. */
  readonly intervalOf: (cell: CellResult) => readonly [number, number] | null
  readonly describe: (value: number) => string
  /** The same without a unit that stands in the title. */
  readonly short: (value: number) => string
  /** A vega expression for a tick of its axis. */
  readonly labelExpr: string
  readonly colour: string
}

/** Intervals of a tail are read from the histograms of each cell: not for more cells than error bars can be told apart. */
export const intervalsMax = 60

type Asked = Pick<ChartInput, 'view' | 'detailOf'>

const numberLabel = 'format(datum.value, abs(datum.value) >= 1000 ? "~s" : "~g")'
const summaryNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999', 99.99: 'p9999' } as const
const overheadNames = { 50: 'p50', 90: 'p90', 99: 'p99', 99.9: 'p999' } as const

/** In the order in which they matter. `cells` are those that will be shown. */
export function measuresOf(asked: Asked, cells: readonly CellResult[]): readonly Measure[] {
  const [first, ...others] = operationsOf(asked.view, cells).map((operation) => tail(asked, cells, operation))
  return [kmsCalls, ...(first === undefined ? [] : [first]), ...exposure(cells), usd, ...others]
}

/** What sealing adds, where it has an interval in most cells. */
export function overheadMeasures({ view }: Asked, cells: readonly CellResult[]): readonly Measure[] {
  return operationsOf(view, cells).map((operation) => overhead(view, cells, operation))
}

/** Those of the view that were measured at all. */
function operationsOf(view: View, cells: readonly CellResult[]): readonly Operation[] {
  return view.operations.filter((operation) => cells.some((cell) => wasMeasured(cell[operation])))
}

export const kmsCalls: Measure = {
  id: 'kms.calls',
  title: 'KMS calls, counted',
  unit: 'calls',
  valueOf: ({ kms, put }) => (wasMeasured(put) ? totalCalls(kms.calls) : null),
  intervalOf: () => null,
  describe: describeCount,
  short: describeCount,
  labelExpr: numberLabel,
  colour: colours.plain,
}

const usd: Measure = {
  id: 'kms.usdPer30Days',
  title: 'USD per 30 days, modelled',
  unit: 'USD',
  valueOf: ({ kms, put }) => (wasMeasured(put) ? kms.usdPer30Days : null),
  intervalOf: () => null,
  describe: describeUsd,
  short: describeAmount,
  labelExpr: numberLabel,
  colour: colours.overhead,
}

/** The tail of the sealed arm of `operation`, at the highest percentile of the view that has records enough. */
export function tail({ view, detailOf }: Asked, cells: readonly CellResult[], operation: Operation): Measure {
  const summaryOf = ({ sealed, perCall }: OperationResult): LatencySummary =>
    view.unit === 'call' ? perCall.sealed : sealed[view.time]
  const measured = cells.filter((cell) => wasMeasured(cell[operation]))
  const least = Math.min(...measured.map((cell) => summaryOf(cell[operation]).count))
  const percentile = highestOf(
    view.percentiles,
    (percent) => (1 - percent / 100) * least >= recordsBeyond - 1e-9,
  )
  const name = describePercentile(percentile)
  const time = view.time === 'serviceTime' ? 'service time' : 'response time'
  const series = view.unit === 'call' ? 'sealed.callTime' : (`sealed.${view.time}` as const)
  return {
    id: `${operation}.${series}.${name}`,
    title:
      view.unit === 'call'
        ? `${name} of a sealed ${operation} call`
        : `${name} of the ${time} of a sealed ${operation}`,
    ...durations,
    valueOf: (cell) =>
      wasMeasured(cell[operation]) ? summaryOf(cell[operation])[summaryNames[percentile]] : null,
    intervalOf: (cell) => {
      if (cells.length > intervalsMax) return null
      const curve = detailOf(cell.id).curves[`${operation}.${series}`]
      const at = gridIndexOf(percentile / 100)
      const [low, high] = [curve?.low?.[at] ?? null, curve?.high?.[at] ?? null]
      return low === null || high === null ? null : [low, high]
    },
    colour: colours.sealed,
  }
}

function overhead(view: View, cells: readonly CellResult[], operation: Operation): Measure {
  const overheadOf = (result: OperationResult): Overhead =>
    view.unit === 'call' ? result.perCall.overhead : result.overhead
  const measured = cells.filter((cell) => wasMeasured(cell[operation]))
  const told = view.percentiles.filter((percent) => percent in overheadNames)
  const isTold = (percent: ViewPercentile) =>
    measured.every((cell) => overheadOf(cell[operation])[overheadName(percent)].ci95Ns !== null)
  const percentile = told.length === 0 ? 50 : highestOf(told, isTold)
  const figureOf = (cell: CellResult) => overheadOf(cell[operation])[overheadName(percentile)]
  return {
    id: `${operation}.overhead.${describePercentile(percentile)}`,
    title: `Sealed minus plain, ${describePercentile(percentile)} of a ${operation}${view.unit === 'call' ? ' call' : ''}`,
    ...durations,
    valueOf: (cell) => (wasMeasured(cell[operation]) ? figureOf(cell).estimateNs : null),
    intervalOf: (cell) => figureOf(cell).ci95Ns,
    colour: colours.delta,
  }
}

/** Of those that hold, the last; the first where none does. */
function highestOf(
  percentiles: readonly ViewPercentile[],
  holds: (percent: ViewPercentile) => boolean,
): ViewPercentile {
  return percentiles.findLast(holds) ?? percentiles[0]!
}

function overheadName(percent: ViewPercentile) {
  return percent === 99.99 ? 'p999' : overheadNames[percent]
}

const durations = {
  unit: 'ns',
  describe: describeDuration,
  short: describeDuration,
  labelExpr: durationLabel,
} as const

/** How long a KMS key that is disabled still works, put or get, in ns: Infinity for good; null where untold. */
export function revocationDelayOf({ exposure: told }: CellResult): number | null {
  if (told === undefined) return null
  const { put, get } = told.revocationDelayNs
  return put === null || get === null ? Infinity : Math.max(put, get)
}

export function describeDelay(ns: number): string {
  return ns === Infinity ? 'for good' : describeDuration(ns)
}

const delay: Measure = {
  id: 'exposure.revocationDelay',
  title: 'A disabled KMS key still works for, at most',
  unit: 'ns',
  valueOf: revocationDelayOf,
  intervalOf: () => null,
  describe: describeDelay,
  short: describeDelay,
  labelExpr: clockLabel,
  colour: colours.delta,
}

const reach: Measure = {
  id: 'exposure.records',
  title: 'Records that one leaked key material opens, at most',
  unit: 'records',
  valueOf: ({ exposure: told }) => told?.keyMaterial?.recordsMax ?? null,
  intervalOf: () => null,
  describe: describeCount,
  short: describeCount,
  labelExpr: numberLabel,
  colour: colours.delta,
}

/** The one of the two that tells cells apart; none where nothing is told. */
function exposure(cells: readonly CellResult[]): readonly Measure[] {
  const told = [delay, reach].filter(({ valueOf }) => cells.some((cell) => valueOf(cell) !== null))
  const apart = told.find(({ valueOf }) => new Set(cells.map(valueOf)).size > 1)
  return [apart ?? told[0] ?? []].flat()
}
