/**
 * What pictures show of a cell beyond its figures: its distributions, made
 * from the histograms once and small enough to travel with a page.
 *
 * @module
 */
import type { Operation, SeriesName } from '../../measure/series.ts'

/**
 * Pointwise 95 % intervals by the index of `percentileGrid`, in ns; null where there is none. Those of curves
 * never fall along it, those of overheads may (`band-edges.ts`). Those between
 * `toldPercentiles` are up to 5 % of their width longer than computed, in steps (`width-steps.ts`).
 */
export interface Band {
  readonly low: readonly (number | null)[]
  readonly high: readonly (number | null)[]
}

/** A distribution at the percentiles of the grid. Times in ns. */
export interface Curve extends Partial<Band> {
  readonly count: number
  readonly min: number
  readonly mean: number
  readonly max: number
  /** By the index of `percentileGrid`, as far as `gridLength(count)`. */
  readonly values: readonly number[]
  /** Missing where the segments do not allow an interval, as of repeated runs. */
  readonly low?: readonly (number | null)[]
  readonly high?: readonly (number | null)[]
}

/** Times of a record (or, as `callTime`, of a call) of which a plain and a sealed arm can be compared. */
export const comparedTimes = ['serviceTime', 'responseTime', 'callTime'] as const
export type ComparedTime = (typeof comparedTimes)[number]

/** How often values occurred: `counts[i]` lie in [`edges[i]`, `edges[i + 1]`), the last including its end. In ns. */
export interface Density {
  readonly edges: readonly number[]
  readonly counts: readonly number[]
}

/** Latencies over time: `counts[column][row]` of the records of one stretch of the load. */
export interface TimeMap {
  /** When each column begins, and the last ends, in ns of the scenario's clock. */
  readonly times: readonly number[]
  /** Edges of the rows, in ns, ascending. */
  readonly edges: readonly number[]
  readonly counts: readonly (readonly number[])[]
}

export interface CellDetail {
  /** Of `plain`, `sealed` and `delta`, and of calls of KMS. */
  readonly curves: Readonly<Partial<Record<SeriesName, Curve>>>
  /** Of quantiles of the sealed arm minus those of the plain one. */
  readonly overheads: Readonly<Partial<Record<`${Operation}.${ComparedTime}`, Band>>>
  /** Of differences: `delta` (A/B) and `noise` (A/A), on the same edges where their operation and time are the same. */
  readonly densities: Readonly<Partial<Record<SeriesName, Density>>>
  /** Response time of the sealed arm; missing where segments do not follow each other in time. */
  readonly overTime: Readonly<Partial<Record<Operation, TimeMap>>>
}

export const noDetail: CellDetail = { curves: {}, overheads: {}, densities: {}, overTime: {} }

/** Quantiles of the sealed arm minus those of the plain one, as far as both go; none without either. */
export function overheadValues(
  curves: CellDetail['curves'],
  name: keyof CellDetail['overheads'],
): readonly number[] {
  const [operation, time] = name.split('.') as [Operation, ComparedTime]
  const [plain, sealed] = [curves[`${operation}.plain.${time}`], curves[`${operation}.sealed.${time}`]]
  if (plain === undefined || sealed === undefined) return []
  return sealed.values.slice(0, plain.values.length).map((value, at) => value - plain.values[at]!)
}
